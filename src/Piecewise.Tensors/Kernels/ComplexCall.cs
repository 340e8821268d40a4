using System.ComponentModel;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Piecewise.Tensors.Kernels;

/// <summary>Complex numbers made of two floats each: real and imaginary part, or magnitude and angle; in double.</summary>
/// <typeparam name="T">float or double.</typeparam>
/// <typeparam name="TResult">The complex type with such parts.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public unsafe struct ComplexCall<T, TResult> : IKernel, IPartJob, IOverTypes where T : unmanaged where TResult : unmanaged
{
    /// <summary>Real parts, or magnitudes.</summary>
    public required T* X;

    /// <summary>[<see cref="Rank"/>]; 0 repeats.</summary>
    public required nint* XStrides;

    /// <summary>Imaginary parts, or angles.</summary>
    public required T* Y;

    /// <summary>[<see cref="Rank"/>]; 0 repeats.</summary>
    public required nint* YStrides;
    public required bool IsPolar;
    public required TResult* Result;

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
            (nest.Outer, nest.InnerStride(XStrides), nest.InnerStride(YStrides), nest.InnerStride(ResultStrides));
        var share = Share.Of(outer.Count, part, parts);
        for (var row = share.Start; row < share.End; row++)
        {
            var x = X + outer.Offset(row, XStrides);
            var y = Y + outer.Offset(row, YStrides);
            var result = Result + outer.Offset(row, ResultStrides);
            for (nint i = 0; i < nest.Inner; i++)
            {
                var (a, b) = (Element.Convert<T, double>(x[i * xStep]), Element.Convert<T, double>(y[i * yStep]));
                result[i * step] = Element.Convert<Complex, TResult>(
                    IsPolar ? new Complex(a * Math.Cos(b), a * Math.Sin(b)) : new Complex(a, b));
            }
        }
    }

    static KernelEntry IKernel.EntryOf(ReadOnlySpan<DType> dtypes) => KernelEntries.OfParts<ComplexCall<T, TResult>>(dtypes);

    static KernelEntry IOverTypes.EntryOver<TAny, TAnyResult>() => KernelEntry.Of<ComplexCall<TAny, TAnyResult>>();
}
