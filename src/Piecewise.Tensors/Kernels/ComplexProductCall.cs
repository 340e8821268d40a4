using System.ComponentModel;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Piecewise.Tensors.Kernels;

/// <summary>Products of complex numbers, which loops are not generated for; in double.</summary>
/// <typeparam name="T">A complex type.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public unsafe struct ComplexProductCall<T> : IKernel, IPartJob, IOverType where T : unmanaged
{
    public required T* X;

    /// <summary>[<see cref="Rank"/>]; 0 repeats.</summary>
    public required nint* XStrides;

    /// <summary>Null for one number instead.</summary>
    public required T* Y;

    /// <summary>[<see cref="Rank"/>]; 0 repeats.</summary>
    public nint* YStrides;

    /// <summary>Where there is no y: what all are multiplied by.</summary>
    public double Factor;

    /// <summary>The first element; x itself, or apart from both.</summary>
    public required T* Result;

    /// <summary>[<see cref="Rank"/>].</summary>
    public required nint* ResultStrides;

    /// <summary>[<see cref="Rank"/>].</summary>
    public required nint* Sizes;
    public required nint Rank;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Run(Workers workers)
    {
        var nest = new Nest(Sizes, Rank);
        var rows = nest.Outer.Count;
        if (rows > 0 && nest.Inner > 0)
        {
            Jobs.Run(workers.Team, workers.Parts(rows, 32L * rows * nest.Inner), this);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    readonly void IPartJob.Run(int part, int parts)
    {
        var nest = new Nest(Sizes, Rank);
        var (outer, xStep, yStep, step) =
            (nest.Outer, nest.InnerStride(XStrides), Y == null ? 0 : nest.InnerStride(YStrides), nest.InnerStride(ResultStrides));
        var share = Share.Of(outer.Count, part, parts);
        for (var row = share.Start; row < share.End; row++)
        {
            var x = X + outer.Offset(row, XStrides);
            var y = Y == null ? null : Y + outer.Offset(row, YStrides);
            var result = Result + outer.Offset(row, ResultStrides);
            for (nint i = 0; i < nest.Inner; i++)
            {
                var factor = y == null ? new Complex(Factor, 0) : Element.Convert<T, Complex>(y[i * yStep]);
                result[i * step] = Element.Convert<Complex, T>(Element.Convert<T, Complex>(x[i * xStep]) * factor);
            }
        }
    }

    static KernelEntry IKernel.EntryOf(ReadOnlySpan<DType> dtypes) => KernelEntries.OfComplex<ComplexProductCall<T>>(dtypes);

    static KernelEntry IOverType.EntryOver<TAny>() => KernelEntry.Of<ComplexProductCall<TAny>>();
}
