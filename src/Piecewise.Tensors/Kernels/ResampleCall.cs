using System.ComponentModel;
using System.Runtime.CompilerServices;
using Piecewise.Tensors.Reference;

namespace Piecewise.Tensors.Kernels;

/// <summary>
/// Planes at another resolution over their last three dims (of which some may have one element), one dim after the other, from the last one
/// on. Computed in f32 and rounded once.
/// </summary>
/// <typeparam name="T">float or BFloat16.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public unsafe struct ResampleCall<T> : IKernel, IOverType where T : unmanaged
{
    public required PlanePair<T> Tensors;

    /// <summary>How many of the three dims there are: the last ones.</summary>
    public required nint Dims;

    /// <summary>A <see cref="SamplingMode"/> that makes an element of four at most.</summary>
    public required nint Mode;

    /// <summary>Whether the centers of the outermost elements fall together, not their edges.</summary>
    public required bool AlignCorners;

    /// <summary>How much finer the result is along each dim; 0 for the quotient of the sizes.</summary>
    public required double DepthFactor;
    public required double HeightFactor;
    public required double WidthFactor;

    internal const int MostTaps = 4;

    public readonly void Run(Workers workers)
    {
        var planes = Tensors.Count;
        if (planes == 0)
        {
            return;
        }
        var sizes = Tensors.Sizes;
        var positions = Tensors.Positions;
        if (sizes[0] < 1 || sizes[1] < 1 || sizes[2] < 1)
        {
            throw new KernelException("there is nothing that a result could be made of.");
        }
        var taps = checked((positions[0] + positions[1] + positions[2]) * MostTaps);
        var tableBytes = checked((taps * (sizeof(nint) + sizeof(float))) + 63) & ~63;
        // The largest of what lies between two dims, twice.
        var wide = checked(sizes[0] * sizes[1] * positions[2]);
        var high = checked(sizes[0] * positions[1] * positions[2]);
        var deep = checked(positions[0] * positions[1] * positions[2]);
        var partFloats = checked(Math.Max(wide, Math.Max(high, deep)) + sizes[2] + 64);
        var partBytes = checked((2 * partFloats * sizeof(float)) + 63) & ~63;
        var parts = workers.Parts(planes, (long)Math.Min(32.0 * planes * (wide + high + deep), long.MaxValue / 2));
        var memory = (byte*)Scratch.Of(workers, checked(tableBytes + (parts * partBytes)));
        var job = new ResampleJob<T>
        {
            Call = this,
            Places = (nint*)memory,
            Weights = (float*)(memory + (taps * sizeof(nint))),
            PartMemory = memory + tableBytes,
            PartBytes = partBytes,
            PartFloats = partFloats,
        };
        Describe(job.Places, job.Weights);
        Jobs.Run(workers.Tier, workers.Team, parts, job);
    }

    // By dim and position: which elements, with which weights; -1 ends them.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Describe(nint* places, float* weights)
    {
        Span<long> at = stackalloc long[MostTaps];
        Span<float> by = stackalloc float[MostTaps];
        for (var dim = 0; dim < 3; dim++)
        {
            var factor = dim == 0 ? DepthFactor : dim == 1 ? HeightFactor : WidthFactor;
            var mode = (SamplingMode)Mode;
            var sampling = new Sampling<float>(mode, Tensors.Sizes[dim], Tensors.Positions[dim], AlignCorners, factor == 0 ? null : factor);
            for (nint position = 0; position < Tensors.Positions[dim]; position++, places += MostTaps, weights += MostTaps)
            {
                var count = 1;
                if (dim < 3 - Dims)
                {
                    // There is one element.
                    (at[0], by[0]) = (0, 1);
                }
                else if (mode is SamplingMode.Nearest or SamplingMode.NearestExact)
                {
                    (at[0], by[0]) = (sampling.NearestTo(position), 1);
                }
                else
                {
                    count = sampling.At(position, at, by);
                }
                for (var tap = 0; tap < MostTaps; tap++)
                {
                    (places[tap], weights[tap]) = tap < count ? ((nint)at[tap], by[tap]) : (-1, 0);
                }
            }
        }
    }

    static KernelEntry IKernel.EntryOf(ReadOnlySpan<DType> dtypes) => KernelEntries.OfFloat<ResampleCall<T>>(dtypes);

    static KernelEntry IOverType.EntryOver<TAny>() => KernelEntry.Of<ResampleCall<TAny>>();
}
