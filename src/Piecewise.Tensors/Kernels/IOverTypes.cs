namespace Piecewise.Tensors.Kernels;

/// <summary>A kernel of two types of elements.</summary>
internal interface IOverTypes
{
    static abstract KernelEntry EntryOver<T, TSecond>() where T : unmanaged where TSecond : unmanaged;
}
