using Piecewise.Tensors;

namespace Piecewise.Testing;

/// <summary>The sizes of a decoder.</summary>
/// <param name="Hidden">Width of a token between layers.</param>
/// <param name="Heads">Query heads.</param>
/// <param name="KeyValueHeads">Key and value heads; divides <paramref name="Heads"/>.</param>
/// <param name="HeadDim">Width of a head; even.</param>
/// <param name="Intermediate">Width inside the MLP.</param>
/// <param name="Vocabulary">Number of tokens.</param>
/// <param name="Positions">Rows of the rotary tables.</param>
/// <param name="DType">Of weights and activations; norms compute in f32.</param>
internal sealed record DecoderShape(int Hidden, int Heads, int KeyValueHeads, int HeadDim, int Intermediate, int Vocabulary, int Positions,
    DType DType)
{
    /// <summary>Qwen3-0.6B's published configuration.</summary>
    public static DecoderShape Qwen3 { get; } = new(1024, 16, 8, 128, 3072, 151_936, 40_960, DType.BF16);

    /// <summary>Small enough to run in a test.</summary>
    public static DecoderShape Tiny { get; } = new(16, 4, 2, 4, 24, 32, 64, DType.F32);
}
