using Piecewise.Compiler.Lower;
using Piecewise.Compiler.Raise;
using Piecewise.Compiler.Simplify;

namespace Piecewise.Compiler.Passes;

/// <summary>The middle end's passes: one list, in order, with a reason per line (N6).</summary>
public static class StandardPipeline
{
    /// <summary>A new pipeline.</summary>
    public static PassPipeline Create() => new(
        [
            // Once a unique piece.
            new(new Cleanup(), PassScope.Piece, "what normalization and partition left over is no concern of any pattern"),
            new(new RaiseLayerNorm(), PassScope.Piece, "one op for what exported models spell out: every later rule has one form to know"),
            new(new RaiseRmsNorm(), PassScope.Piece, "one op whatever the spelling, epsilon and order of rounding and weight"),
            new(new RaiseRotary(), PassScope.Piece, "a dozen calls on query and key become one that can be fused"),
            new(new RaiseGatedActivation(), PassScope.Piece, "the activation and its product become one that quantization can join"),
            new(new RaiseGating(), PassScope.Piece, "routing becomes one op before its softmax is taken for any other"),
            new(new RaiseSoftmax(), PassScope.Piece, "providers are chosen for ops of the op IR only"),
            new(new RaiseLinear(), PassScope.Piece, "the same, for the most expensive calls; mm and addmm of decomposed programs included"),
            new(new RaiseGroupedGemm(), PassScope.Piece, "the same, for experts"),
            new(new RaiseEmbedding(), PassScope.Piece, "the same, for tables"),

            // For each entry.
            new(new HoistConstants(), PassScope.Entry, "projections that were merged have their weights joined once, not in every call"),
            new(new Lowering(), PassScope.Entry, "from here on every node is something that runs"),
            new(new Cleanup(), PassScope.Entry, "rewrites leave the old nodes behind"),
        ],
        [
            new("raise-layer-norm", "raise-rms-norm", "the inner part of a layer normalization is an RMS normalization of the centered input"),
            new("raise-gating", "raise-softmax", "gating is recognized by its softmax"),
        ]);
}
