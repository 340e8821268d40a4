using Piecewise.Tensors.Kernels;

namespace Piecewise.Compiler.Emit;

/// <summary>The vectors of a tier, by their names in the code.</summary>
/// <param name="Bits">Width.</param>
internal sealed record VectorShape(int Bits)
{
    /// <summary>Floats in a vector.</summary>
    public int Width => Bits / 32;

    public string Lanes => $"Lanes{Bits}";

    public string Floats => $"Vector{Bits}<float>";

    public string Doubles => $"Vector{Bits}<double>";

    /// <summary>Type arguments of functions that are written for all widths.</summary>
    public string Arguments => $"{Lanes}, {Floats}";

    public static VectorShape Of(InstructionTier tier) =>
        new(tier.Includes(InstructionTier.Avx512) ? 512 : tier == InstructionTier.Avx2 ? 256 : 128);
}
