using Piecewise.Compiler.Fuse;
using Piecewise.Compiler.Passes;
using Piecewise.Compiler.Raise;
using Piecewise.Compiler.Simplify;
using Piecewise.Compiler.Weights;

namespace Piecewise.Compiler.Lower;

/// <summary>The middle end's passes: one list, in order, with a reason per line (N6).</summary>
internal static class StandardPipeline
{
    /// <summary>A new pipeline.</summary>
    public static PassPipeline Create() => new(
        [
            // Once a unique piece.
            new(new Cleanup(), PassScope.Piece, "what normalization and partition left over is no concern of any pattern"),
            new(new NoOpElimination(), PassScope.Piece, "no pattern has to look through what changes nothing"),
            new(new ScatterSplitReplacement(), PassScope.Piece, "what is scattered and split again is one value to every pattern"),
            new(new SplitCoalescing(), PassScope.Piece, "parts of one split can be told to belong together"),
            new(new CloneElimination(), PassScope.Piece,
                "a functional piece needs hardly any copy, and no pattern has to look through one"),
            new(new Cleanup(), PassScope.Piece, "scatters that nothing takes any more would count as users"),
            new(new RaiseLayerNorm(), PassScope.Piece, "one op for what exported models spell out: every later rule has one form to know"),
            new(new RaiseRmsNorm(), PassScope.Piece, "one op whatever the spelling, epsilon and order of rounding and weight"),
            new(new RaiseRotary(), PassScope.Piece, "a dozen calls on query and key become one that can be fused"),
            new(new RaiseGatedActivation(), PassScope.Piece, "the activation and its product become one that quantization can join"),
            new(new RaiseGating(), PassScope.Piece, "routing becomes one op before its softmax is taken for any other"),
            new(new RaiseSoftmax(), PassScope.Piece, "providers are chosen for ops of the op IR only"),
            new(new RaiseLinear(), PassScope.Piece, "the same, for the most expensive calls; mm and addmm of decomposed programs included"),
            new(new RaiseGroupedGemm(), PassScope.Piece, "the same, for experts"),
            new(new RaiseEmbedding(), PassScope.Piece, "the same, for tables"),

            new(new UnusedIndices(), PassScope.Piece, "pools have a kernel, and none that finds places"),
            new(new ChannelNorms(), PassScope.Piece, "its weights and sums are ordinary ones to every later pass"),

            // For each entry.
            new(new NoOpElimination(), PassScope.Entry, "the entry's bounds prove more slices to be the whole"),
            new(new AddNormFusion(), PassScope.Entry, "the distributed and the quantized forms are looked for after fused_add_rms_norm"),
            new(new SequenceParallelism(), PassScope.Entry, "for large sizes; takes the all-reduces that fusion would take for small ones"),
            new(new AllReduceNormFusion(), PassScope.Entry, "for small sizes; takes quantization along, so it goes before norm + quantize"),
            new(new NormQuantizeFusion(), PassScope.Entry, "whatever norms are left, those of distributed tokens too"),
            new(new ActivationQuantizeFusion(), PassScope.Entry, "the other producer of quantized values"),
            new(new AttentionQuantizeFusion(), PassScope.Entry, "the third; only in programs that are not split"),
            new(new QkNormRotaryFusion(), PassScope.Entry, "while queries and keys are row-major: merged projections make them views"),
            new(new LinearBiasFusion(), PassScope.Entry, "projections are merged together with their biases"),
            new(new MergedProjections(), PassScope.Entry, "several products with one operand are one"),
            new(new LinearCollectiveFusion(), PassScope.Entry, "a gathered value may have one user only, the merged projection"),
            new(new LinearActivationFusion(), PassScope.Entry, "what activations follow a product that was not merged or distributed"),
            new(new QuantizeWeights(), PassScope.Entry, "projections that were merged have one weight"),
            new(new HoistConstants(), PassScope.Entry, "projections that were merged have their weights joined once, not in every call"),
            new(new Lowering(), PassScope.Entry, "from here on every node is something that runs"),
            new(new CloneElimination(), PassScope.Entry, "lowering copies whatever a provider overwrites"),
            new(new Reinplacing(), PassScope.Entry, "what no copy keeps alive any more can be overwritten"),
            new(new Cleanup(), PassScope.Entry, "rewrites leave old nodes that nothing takes"),
        ],
        [
            new("scatter-splits", "coalesce-splits", "it splits the old buffer a second time where it is split already"),
            new("no-ops", "clone-elimination", "a clone of a view that shows everything is a clone of the whole"),
            new("clone-elimination", "reinplace", "a value that only its copy keeps alive can't be overwritten"),
            new("lower", "reinplace", "the functional dialect has no in-place forms"),
            new("raise-layer-norm", "raise-rms-norm",
                "the inner part of a layer normalization is an RMS normalization of the centered input"),
            new("raise-gating", "raise-softmax", "gating is recognized by its softmax"),
            new("fuse-add-norm", "sequence-parallelism", "a residual is followed through fused_add_rms_norm, not through add"),
            new("fuse-add-norm", "fuse-all-reduce-norm", "the sum with the residual would be left out of the fused op"),
            new("sequence-parallelism", "fuse-all-reduce-norm",
                "a size that both apply to is large, and the fused op hides the all-reduce"),
            new("sequence-parallelism", "fuse-norm-quantize", "the fused op hides the norm after the all-reduce"),
            new("fuse-all-reduce-norm", "fuse-norm-quantize",
                "the norm that is fused with its quantization is no longer found after an all-reduce"),
            new("fuse-add-norm", "fuse-norm-quantize", "the norm that is fused with its quantization no longer takes the sum along"),
            new("fuse-qk-norm-rotary", "merge-projections", "heads that are views of a merged product need shape rules to be asked"),
            new("fuse-linear-bias", "merge-projections", "a bias added to a view of a merged product is not found"),
            new("merge-projections", "fuse-linear-collective", "a value that three projections gather is gathered once, by the merged one"),
            new("merge-projections", "quantize-weights", "bytes of quantized weights can't be joined"),
            new("quantize-weights", "hoist-constants", "weights would be quantized in every call"),
            new("merge-projections", "fuse-linear-activation", "a projection that is fused with its activation can't be merged"),
        ]);
}
