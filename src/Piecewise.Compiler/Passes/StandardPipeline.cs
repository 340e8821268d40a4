using Piecewise.Compiler.Fuse;
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

            // For each entry.
            new(new AddNormFusion(), PassScope.Entry, "the distributed and the quantized forms are looked for behind fused_add_rms_norm"),
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
            new(new Cleanup(), PassScope.Entry, "rewrites leave the old nodes behind"),
        ],
        [
            new("fuse-add-norm", "sequence-parallelism", "a residual is followed through fused_add_rms_norm, not through add"),
            new("fuse-add-norm", "fuse-all-reduce-norm", "the sum with the residual would be left out of the fused op"),
            new("sequence-parallelism", "fuse-all-reduce-norm", "a size that both apply to is large, and the fused op hides the all-reduce"),
            new("sequence-parallelism", "fuse-norm-quantize", "the fused op hides the norm behind the all-reduce"),
            new("fuse-all-reduce-norm", "fuse-norm-quantize", "the norm that is fused with its quantization is no longer found behind an all-reduce"),
            new("fuse-add-norm", "fuse-norm-quantize", "the norm that is fused with its quantization no longer takes the sum along"),
            new("fuse-qk-norm-rotary", "merge-projections", "heads that are views of a merged product need shape rules to be asked"),
            new("fuse-linear-bias", "merge-projections", "a bias added to a view of a merged product is not found"),
            new("merge-projections", "fuse-linear-collective", "a value that three projections gather is gathered once, by the merged one"),
            new("merge-projections", "fuse-linear-activation", "a projection that is fused with its activation can't be merged"),
        ]);
}
