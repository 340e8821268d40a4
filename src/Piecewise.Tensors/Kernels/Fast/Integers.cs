namespace Piecewise.Tensors.Fast;

/// <summary>Reads indices. The element type is decided when the kernel is compiled.</summary>
internal static unsafe class Integers
{
    public static long Read<T>(T* source) where T : unmanaged =>
        typeof(T) == typeof(long) ? *(long*)source
        : typeof(T) == typeof(int) ? *(int*)source
        : throw new NotSupportedException($"Indices are long or int, not {typeof(T).Name}.");
}
