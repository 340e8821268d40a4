namespace Piecewise.Tensors.Kernels;

/// <summary>
/// A kernel found a value in its operands that it can't take: an index out of range. The message is that of the operator's reference
/// without the operator's name, which the caller knows.
/// </summary>
internal sealed class KernelException : Exception
{
    public KernelException(string message)
        : base(message)
    {
    }

    internal static KernelException OutOfRange(long index, nint size) => new($"index {index} is out of range for size {size}.");
}
