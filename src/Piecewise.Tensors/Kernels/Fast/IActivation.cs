namespace Piecewise.Tensors.Fast;

/// <summary>A function of one element.</summary>
public interface IActivation
{
    static abstract TVector Invoke<TLanes, TVector>(TVector x) where TLanes : struct, ILanes<TVector> where TVector : unmanaged;
}
