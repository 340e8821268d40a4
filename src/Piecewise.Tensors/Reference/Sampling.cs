using System.Numerics;

namespace Piecewise.Tensors.Reference;

/// <summary>What an element at another resolution is made of.</summary>
internal enum SamplingMode : byte
{
    /// <summary>The element at or before its place.</summary>
    Nearest,

    /// <summary>The element under its center.</summary>
    NearestExact,

    /// <summary>The two elements around it, by distance.</summary>
    Linear,

    /// <summary>The four elements around it, by Keys' cubic with -0.75.</summary>
    Cubic,

    /// <summary>All elements that a triangle over one element of the coarser resolution covers.</summary>
    SmoothLinear,

    /// <summary>The same by Keys' cubic with -0.5 over four.</summary>
    SmoothCubic,

    /// <summary>The same by a sinc under a sinc over six.</summary>
    SmoothLanczos,
}

/// <summary>
/// A dim at another resolution: which elements, with which weights, each element of the result is made of. Everything is computed in
/// <typeparamref name="T"/>, as in PyTorch.
/// </summary>
/// <param name="mode">Which elements.</param>
/// <param name="input">Elements along the dim, at least 1.</param>
/// <param name="output">Elements of the result along it.</param>
/// <param name="alignCorners">Whether the centers of the outermost elements fall together, not their edges.</param>
/// <param name="factor">How much finer the result is; null or not positive for the quotient of the sizes.</param>
internal readonly struct Sampling<T>(SamplingMode mode, long input, long output, bool alignCorners, double? factor)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly T scale = alignCorners ? (output > 1 ? T.CreateTruncating(input - 1) / T.CreateTruncating(output - 1) : T.Zero)
        : factor is > 0 and var f ? T.CreateTruncating(1 / f)
        : T.CreateTruncating(input) / T.CreateTruncating(output);

    private static T Half => T.CreateTruncating(0.5);

    public long Output => output;

    /// <summary>No element is made of more.</summary>
    public long MaxTaps => mode switch
    {
        SamplingMode.Nearest or SamplingMode.NearestExact => 1,
        SamplingMode.Linear => 2,
        SamplingMode.Cubic => 4,
        _ => input,
    };

    // Elements of the coarser resolution that a smooth mode covers.
    private T Width => T.CreateTruncating(mode switch { SamplingMode.SmoothLinear => 2, SamplingMode.SmoothCubic => 4, _ => 6 });

    /// <summary>The one element that a nearest mode takes.</summary>
    public long NearestTo(long position)
    {
        var place = T.CreateTruncating(position) + (mode == SamplingMode.NearestExact ? Half : T.Zero);
        return Math.Min(Floor(place * scale), input - 1);
    }

    /// <summary>Fills in what an element of the result is made of; returns how many elements.</summary>
    public int At(long position, Span<long> places, Span<T> weights)
    {
        switch (mode)
        {
            case SamplingMode.Linear when input == output:
                (places[0], weights[0]) = (position, T.One);
                return 1;
            case SamplingMode.Linear:
                var (first, fraction) = Around(T.Max(Source(position), T.Zero));
                (places[0], places[1]) = (first, Math.Min(first + 1, input - 1));
                (weights[0], weights[1]) = (T.One - fraction, fraction);
                return 2;
            case SamplingMode.Cubic:
                var (second, part) = Around(Source(position));
                for (var i = 0; i < 4; i++)
                {
                    places[i] = Math.Clamp(second + i - 1, 0, input - 1);
                }
                CubicWeights(part, weights);
                return 4;
            default:
                return Smooth(position, places, weights);
        }
    }

    /// <summary>Weights of the four elements around a place by Keys' cubic with -0.75.</summary>
    /// <param name="part">How far the place is from the second to the third.</param>
    /// <param name="weights">Four.</param>
    public static void CubicWeights(T part, Span<T> weights)
    {
        var a = T.CreateTruncating(-0.75);
        (weights[0], weights[1]) = (Far(part + T.One, a), Near(part, a));
        (weights[2], weights[3]) = (Near(T.One - part, a), Far(T.CreateTruncating(2) - part, a));
    }

    private static T Near(T x, T a) =>
        ((((a + T.CreateTruncating(2)) * x) - (a + T.CreateTruncating(3))) * x * x) + T.One;

    private static T Far(T x, T a) =>
        ((((a * x) - (T.CreateTruncating(5) * a)) * x) + (T.CreateTruncating(8) * a)) * x - (T.CreateTruncating(4) * a);

    // PyTorch rounds places down in f32 for f64 too.
    private static long Floor(T place) => (long)MathF.Floor(float.CreateTruncating(place));

    private T Source(long position) => alignCorners
        ? scale * T.CreateTruncating(position)
        : (scale * (T.CreateTruncating(position) + Half)) - Half;

    private (long First, T Fraction) Around(T place)
    {
        var first = Math.Min(Floor(place), input - 1);
        return (first, T.Min(T.Max(place - T.CreateTruncating(first), T.Zero), T.One));
    }

    private int Smooth(long position, Span<long> places, Span<T> weights)
    {
        var isCoarser = scale >= T.One;
        var support = Width * Half * (isCoarser ? scale : T.One);
        var center = scale * (T.CreateTruncating(position) + Half);
        var inverse = isCoarser ? T.One / scale : T.One;
        var first = Math.Max(long.CreateSaturating(center - support + Half), 0);
        var count = (int)Math.Clamp(Math.Min(long.CreateSaturating(center + support + Half), input) - first, 0, places.Length);
        var total = T.Zero;
        for (var i = 0; i < count; i++)
        {
            places[i] = first + i;
            weights[i] = Filter((T.CreateTruncating(i + first) - center + Half) * inverse);
            total += weights[i];
        }
        for (var i = 0; i < count && total != T.Zero; i++)
        {
            weights[i] /= total;
        }
        return count;
    }

    private T Filter(T x)
    {
        x = T.Abs(x);
        var (a, three) = (T.CreateTruncating(-0.5), T.CreateTruncating(3));
        return mode switch
        {
            SamplingMode.SmoothLinear => x < T.One ? T.One - x : T.Zero,
            SamplingMode.SmoothCubic => x < T.One ? Near(x, a) : x < T.CreateTruncating(2) ? Far(x, a) : T.Zero,
            _ => x < three ? Sinc(x) * Sinc(x / three) : T.Zero,
        };
    }

    private static T Sinc(T x) => x == T.Zero ? T.One : T.Sin(x * T.Pi) / (x * T.Pi);
}
