namespace Piecewise.Tensors.Kernels;

/// <summary>The operands of one call of a kernel and what one part of it does. Unmanaged: threads share it by address.</summary>
internal interface IJob
{
    /// <summary>Does one part. Parts write to separate memory, and what an element becomes does not depend on how many there are.</summary>
    void Run<TLanes, TVector>(int part, int parts) where TLanes : struct, ILanes<TVector> where TVector : unmanaged;
}
