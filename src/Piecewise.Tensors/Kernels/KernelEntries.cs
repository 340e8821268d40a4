using System.Numerics;

namespace Piecewise.Tensors.Kernels;

/// <summary>From dtypes, which are data, to the types that kernels are compiled for: the only place that goes through them.</summary>
internal static class KernelEntries
{
    /// <summary>Of a kernel that looks at elements of any one dtype.</summary>
    public static KernelEntry Of<TKernel>(ReadOnlySpan<DType> dtypes) where TKernel : IOverType => Only<TKernel>(dtypes) switch
    {
        DType.Bool => TKernel.EntryOver<bool>(),
        DType.U8 => TKernel.EntryOver<byte>(),
        DType.I8 => TKernel.EntryOver<sbyte>(),
        DType.I16 => TKernel.EntryOver<short>(),
        DType.I32 => TKernel.EntryOver<int>(),
        DType.I64 => TKernel.EntryOver<long>(),
        DType.U16 => TKernel.EntryOver<ushort>(),
        DType.U32 => TKernel.EntryOver<uint>(),
        DType.U64 => TKernel.EntryOver<ulong>(),
        DType.F8E4M3FN => TKernel.EntryOver<Float8E4M3>(),
        DType.F8E5M2 => TKernel.EntryOver<Float8E5M2>(),
        DType.F16 => TKernel.EntryOver<Half>(),
        DType.BF16 => TKernel.EntryOver<BFloat16>(),
        DType.F32 => TKernel.EntryOver<float>(),
        DType.F64 => TKernel.EntryOver<double>(),
        DType.C64 => TKernel.EntryOver<Complex64>(),
        DType.C128 => TKernel.EntryOver<Complex>(),
        _ => throw Unknown<TKernel>(dtypes),
    };

    /// <summary>Of a kernel that moves elements of one dtype without looking at them: those of one size are alike.</summary>
    public static KernelEntry OfMoved<TKernel>(ReadOnlySpan<DType> dtypes) where TKernel : IOverType => Only<TKernel>(dtypes).Size() switch
    {
        1 => TKernel.EntryOver<byte>(),
        2 => TKernel.EntryOver<ushort>(),
        4 => TKernel.EntryOver<uint>(),
        8 => TKernel.EntryOver<ulong>(),
        16 => TKernel.EntryOver<UInt128>(),
        _ => throw Unknown<TKernel>(dtypes),
    };

    /// <summary>Of a kernel that computes in f32.</summary>
    public static KernelEntry OfFloat<TKernel>(ReadOnlySpan<DType> dtypes) where TKernel : IOverType => Only<TKernel>(dtypes) switch
    {
        DType.F32 => TKernel.EntryOver<float>(),
        DType.BF16 => TKernel.EntryOver<BFloat16>(),
        _ => throw Unknown<TKernel>(dtypes),
    };

    /// <summary>Of a kernel that needs an order of elements: of all but complex ones.</summary>
    public static KernelEntry OfOrdered<TKernel>(ReadOnlySpan<DType> dtypes) where TKernel : IOverType =>
        Only<TKernel>(dtypes).IsComplex() ? throw Unknown<TKernel>(dtypes) : Of<TKernel>(dtypes);

    /// <summary>Of a kernel of complex numbers.</summary>
    public static KernelEntry OfComplex<TKernel>(ReadOnlySpan<DType> dtypes) where TKernel : IOverType => Only<TKernel>(dtypes) switch
    {
        DType.C64 => TKernel.EntryOver<Complex64>(),
        DType.C128 => TKernel.EntryOver<Complex>(),
        _ => throw Unknown<TKernel>(dtypes),
    };

    /// <summary>Of a kernel of floats and the complex numbers that have such parts.</summary>
    public static KernelEntry OfParts<TKernel>(ReadOnlySpan<DType> dtypes) where TKernel : IOverTypes => dtypes switch
    {
        [DType.F32, DType.C64] => TKernel.EntryOver<float, Complex64>(),
        [DType.F64, DType.C128] => TKernel.EntryOver<double, Complex>(),
        _ => throw Unknown<TKernel>(dtypes),
    };

    /// <summary>Of a kernel that moves elements to or from where indices say.</summary>
    public static KernelEntry OfMovedAndIndex<TKernel>(ReadOnlySpan<DType> dtypes) where TKernel : IOverTypes => dtypes switch
    {
        [_, DType.I64] => OfMoved<With<TKernel, long>>(dtypes[..1]),
        [_, DType.I32] => OfMoved<With<TKernel, int>>(dtypes[..1]),
        _ => throw Unknown<TKernel>(dtypes),
    };

    /// <summary>The same of a kernel that looks at the elements.</summary>
    public static KernelEntry OfAnyAndIndex<TKernel>(ReadOnlySpan<DType> dtypes) where TKernel : IOverTypes => dtypes switch
    {
        [_, DType.I64] => Of<With<TKernel, long>>(dtypes[..1]),
        [_, DType.I32] => Of<With<TKernel, int>>(dtypes[..1]),
        _ => throw Unknown<TKernel>(dtypes),
    };

    /// <summary>The same of a kernel that computes in f32.</summary>
    public static KernelEntry OfFloatAndIndex<TKernel>(ReadOnlySpan<DType> dtypes) where TKernel : IOverTypes => dtypes switch
    {
        [_, DType.I64] => OfFloat<With<TKernel, long>>(dtypes[..1]),
        [_, DType.I32] => OfFloat<With<TKernel, int>>(dtypes[..1]),
        _ => throw Unknown<TKernel>(dtypes),
    };

    /// <summary>Of a kernel that computes two dtypes in f32.</summary>
    public static KernelEntry OfFloats<TKernel>(ReadOnlySpan<DType> dtypes) where TKernel : IOverTypes => dtypes switch
    {
        [_, DType.F32] => OfFloat<With<TKernel, float>>(dtypes[..1]),
        [_, DType.BF16] => OfFloat<With<TKernel, BFloat16>>(dtypes[..1]),
        _ => throw Unknown<TKernel>(dtypes),
    };

    /// <summary>Of a kernel that takes elements of any dtype to those of any other.</summary>
    public static KernelEntry OfAnyTwo<TKernel>(ReadOnlySpan<DType> dtypes) where TKernel : IOverTypes => dtypes switch
    {
        [_, DType.Bool] => Of<With<TKernel, bool>>(dtypes[..1]),
        [_, DType.U8] => Of<With<TKernel, byte>>(dtypes[..1]),
        [_, DType.I8] => Of<With<TKernel, sbyte>>(dtypes[..1]),
        [_, DType.I16] => Of<With<TKernel, short>>(dtypes[..1]),
        [_, DType.I32] => Of<With<TKernel, int>>(dtypes[..1]),
        [_, DType.I64] => Of<With<TKernel, long>>(dtypes[..1]),
        [_, DType.U16] => Of<With<TKernel, ushort>>(dtypes[..1]),
        [_, DType.U32] => Of<With<TKernel, uint>>(dtypes[..1]),
        [_, DType.U64] => Of<With<TKernel, ulong>>(dtypes[..1]),
        [_, DType.F8E4M3FN] => Of<With<TKernel, Float8E4M3>>(dtypes[..1]),
        [_, DType.F8E5M2] => Of<With<TKernel, Float8E5M2>>(dtypes[..1]),
        [_, DType.F16] => Of<With<TKernel, Half>>(dtypes[..1]),
        [_, DType.BF16] => Of<With<TKernel, BFloat16>>(dtypes[..1]),
        [_, DType.F32] => Of<With<TKernel, float>>(dtypes[..1]),
        [_, DType.F64] => Of<With<TKernel, double>>(dtypes[..1]),
        [_, DType.C64] => Of<With<TKernel, Complex64>>(dtypes[..1]),
        [_, DType.C128] => Of<With<TKernel, Complex>>(dtypes[..1]),
        _ => throw Unknown<TKernel>(dtypes),
    };

    private static DType Only<TKernel>(ReadOnlySpan<DType> dtypes) => dtypes is [var dtype] ? dtype : throw Unknown<TKernel>(dtypes);

    private static NotSupportedException Unknown<TKernel>(ReadOnlySpan<DType> dtypes) =>
        new($"{typeof(TKernel).Name} does not take ({string.Join(", ", dtypes.ToArray().Select(d => d.TextName()))}).");

    // A kernel of two types of which the second is known.
    private readonly struct With<TKernel, TSecond> : IOverType where TKernel : IOverTypes where TSecond : unmanaged
    {
        public static KernelEntry EntryOver<T>() where T : unmanaged => TKernel.EntryOver<T, TSecond>();
    }
}
