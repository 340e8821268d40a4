using Piecewise.Graphs;
using Piecewise.Tensors;
using Piecewise.Tracing;

namespace Piecewise.Operators.Composites;

/// <summary>
/// A whole layer of an encoder as one call, which PyTorch makes where no gradients are asked for. Source:
/// <c>torch.nn.TransformerEncoderLayer</c>, <c>torch._transformer_encoder_layer_fwd</c>.
/// </summary>
internal sealed class EncoderLayers : ICompositeSource
{
    public IEnumerable<Composite> Declare() =>
    [
        new("aten::_transformer_encoder_layer_fwd(Tensor src, int embed_dim, int num_heads, Tensor qkv_weight, Tensor qkv_bias, "
            + "Tensor proj_weight, Tensor proj_bias, bool use_gelu, bool norm_first, float eps, Tensor norm_weight_1, "
            + "Tensor norm_bias_1, Tensor norm_weight_2, "
            + "Tensor norm_bias_2, Tensor ffn_weight_1, Tensor ffn_bias_1, Tensor ffn_weight_2, Tensor ffn_bias_2, Tensor? mask=None, "
            + "int? mask_type=None) -> Tensor", Layer),
    ];

    private static TracedTensor Layer(CompositeCall call)
    {
        var source = call.Tensor("src");
        var width = call.Int("embed_dim");
        var isFirst = call.Bool("norm_first");
        if (source.Rank != 3)
        {
            throw call.Error($"takes [batch, length, features], found {source.Type}.");
        }
        call.Require(SymBool.Eq(source.Shape[2].Value, width), $"takes {width} features, found {source.Type}.");
        TracedTensor Normalized(TracedTensor x, string weight, string bias) =>
            x.LayerNorm([width], call.Tensor(weight), call.Tensor(bias), call.Number("eps"));
        TracedTensor First(TracedTensor x) => Normalized(x, "norm_weight_1", "norm_bias_1");
        TracedTensor Second(TracedTensor x) => Normalized(x, "norm_weight_2", "norm_bias_2");
        var projected = (isFirst ? First(source) : source).Linear(call.Tensor("qkv_weight"), call.Tensor("qkv_bias"));
        TracedTensor Part(long index) => projected.Slice(2, index * width, (index + 1) * width);
        var attended = source + Attention(call, Part(0), Part(1), Part(2));
        if (!isFirst)
        {
            attended = First(attended);
        }
        var inner = (isFirst ? Second(attended) : attended).Linear(call.Tensor("ffn_weight_1"), call.Tensor("ffn_bias_1"));
        var result = attended
            + (call.Bool("use_gelu") ? inner.Gelu() : inner.Relu()).Linear(call.Tensor("ffn_weight_2"), call.Tensor("ffn_bias_2"));
        return isFirst ? result : Second(result);
    }

    // Attention over [batch, length, features].
    private static TracedTensor Attention(CompositeCall call, TracedTensor query, TracedTensor key, TracedTensor value)
    {
        var (width, heads) = (call.Int("embed_dim"), call.Int("num_heads"));
        if (heads < 1 || width % heads != 0)
        {
            throw call.Error($"{width} features can't be shared by {heads} heads.");
        }
        TracedTensor Split(TracedTensor x) => x.View(x.Shape[0], x.Shape[1], heads, width / heads).Transpose(1, 2);
        var scores = (Split(query) * (1 / Math.Sqrt((double)width / heads))).MatMul(Split(key).Transpose(2, 3));
        if (Mask(call, scores) is { } hidden)
        {
            // Who sees nothing at all becomes NaN, unlike in aten::scaled_dot_product_attention.
            scores = scores.MaskedFill(hidden, double.NegativeInfinity);
        }
        return scores.Softmax(-1).MatMul(Split(value)).Transpose(1, 2).Reshape(query.Shape[0], query.Shape[1], width)
            .Linear(call.Tensor("proj_weight"), call.Tensor("proj_bias"));
    }

    // Where it is true, nothing is seen; numbers hide where they are not 0. [queries, keys], [batch, keys], or of all dims of the scores.
    private static TracedTensor? Mask(CompositeCall call, TracedTensor scores)
    {
        if (call.OptionalTensor("mask") is not { } mask)
        {
            return null;
        }
        var kind = call.OptionalInt("mask_type") ?? 2;
        if (mask.Rank != (kind is 0 or 1 ? 2 : 4))
        {
            throw call.Error($"takes no mask {mask.Type} of type {kind}: that of type 0 is [queries, keys], of type 1 [batch, keys], of "
                + "type 2 it is for each score.");
        }
        mask = mask.To(DType.Bool);
        return kind == 1 ? mask.View(scores.Shape[0], 1, 1, scores.Shape[3])
            : kind == 0 ? mask.View(1, 1, scores.Shape[2], scores.Shape[3])
            : mask;
    }
}
