using Piecewise.Tensors;

namespace Piecewise.Tracing;

// Products and layers.
internal sealed partial class TracedTensor
{
    public TracedTensor MatMul(TracedTensor other) => Call("aten::matmul.default", other);

    /// <param name="weight">[out, in], as PyTorch stores it.</param>
    /// <param name="bias">[out], or none.</param>
    public TracedTensor Linear(TracedTensor weight, TracedTensor? bias = null) => Call("aten::linear.default", weight, bias);

    /// <summary>The rows of a table that this tensor of ints names.</summary>
    /// <param name="table">[rows, width].</param>
    public TracedTensor Embedding(TracedTensor table) => Recorder.Call("aten::embedding.default", [table, this]).Tensor;

    /// <summary>Normalizes over the last dims to mean 0 and variance 1.</summary>
    /// <param name="normalizedShape">Sizes of the last dims that are normalized over.</param>
    /// <param name="weight">Factor of that shape, or none.</param>
    /// <param name="bias">Term of that shape, or none.</param>
    /// <param name="epsilon">Added to the variance.</param>
    public TracedTensor LayerNorm(
        ReadOnlySpan<SymbolicInt> normalizedShape, TracedTensor? weight = null, TracedTensor? bias = null, double epsilon = 1e-5) =>
        Call("aten::layer_norm.default", Sizes(normalizedShape), weight, bias, epsilon);

    /// <summary>
    /// Divides by the root of the mean square over the last dim, computed in f32 and converted back before the weight is applied: recorded
    /// as the operators that a Llama model consists of.
    /// </summary>
    /// <param name="weight">Factor of the last dim's size.</param>
    /// <param name="epsilon">Added to the mean square.</param>
    public TracedTensor RmsNorm(TracedTensor weight, double epsilon = 1e-6)
    {
        var wide = To(DType.F32);
        var meanSquare = wide.Pow(2).Mean(-1, keepDim: true);
        return weight * (wide * (meanSquare + epsilon).Rsqrt()).To(DType);
    }

    /// <summary>Attention of heads: <c>softmax(q·kᵀ·scale)·v</c>.</summary>
    /// <param name="key">[…, heads, length, width].</param>
    /// <param name="value">[…, heads, length, width].</param>
    /// <param name="isCausal">Whether a position sees only those up to it.</param>
    /// <param name="scale">By default 1/√width.</param>
    public TracedTensor ScaledDotProductAttention(
        TracedTensor key, TracedTensor value, bool isCausal = false, double? scale = null) => Call(
            "aten::scaled_dot_product_attention.default", key, value, TracedArgument.None, 0.0, isCausal,
            Op.Named("scale", scale is { } wanted ? wanted : TracedArgument.None));
}
