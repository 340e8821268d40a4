using System.Numerics;
using Piecewise.Tensors;

namespace Piecewise.Compiler.Direct;

/// <summary>Blocks of elements to and from memory, and choices between them: of elements of any dtype, by their size alone.</summary>
internal static unsafe class BlockCopies
{
    /// <summary>Reads elements: from, bytes from one to the next, block, count.</summary>
    public static delegate*<byte*, nint, byte*, nint, void> Load(DType dtype) => dtype.Size() switch
    {
        1 => &Load<byte>,
        2 => &Load<ushort>,
        4 => &Load<uint>,
        8 => &Load<ulong>,
        _ => &Load<Complex>,
    };

    /// <summary>Writes elements: to, bytes from one to the next, block, count.</summary>
    public static delegate*<byte*, nint, byte*, nint, void> Store(DType dtype) => dtype.Size() switch
    {
        1 => &Store<byte>,
        2 => &Store<ushort>,
        4 => &Store<uint>,
        8 => &Store<ulong>,
        _ => &Store<Complex>,
    };

    /// <summary>Repeats the first element of a block (x) all over it (result, the same one).</summary>
    public static BlockRoutine Repeat(DType dtype) => dtype.Size() switch
    {
        1 => new(&Repeat<byte>),
        2 => new(&Repeat<ushort>),
        4 => new(&Repeat<uint>),
        8 => new(&Repeat<ulong>),
        _ => new(&Repeat<Complex>),
    };

    /// <summary>Elements of y where x, bools, is true, else of z.</summary>
    public static BlockRoutine Select(DType dtype) => dtype.Size() switch
    {
        1 => new(&Select<byte>),
        2 => new(&Select<ushort>),
        4 => new(&Select<uint>),
        8 => new(&Select<ulong>),
        _ => new(&Select<Complex>),
    };

    private static void Load<T>(byte* source, nint step, byte* block, nint count) where T : unmanaged
    {
        if (step == sizeof(T))
        {
            Buffer.MemoryCopy(source, block, count * sizeof(T), count * sizeof(T));
            return;
        }
        for (nint i = 0; i < count; i++, source += step)
        {
            ((T*)block)[i] = *(T*)source;
        }
    }

    private static void Store<T>(byte* target, nint step, byte* block, nint count) where T : unmanaged
    {
        if (step == sizeof(T))
        {
            Buffer.MemoryCopy(block, target, count * sizeof(T), count * sizeof(T));
            return;
        }
        for (nint i = 0; i < count; i++, target += step)
        {
            *(T*)target = ((T*)block)[i];
        }
    }

    private static void Repeat<T>(byte* x, byte* y, byte* z, byte* r, nint count, nint function) where T : unmanaged =>
        new Span<T>(r, (int)count).Fill(*(T*)x);

    private static void Select<T>(byte* x, byte* y, byte* z, byte* r, nint count, nint function) where T : unmanaged
    {
        for (nint i = 0; i < count; i++)
        {
            ((T*)r)[i] = ((bool*)x)[i] ? ((T*)y)[i] : ((T*)z)[i];
        }
    }
}
