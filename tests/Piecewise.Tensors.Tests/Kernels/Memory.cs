using System.Runtime.InteropServices;

namespace Piecewise.Tensors.Tests;

/// <summary>
/// Native memory at any alignment with a guarded border: kernels must neither write there, which <see cref="Dispose"/> checks, nor use what
/// they read there, which is NaN.
/// </summary>
internal sealed unsafe class Memory<T> : IDisposable where T : unmanaged
{
    private const int Border = 128;
    private const byte Guard = 0xFF;
    private readonly byte* memory;
    private readonly int bytes;
    private readonly int offset;

    public Memory(int count, int misalignment = 0)
    {
        bytes = count * sizeof(T);
        offset = Border + (misalignment * sizeof(T));
        memory = (byte*)NativeMemory.AlignedAlloc((nuint)(bytes + (2 * offset)), 64);
        new Span<byte>(memory, bytes + (2 * offset)).Fill(Guard);
    }

    public T* Pointer => (T*)(memory + offset);

    public Span<T> Span => new(Pointer, bytes / sizeof(T));

    public static Memory<T> Random(Random random, int count, int misalignment = 0, float scale = 1)
    {
        var result = new Memory<T>(count, misalignment);
        for (var i = 0; i < count; i++)
        {
            result.Write(i, ((random.NextSingle() * 2) - 1) * scale);
        }
        return result;
    }

    public float Read(int index) => typeof(T) == typeof(float) ? ((float*)Pointer)[index] : ((BFloat16*)Pointer)[index];

    public void Write(int index, float value)
    {
        if (typeof(T) == typeof(float))
        {
            ((float*)Pointer)[index] = value;
        }
        else
        {
            ((BFloat16*)Pointer)[index] = (BFloat16)value;
        }
    }

    public void Dispose()
    {
        var before = new Span<byte>(memory, offset).IndexOfAnyExcept(Guard);
        var after = new Span<byte>(memory + offset + bytes, offset).IndexOfAnyExcept(Guard);
        NativeMemory.AlignedFree(memory);
        Assert.True(before < 0 && after < 0, "A kernel wrote beyond its operand.");
    }
}
