using System.Numerics;

namespace Piecewise.Tensors.Kernels;

/// <summary>The code of kernels for dtypes: which of them a kernel takes.</summary>
internal static class KernelEntries
{
    /// <summary>Of a kernel that looks at elements of any one dtype.</summary>
    public static KernelEntry Of<TKernel>(ReadOnlySpan<DType> dtypes) where TKernel : IOverType =>
        DTypeDispatch.Any<OfOne<TKernel>, KernelEntry>(Only<TKernel>(dtypes), default);

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

    /// <summary>Of a kernel of the floats of 16, 32 and 64 bits that IEEE 754 has.</summary>
    public static KernelEntry OfStandardFloat<TKernel>(ReadOnlySpan<DType> dtypes) where TKernel : IOverType => Only<TKernel>(dtypes) switch
    {
        DType.F16 => TKernel.EntryOver<Half>(),
        DType.F32 => TKernel.EntryOver<float>(),
        DType.F64 => TKernel.EntryOver<double>(),
        _ => throw Unknown<TKernel>(dtypes),
    };

    /// <summary>Of a kernel of numbers that are not rounded coarsely, as algorithms over matrices take them.</summary>
    public static KernelEntry OfWide<TKernel>(ReadOnlySpan<DType> dtypes) where TKernel : IOverType => Only<TKernel>(dtypes) switch
    {
        DType.F32 => TKernel.EntryOver<float>(),
        DType.F64 => TKernel.EntryOver<double>(),
        _ => OfComplex<TKernel>(dtypes),
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

    /// <summary>The same of a kernel that needs an order of elements.</summary>
    public static KernelEntry OfOrderedAndIndex<TKernel>(ReadOnlySpan<DType> dtypes) where TKernel : IOverTypes =>
        dtypes is [var dtype, _] && !dtype.IsComplex() ? OfAnyAndIndex<TKernel>(dtypes) : throw Unknown<TKernel>(dtypes);

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
    public static KernelEntry OfAnyTwo<TKernel>(ReadOnlySpan<DType> dtypes) where TKernel : IOverTypes => dtypes is [var first, var second]
        ? DTypeDispatch.Any<OfTwo<TKernel>, KernelEntry>(second, new(first))
        : throw Unknown<TKernel>(dtypes);

    private static DType Only<TKernel>(ReadOnlySpan<DType> dtypes) => dtypes is [var dtype] ? dtype : throw Unknown<TKernel>(dtypes);

    private static NotSupportedException Unknown<TKernel>(ReadOnlySpan<DType> dtypes) =>
        new($"{typeof(TKernel).Name} does not take ({string.Join(", ", dtypes.ToArray().Select(d => d.TextName()))}).");

    // A kernel of two types of which the second is known.
    private readonly struct With<TKernel, TSecond> : IOverType where TKernel : IOverTypes where TSecond : unmanaged
    {
        public static KernelEntry EntryOver<T>() where T : unmanaged => TKernel.EntryOver<T, TSecond>();
    }

    private readonly struct OfOne<TKernel> : IOverElements<KernelEntry> where TKernel : IOverType
    {
        public KernelEntry Over<T>() where T : unmanaged => TKernel.EntryOver<T>();
    }

    private readonly struct OfTwo<TKernel>(DType first) : IOverElements<KernelEntry> where TKernel : IOverTypes
    {
        public KernelEntry Over<T>() where T : unmanaged => Of<With<TKernel, T>>([first]);
    }
}
