namespace Piecewise.Tensors.Kernels;

/// <summary>A kernel of one type of elements.</summary>
internal interface IOverType
{
    static abstract KernelEntry EntryOver<T>() where T : unmanaged;
}
