using System.ComponentModel;

namespace Piecewise.Tensors.Kernels;

/// <summary>
/// How floats become 8-bit integers: <c>clamp(round(x · (1 / scale)) + zero, least, most)</c> in f32, to nearest even; what is not a number
/// becomes the least. Source: <c>torch.ops.quantized_decomposed.quantize_per_tensor</c>.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct LevelRange
{
    /// <summary>Distance of two levels.</summary>
    public required double Scale { get; init; }

    /// <summary>The level of 0.</summary>
    public required nint Zero { get; init; }

    /// <summary>The first level.</summary>
    public required nint Least { get; init; }

    /// <summary>The last level.</summary>
    public required nint Most { get; init; }

    /// <summary>What elements are multiplied with; PyTorch divides 1 in f64 and multiplies in f32.</summary>
    internal float Inverse => (float)(1.0 / Scale);

    /// <summary>The same numbers as vectors take them.</summary>
    internal LevelFactors Factors => new(Inverse, Zero, Least, Most);

    /// <summary>The level of a number.</summary>
    internal int Of(float value)
    {
        var level = MathF.Round(value * Inverse) + Zero;
        level = level > Least ? level : Least;
        return (int)(level < Most ? level : Most);
    }
}
