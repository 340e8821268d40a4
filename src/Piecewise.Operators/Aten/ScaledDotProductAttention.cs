using System.Collections.Immutable;
using System.Numerics;
using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Aten;

/// <summary>
/// <c>softmax(query @ key.T · scale + mask) @ value</c> over […, tokens, size]; a query that sees no key gives zeros. Computed in f32 for
/// 16-bit floats and rounded once. Source: <c>torch.nn.functional.scaled_dot_product_attention</c>.
/// </summary>
internal sealed class ScaledDotProductAttention : IOperatorSource
{
    public IEnumerable<Operator> Create() => [new PlainOperator(), new MathOperator(), new FlashOperator()];

    private static TensorType Infer(InferenceContext context, bool groups)
    {
        var (query, key, value) = (context.Tensor("query"), context.Tensor("key"), context.Tensor("value"));
        foreach (var operand in new[] { query, key, value })
        {
            Products.RequireSame(context, query, operand);
            if (operand.Rank < 2 || !operand.DType.IsFloat())
            {
                throw context.Error($"takes floats [..., tokens, size], found {operand}.");
            }
        }
        Products.RequireEqual(context, query.Shape[^1], key.Shape[^1], query, key);
        Products.RequireEqual(context, key.Shape[^2], value.Shape[^2], key, value);
        if (context["dropout_p"] is not FloatArgument { Value: 0 } and not IntArgument { Value: 0 })
        {
            throw context.Error($"drops weights at random (dropout_p={context["dropout_p"]}); call model.eval() before torch.export.export and export again.");
        }
        if (context.OptionalTensor("attn_mask") is { } mask && ((mask.DType != DType.Bool && !mask.DType.IsFloat()) || context.Bool("is_causal")))
        {
            throw context.Error($"takes a bool or float mask, and none beside is_causal; found {mask}.");
        }
        if (query.Rank != key.Rank || query.Rank != value.Rank)
        {
            throw context.Error($"takes operands of one rank, found {query}, {key} and {value}.");
        }
        // With nothing to attend to, PyTorch gives zeros of the query's shape and does not compare the other sizes.
        var empty = new[] { query, key, value }.Any(o => o.Shape.Any(s => s == 0));
        var batch = groups || empty ? query.Shape[..^2] : Shapes.Broadcast(context, query.Shape[..^2], key.Shape[..^2], value.Shape[..^2]);
        if (groups && !empty)
        {
            CheckGroups(context, query, key, value);
        }
        if (!empty && context.OptionalTensor("attn_mask") is { Shape: var shown })
        {
            Shapes.RequireBroadcast(context, shown, [.. batch, query.Shape[^2], key.Shape[^2]], "attn_mask");
        }
        return query.WithShape([.. batch, query.Shape[^2], value.Shape[^1]]);
    }

    // Each key head serves a group of query heads; the dims in front of the heads are the same.
    private static void CheckGroups(InferenceContext context, TensorType query, TensorType key, TensorType value)
    {
        foreach (var operand in new[] { key, value })
        {
            for (var d = 0; d < query.Rank - 3; d++)
            {
                Products.RequireEqual(context, query.Shape[d], operand.Shape[d], query, operand);
            }
            if (query.Rank > 2 && (context.Refutes(SymBool.Ge(operand.Shape[^3], 1)) || context.Refutes(SymBool.Eq(SymInt.Mod(query.Shape[^3], operand.Shape[^3]), 0))))
            {
                throw context.Error($"{query.Shape[^3]} query heads are no multiple of {operand.Shape[^3]} heads.");
            }
        }
        if (query.Rank > 2)
        {
            Products.RequireEqual(context, key.Shape[^3], value.Shape[^3], key, value);
        }
    }

    /// <summary>The result in the compute dtype, row-major, and the scores after scaling and masking.</summary>
    private static (Tensor Result, Tensor Scores, Tensor Weights) Attend(EvaluationContext context, bool groups, bool isFused = true)
    {
        var (query, key, value) = (context.Tensor("query"), context.Tensor("key"), context.Tensor("value"));
        var compute = Pointwise.ComputeDType(query.DType);
        if (query.ElementCount == 0 || key.ElementCount == 0 || value.ElementCount == 0)
        {
            long[] kept = [.. query.Shape[..^1]];
            return (Tensor.Zeros(compute, [.. kept, value.Shape[^1]]), Tensor.Zeros(compute, [.. kept, key.Shape[^2]]), Tensor.Zeros(compute, [.. kept, key.Shape[^2]]));
        }
        var (q, k, v) = (Cast.To(query, compute), Cast.To(key, compute), Cast.To(value, compute));
        long[] batch = groups ? query.Shape[..^2].ToArray() : Layout.Broadcast(Layout.Broadcast(query.Shape[..^2], key.Shape[..^2]), value.Shape[..^2]);
        if (groups)
        {
            (k, v) = (Repeat(k, query.Shape[^3], context), Repeat(v, query.Shape[^3], context));
        }
        var (tokens, keys, size) = (query.Shape[^2], key.Shape[^2], query.Shape[^1]);
        var transposed = k.AsStrided([.. k.Shape[..^2], size, keys], [.. k.Strides[..^2], k.Strides[^1], k.Strides[^2]], k.Offset);
        var scale = context.OptionalFloat("scale") ?? (size == 0 ? 1 : 1 / Math.Sqrt(size));
        var scores = MatMul.Unrounded(q.Broadcast([.. batch, tokens, size]), transposed);
        var mask = Mask(context, tokens, keys, compute);
        // PyTorch's fused kernel writes over the scores that causality hides; unfused, -inf is added, which a NaN survives.
        scores = (context.Bool("is_causal") && isFused ? Elements.Float(scores, mask, new Hidden(scale)) : Elements.Float(scores, mask, new Biased(scale))).Contiguous();
        var weights = RowKernels.MapFloat(scores.View(Layout.ElementCount(scores.Shape[..^1]), keys), new Softmax.Kernel(safe: true)).View(scores.Shape);
        return (MatMul.Unrounded(weights, v), scores, weights);
    }

    // What is added to the scores: 0 where a key is seen, -inf where it is not, or the given numbers.
    private static Tensor Mask(EvaluationContext context, long tokens, long keys, DType dtype)
    {
        if (context.OptionalTensor("attn_mask") is { } mask)
        {
            return mask.DType == DType.Bool ? Pointwise.Where(mask, Number(0, dtype), Number(double.NegativeInfinity, dtype)) : Cast.To(mask, dtype);
        }
        if (!context.Bool("is_causal"))
        {
            return Number(0, dtype);
        }
        var seen = Tensor.Zeros(DType.Bool, tokens, keys);
        for (long i = 0; i < tokens && keys > 0; i++)
        {
            seen.AsSpan<bool>().Slice((int)(i * keys), (int)Math.Min(i + 1, keys)).Fill(true);
        }
        return Pointwise.Where(seen, Number(0, dtype), Number(double.NegativeInfinity, dtype));
    }

    private static Tensor Number(double value, DType dtype) => Cast.To(Tensor.Scalar(value), dtype);

    // Each head of keys and values serves as many query heads in a row as there are to one of it.
    private static Tensor Repeat(Tensor x, long heads, EvaluationContext context)
    {
        var own = x.Shape[^3];
        if (own == 0 || heads % own != 0)
        {
            throw context.Error($"{heads} query heads are no multiple of {own} heads.");
        }
        long[] lead = [.. x.Shape[..^3]];
        var repeated = x.AsStrided([.. lead, own, heads / own, .. x.Shape[^2..]], [.. x.Strides[..^2], 0, .. x.Strides[^2..]], x.Offset);
        return repeated.Contiguous().View([.. lead, heads, .. x.Shape[^2..]]);
    }

    /// <summary>The operator that models call. Where PyTorch's fused kernel for CPUs takes the operands, the result has the query's memory order.</summary>
    private sealed class PlainOperator() : Operator(
        "aten::scaled_dot_product_attention(Tensor query, Tensor key, Tensor value, Tensor? attn_mask=None, float dropout_p=0., bool is_causal=False, *, float? scale=None, bool enable_gqa=False) -> Tensor")
    {
        public override IEnumerable<OperatorSample> Samples =>
        [
            OperatorSample.Of(Tensor.From([1f, 2], 1, 1, 1, 2), Tensor.Zeros(DType.F32, 1, 0, 1, 2), Tensor.Zeros(DType.F32, 1, 0, 1, 2))
                .Gives(Tensor.Zeros(DType.F32, 1, 1, 1, 2)).Showing("keys without heads give zeros"),
            OperatorSample.Of(
                Tensor.From(
                    [
                        0.5f, 0.625f, -0.625f, 0.375f, 0.25f, 0.625f, -0.375f, -0.75f, 0.875f, -0.625f, 0.25f, 0.25f, -0.375f, -0.5f,
                        -0.375f, -0.5f, 0.375f, -1, 0.75f, 0.25f, -0.5f, 0.5f, 0.25f, -0.25f
                    ], 1, 2, 3, 4),
                Tensor.From(
                    [
                        0.25f, 0.625f, 0.125f, -0.625f, -0.875f, -0.875f, 0.875f, 0.25f, 0, -0.5f, 0.875f, 0.5f, 1, 0.25f, -0.375f, 0.5f,
                        -0.25f, -0.25f, -0.125f, 0.125f, -0.875f, -1, -0.25f, -0.25f, 0.125f, 0.5f, 0, 0.75f, -1, 0, 0.5f, -0.125f
                    ], 1, 2, 4, 4),
                Tensor.From(
                    [
                        -0.875f, 0.875f, 0.125f, -0.125f, -0.25f, 0.625f, 0.625f, 0.25f, -0.125f, 0.875f, 1, -0.5f, -0.5f, 0, -0.25f,
                        -0.375f, -0.625f, -0.5f, 0.25f, -0.125f, -0.75f, -0.125f, -0.375f, -0.375f, -0.375f, 0.875f, -1, 0.25f, 0.625f, -1,
                        -0.75f, -0.625f
                    ], 1, 2, 4, 4))
                .Gives(
                    Tensor.From(
                        [
                            -0.50627506f, 0.47186613f, 0.18120104f, -0.2527151f, -0.5592969f, 0.5869291f, 0.22624218f, -0.2047651f,
                            -0.403887f, 0.5517987f, 0.37516448f, -0.2300167f, -0.3268601f, -0.27404022f, -0.41372585f, -0.28020158f,
                            -0.31237903f, -0.21643281f, -0.4381096f, -0.2390723f, -0.19413042f, -0.25864977f, -0.4997716f, -0.2547693f
                        ], 1, 2, 3, 4)),
            OperatorSample.Of(
                Tensor.From(
                    [
                        0.5f, 0.625f, -0.625f, 0.375f, 0.25f, 0.625f, -0.375f, -0.75f, 0.875f, -0.625f, 0.25f, 0.25f, -0.375f, -0.5f,
                        -0.375f, -0.5f, 0.375f, -1, 0.75f, 0.25f, -0.5f, 0.5f, 0.25f, -0.25f
                    ], 1, 3, 2, 4)
                    .AsStrided([1, 2, 3, 4], [24, 4, 8, 1], 0),
                Tensor.From(
                    [
                        0.25f, 0.625f, 0.125f, -0.625f, -0.875f, -0.875f, 0.875f, 0.25f, 0, -0.5f, 0.875f, 0.5f, 1, 0.25f, -0.375f, 0.5f,
                        -0.25f, -0.25f, -0.125f, 0.125f, -0.875f, -1, -0.25f, -0.25f, 0.125f, 0.5f, 0, 0.75f, -1, 0, 0.5f, -0.125f
                    ], 1, 2, 4, 4),
                Tensor.From(
                    [
                        -0.875f, 0.875f, 0.125f, -0.125f, -0.25f, 0.625f, 0.625f, 0.25f, -0.125f, 0.875f, 1, -0.5f, -0.5f, 0, -0.25f,
                        -0.375f, -0.625f, -0.5f, 0.25f, -0.125f, -0.75f, -0.125f, -0.375f, -0.375f, -0.375f, 0.875f, -1, 0.25f, 0.625f, -1,
                        -0.75f, -0.625f
                    ], 1, 2, 4, 4))
                .Gives(
                    Tensor.From(
                        [
                            -0.50627506f, 0.47186613f, 0.18120104f, -0.2527151f, -0.403887f, 0.5517987f, 0.37516448f, -0.2300167f,
                            -0.33594033f, 0.63314974f, 0.53034514f, -0.17068863f, -0.27404496f, -0.1751019f, -0.47258532f, -0.20621358f,
                            -0.3268601f, -0.27404022f, -0.41372585f, -0.28020158f, -0.19413042f, -0.25864977f, -0.4997716f, -0.2547693f
                        ], 1, 2, 3, 4))
                .WithStrides(24, 4, 8, 1)
                .Showing("the memory order of the query"),
            OperatorSample.Of(
                Tensor.From(
                    [
                        0.5f, 0.625f, -0.625f, 0.375f, 0.25f, 0.625f, -0.375f, -0.75f, 0.875f, -0.625f, 0.25f, 0.25f, -0.375f, -0.5f,
                        -0.375f, -0.5f, 0.375f, -1, 0.75f, 0.25f, -0.5f, 0.5f, 0.25f, -0.25f
                    ], 1, 2, 3, 4),
                Tensor.From(
                    [
                        0.25f, 0.625f, 0.125f, -0.625f, -0.875f, -0.875f, 0.875f, 0.25f, 0, -0.5f, 0.875f, 0.5f, 1, 0.25f, -0.375f, 0.5f,
                        -0.25f, -0.25f, -0.125f, 0.125f, -0.875f, -1, -0.25f, -0.25f, 0.125f, 0.5f, 0, 0.75f, -1, 0, 0.5f, -0.125f
                    ], 1, 2, 4, 4),
                Tensor.From(
                    [
                        -0.875f, 0.875f, 0.125f, -0.125f, -0.25f, 0.625f, 0.625f, 0.25f, -0.125f, 0.875f, 1, -0.5f, -0.5f, 0, -0.25f,
                        -0.375f, -0.625f, -0.5f, 0.25f, -0.125f, -0.75f, -0.125f, -0.375f, -0.375f, -0.375f, 0.875f, -1, 0.25f, 0.625f, -1,
                        -0.75f, -0.625f
                    ], 1, 2, 4, 4),
                Value.None, 0.0, true)
                .Gives(
                    Tensor.From(
                        [
                            -0.875f, 0.875f, 0.125f, -0.125f, -0.71633685f, 0.81153476f, 0.2519305f, -0.02980212f, -0.3612799f, 0.7964128f,
                            0.6523019f, -0.16574518f, -0.625f, -0.5f, 0.25f, -0.125f, -0.6926155f, -0.29715356f, -0.088077426f, -0.260231f,
                            -0.581152f, 0.09162236f, -0.38154396f, -0.07984321f
                        ], 1, 2, 3, 4))
                .Showing("causal from the top left"),
            OperatorSample.Of(
                Tensor.From(
                    [
                        0.5f, 0.625f, -0.625f, 0.375f, 0.25f, 0.625f, -0.375f, -0.75f, 0.875f, -0.625f, 0.25f, 0.25f, -0.375f, -0.5f,
                        -0.375f, -0.5f, 0.375f, -1, 0.75f, 0.25f, -0.5f, 0.5f, 0.25f, -0.25f
                    ], 1, 2, 3, 4),
                Tensor.From(
                    [
                        0.25f, 0.625f, 0.125f, -0.625f, -0.875f, -0.875f, 0.875f, 0.25f, 0, -0.5f, 0.875f, 0.5f, 1, 0.25f, -0.375f, 0.5f,
                        -0.25f, -0.25f, -0.125f, 0.125f, -0.875f, -1, -0.25f, -0.25f, 0.125f, 0.5f, 0, 0.75f, -1, 0, 0.5f, -0.125f
                    ], 1, 2, 4, 4),
                Tensor.From(
                    [
                        -0.875f, 0.875f, 0.125f, -0.125f, -0.25f, 0.625f, 0.625f, 0.25f, -0.125f, 0.875f, 1, -0.5f, -0.5f, 0, -0.25f,
                        -0.375f, -0.625f, -0.5f, 0.25f, -0.125f, -0.75f, -0.125f, -0.375f, -0.375f, -0.375f, 0.875f, -1, 0.25f, 0.625f, -1,
                        -0.75f, -0.625f
                    ], 1, 2, 4, 4),
                Tensor.From([true, false, false, true, false, false, false, false, true, true, true, false], 3, 4))
                .Gives(
                    Tensor.From(
                        [
                            -0.6471264f, 0.34329477f, -0.1028737f, -0.27691582f, 0, 0, 0, 0, -0.3612799f, 0.7964128f, 0.6523019f,
                            -0.16574518f, 0.0073238728f, -0.75292957f, -0.25585914f, -0.3779296f, 0, 0, 0, 0, -0.581152f, 0.09162236f,
                            -0.38154396f, -0.07984321f
                        ], 1, 2, 3, 4))
                .Showing("a query without keys gives zeros"),
            OperatorSample.Of(
                Tensor.From(
                    [
                        0.5f, 0.625f, -0.625f, 0.375f, 0.25f, 0.625f, -0.375f, -0.75f, 0.875f, -0.625f, 0.25f, 0.25f, -0.375f, -0.5f,
                        -0.375f, -0.5f, 0.375f, -1, 0.75f, 0.25f, -0.5f, 0.5f, 0.25f, -0.25f
                    ], 1, 2, 3, 4),
                Tensor.From(
                    [
                        0.25f, 0.625f, 0.125f, -0.625f, -0.875f, -0.875f, 0.875f, 0.25f, 0, -0.5f, 0.875f, 0.5f, 1, 0.25f, -0.375f, 0.5f,
                        -0.25f, -0.25f, -0.125f, 0.125f, -0.875f, -1, -0.25f, -0.25f, 0.125f, 0.5f, 0, 0.75f, -1, 0, 0.5f, -0.125f
                    ], 1, 2, 4, 4),
                Tensor.From(
                    [
                        -0.875f, 0.875f, 0.125f, -0.125f, -0.25f, 0.625f, 0.625f, 0.25f, -0.125f, 0.875f, 1, -0.5f, -0.5f, 0, -0.25f,
                        -0.375f, -0.625f, -0.5f, 0.25f, -0.125f, -0.75f, -0.125f, -0.375f, -0.375f, -0.375f, 0.875f, -1, 0.25f, 0.625f, -1,
                        -0.75f, -0.625f
                    ], 1, 2, 4, 4),
                Tensor.From([-1.75f, -0.25f, 1, -0.75f, 0, -1.75f, -1.25f, 1.25f, 0.25f, 0.75f, 1.75f, -0.5f], 3, 4))
                .With("scale", 0.3)
                .Gives(
                    Tensor.From(
                        [
                            -0.25024176f, 0.6793323f, 0.6726156f, -0.35125718f, -0.57140076f, 0.26324382f, -0.08879382f, -0.30476412f,
                            -0.25434136f, 0.7665217f, 0.7489503f, -0.30598074f, -0.35913554f, 0.30374506f, -0.742721f, -0.046609487f,
                            0.25689903f, -0.7609416f, -0.54055667f, -0.46432003f, -0.41117814f, 0.3465556f, -0.6889021f, 0.0041128807f
                        ], 1, 2, 3, 4)),
            OperatorSample.Of(
                Tensor.From(
                    [
                        0.5f, 0.625f, -0.625f, 0.375f, 0.25f, 0.625f, -0.375f, -0.75f, 0.875f, -0.625f, 0.25f, 0.25f, -0.375f, -0.5f,
                        -0.375f, -0.5f, 0.375f, -1, 0.75f, 0.25f, -0.5f, 0.5f, 0.25f, -0.25f
                    ], 1, 3, 2, 4)
                    .AsStrided([1, 2, 3, 4], [24, 4, 8, 1], 0),
                Tensor.From(
                    [
                        0.25f, 0.625f, 0.125f, -0.625f, -0.875f, -0.875f, 0.875f, 0.25f, 0, -0.5f, 0.875f, 0.5f, 1, 0.25f, -0.375f, 0.5f,
                        -0.25f, -0.25f, -0.125f, 0.125f, -0.875f, -1, -0.25f, -0.25f, 0.125f, 0.5f, 0, 0.75f, -1, 0, 0.5f, -0.125f
                    ], 1, 2, 4, 4),
                Tensor.From(
                    [
                        -0.875f, 0.875f, -0.25f, 0.625f, -0.125f, 0.875f, -0.5f, 0, -0.625f, -0.5f, -0.75f, -0.125f, -0.375f, 0.875f,
                        0.625f, -1
                    ], 1, 2, 4, 2))
                .Gives(
                    Tensor.From(
                        [
                            -0.50627506f, 0.47186613f, -0.40388703f, 0.5517987f, -0.33594033f, 0.63314974f, -0.27404496f, -0.1751019f,
                            -0.32686007f, -0.27404022f, -0.19413044f, -0.25864977f
                        ], 1, 2, 3, 2))
                .Showing("row-major where the sizes differ"),
            OperatorSample.Of(
                Tensor.From(
                    [
                        -0.375f, 0.25f, -0.25f, 0.375f, 0.125f, -1, -0.875f, -0.5f, -0.625f, 0.25f, 1, 0.375f, -0.75f, 0, 0.75f, -0.125f,
                        0.125f, 0.875f, -0.75f, -0.375f, -0.375f, 0, 0.5f, 0.375f, 0, 0.625f, 0.25f, 0.625f, -0.375f, 0, 1, -0.25f
                    ], 1, 4, 2, 4),
                Tensor.From(
                    [
                        0.25f, 0.625f, 0.125f, -0.625f, -0.875f, -0.875f, 0.875f, 0.25f, 0, -0.5f, 0.875f, 0.5f, 1, 0.25f, -0.375f, 0.5f,
                        -0.25f, -0.25f, -0.125f, 0.125f, -0.875f, -1, -0.25f, -0.25f, 0.125f, 0.5f, 0, 0.75f, -1, 0, 0.5f, -0.125f
                    ], 1, 2, 4, 4),
                Tensor.From(
                    [
                        -0.875f, 0.875f, 0.125f, -0.125f, -0.25f, 0.625f, 0.625f, 0.25f, -0.125f, 0.875f, 1, -0.5f, -0.5f, 0, -0.25f,
                        -0.375f, -0.625f, -0.5f, 0.25f, -0.125f, -0.75f, -0.125f, -0.375f, -0.375f, -0.375f, 0.875f, -1, 0.25f, 0.625f, -1,
                        -0.75f, -0.625f
                    ], 1, 2, 4, 4))
                .With("enable_gqa", true)
                .Gives(
                    Tensor.From(
                        [
                            -0.4326966f, 0.58341193f, 0.3710364f, -0.18304503f, -0.4384422f, 0.5647156f, 0.34699243f, -0.17674512f,
                            -0.35959244f, 0.66516596f, 0.5325694f, -0.13547005f, -0.37392685f, 0.67126733f, 0.52157813f, -0.11205554f,
                            -0.2869731f, -0.10973302f, -0.49389514f, -0.17247537f, -0.2259209f, -0.22024344f, -0.4965001f, -0.23695491f,
                            -0.24316287f, -0.0696639f, -0.549417f, -0.15462738f, -0.1688613f, -0.31382707f, -0.4948907f, -0.28511873f
                        ], 1, 4, 2, 4))
                .Showing("two query heads for each head of keys"),
            OperatorSample.Of(
                Tensor.From(
                    [
                        0.5f, 0.625f, -0.625f, 0.375f, 0.25f, 0.625f, -0.375f, -0.75f, 0.875f, -0.625f, 0.25f, 0.25f, -0.375f, -0.5f,
                        -0.375f, -0.5f, 0.375f, -1, 0.75f, 0.25f, -0.5f, 0.5f, 0.25f, -0.25f
                    ], 2, 3, 4),
                Tensor.From(
                    [
                        0.25f, 0.625f, 0.125f, -0.625f, -0.875f, -0.875f, 0.875f, 0.25f, 0, -0.5f, 0.875f, 0.5f, 1, 0.25f, -0.375f, 0.5f,
                        -0.25f, -0.25f, -0.125f, 0.125f, -0.875f, -1, -0.25f, -0.25f, 0.125f, 0.5f, 0, 0.75f, -1, 0, 0.5f, -0.125f
                    ], 2, 4, 4),
                Tensor.From(
                    [
                        -0.875f, 0.875f, 0.125f, -0.125f, -0.25f, 0.625f, 0.625f, 0.25f, -0.125f, 0.875f, 1, -0.5f, -0.5f, 0, -0.25f,
                        -0.375f, -0.625f, -0.5f, 0.25f, -0.125f, -0.75f, -0.125f, -0.375f, -0.375f, -0.375f, 0.875f, -1, 0.25f, 0.625f, -1,
                        -0.75f, -0.625f
                    ], 2, 4, 4),
                Tensor.From(
                    [
                        true, false, false, true, false, false, false, false, true, true, true, false, true, false, false, true, false,
                        false, false, false, true, true, true, false
                    ], 2, 3, 4))
                .Gives(
                    Tensor.From(
                        [
                            -0.6471264f, 0.34329477f, -0.1028737f, -0.27691582f, 0, 0, 0, 0, -0.3612799f, 0.7964128f, 0.6523019f,
                            -0.16574518f, 0.0073238728f, -0.75292957f, -0.25585914f, -0.3779296f, 0, 0, 0, 0, -0.581152f, 0.09162236f,
                            -0.38154396f, -0.07984321f
                        ], 2, 3, 4)),
            OperatorSample.Of(
                Cast.To(
                    Tensor.From(
                        [
                            0.5f, 0.625f, -0.625f, 0.375f, 0.25f, 0.625f, -0.375f, -0.75f, 0.875f, -0.625f, 0.25f, 0.25f, -0.375f, -0.5f,
                            -0.375f, -0.5f, 0.375f, -1, 0.75f, 0.25f, -0.5f, 0.5f, 0.25f, -0.25f
                        ], 1, 2, 3, 4),
                    DType.BF16),
                Cast.To(
                    Tensor.From(
                        [
                            0.25f, 0.625f, 0.125f, -0.625f, -0.875f, -0.875f, 0.875f, 0.25f, 0, -0.5f, 0.875f, 0.5f, 1, 0.25f, -0.375f,
                            0.5f, -0.25f, -0.25f, -0.125f, 0.125f, -0.875f, -1, -0.25f, -0.25f, 0.125f, 0.5f, 0, 0.75f, -1, 0, 0.5f,
                            -0.125f
                        ], 1, 2, 4, 4),
                    DType.BF16),
                Cast.To(
                    Tensor.From(
                        [
                            -0.875f, 0.875f, 0.125f, -0.125f, -0.25f, 0.625f, 0.625f, 0.25f, -0.125f, 0.875f, 1, -0.5f, -0.5f, 0, -0.25f,
                            -0.375f, -0.625f, -0.5f, 0.25f, -0.125f, -0.75f, -0.125f, -0.375f, -0.375f, -0.375f, 0.875f, -1, 0.25f, 0.625f,
                            -1, -0.75f, -0.625f
                        ], 1, 2, 4, 4),
                    DType.BF16),
                Value.None, 0.0, true)
                .Gives(
                    Cast.To(
                        Tensor.From(
                            [
                                -0.875f, 0.875f, 0.125f, -0.125f, -0.71484375f, 0.8125f, 0.25195312f, -0.029907227f, -0.36132812f,
                                0.796875f, 0.65234375f, -0.16601562f, -0.625f, -0.5f, 0.25f, -0.125f, -0.69140625f, -0.296875f,
                                -0.088378906f, -0.25976562f, -0.58203125f, 0.091796875f, -0.38085938f, -0.079589844f
                            ], 1, 2, 3, 4),
                        DType.BF16)),
            OperatorSample.Of(
                Tensor.From(
                    [
                        0.5f, 0.625f, -0.625f, 0.375f, 0.25f, 0.625f, -0.375f, -0.75f, 0.875f, -0.625f, 0.25f, 0.25f, -0.375f, -0.5f,
                        -0.375f, -0.5f, 0.375f, -1, 0.75f, 0.25f, -0.5f, 0.5f, 0.25f, -0.25f
                    ], 1, 2, 3, 4),
                Tensor.Zeros(DType.F32, 1, 2, 0, 4), Tensor.Zeros(DType.F32, 1, 2, 0, 4))
                .Gives(Tensor.Zeros(DType.F32, 1, 2, 3, 4))
                .Showing("no keys at all"),
            OperatorSample.Of(
                Tensor.From([0.5f, 0.625f, -0.625f, 0.375f, 0.25f, 0.625f, -0.375f, -0.75f, 0.875f, -0.625f, 0.25f, 0.25f], 3, 4),
                Tensor.From(
                    [0.25f, 0.625f, 0.125f, -0.625f, -0.875f, -0.875f, 0.875f, 0.25f, 0, -0.5f, 0.875f, 0.5f, 1, 0.25f, -0.375f, 0.5f], 4, 4),
                Tensor.From(
                    [-0.875f, 0.875f, 0.125f, -0.125f, -0.25f, 0.625f, 0.625f, 0.25f, -0.125f, 0.875f, 1, -0.5f, -0.5f, 0, -0.25f, -0.375f],
                    4, 4))
                .Gives(
                    Tensor.From(
                        [
                            -0.50627506f, 0.47186613f, 0.18120106f, -0.2527151f, -0.5592969f, 0.5869291f, 0.22624218f, -0.2047651f,
                            -0.40388703f, 0.5517987f, 0.3751645f, -0.2300167f
                        ], 3, 4)),
            OperatorSample.Of(
                Tensor.From(
                    [
                        0.5, 0.625, -0.625, 0.375, 0.25, 0.625, -0.375, -0.75, 0.875, -0.625, 0.25, 0.25, -0.375, -0.5, -0.375, -0.5,
                        0.375, -1, 0.75, 0.25, -0.5, 0.5, 0.25, -0.25
                    ], 1, 2, 3, 4),
                Tensor.From(
                    [
                        0.25, 0.625, 0.125, -0.625, -0.875, -0.875, 0.875, 0.25, 0, -0.5, 0.875, 0.5, 1, 0.25, -0.375, 0.5, -0.25, -0.25,
                        -0.125, 0.125, -0.875, -1, -0.25, -0.25, 0.125, 0.5, 0, 0.75, -1, 0, 0.5, -0.125
                    ], 1, 2, 4, 4),
                Tensor.From(
                    [
                        -0.875, 0.875, 0.125, -0.125, -0.25, 0.625, 0.625, 0.25, -0.125, 0.875, 1, -0.5, -0.5, 0, -0.25, -0.375, -0.625,
                        -0.5, 0.25, -0.125, -0.75, -0.125, -0.375, -0.375, -0.375, 0.875, -1, 0.25, 0.625, -1, -0.75, -0.625
                    ], 1, 2, 4, 4),
                Tensor.From([-1.75, -0.25, 1, -0.75, 0, -1.75, -1.25, 1.25, 0.25, 0.75, 1.75, -0.5], 1, 1, 3, 4))
                .Gives(
                    Tensor.From(
                        [
                            -0.27401681325416977, 0.6333065306344736, 0.6020572020400873, -0.36222258467847246, -0.5878252098770571,
                            0.2783513507053673, -0.09394510814058371, -0.2997046485543093, -0.2429090144951342, 0.7666198920236827,
                            0.7623352650255287, -0.322121419007733, -0.3764440855496539, 0.22688693878406002, -0.6999062540687196,
                            -0.09181072430402977, 0.25004384799263185, -0.7611682007520588, -0.5346846017360336, -0.4639482196537676,
                            -0.3991073341038519, 0.3350272644294327, -0.6918462371018685, -0.0012804060206064235
                        ], 1, 2, 3, 4)),
            OperatorSample.Of(
                Tensor.From(
                    [
                        0.5f, 0.625f, -0.625f, 0.375f, 0.25f, 0.625f, -0.375f, -0.75f, 0.875f, -0.625f, 0.25f, 0.25f, -0.375f, -0.5f,
                        -0.375f, -0.5f, 0.375f, -1, 0.75f, 0.25f, -0.5f, 0.5f, 0.25f, -0.25f
                    ], 1, 2, 3, 4),
                Tensor.From(
                    [
                        0.25f, 0.625f, 0.125f, -0.625f, -0.875f, -0.875f, 0.875f, 0.25f, 0, -0.5f, 0.875f, 0.5f, 1, 0.25f, -0.375f, 0.5f,
                        -0.25f, -0.25f, -0.125f, 0.125f, -0.875f, -1, -0.25f, -0.25f, 0.125f, 0.5f, 0, 0.75f, -1, 0, 0.5f, -0.125f
                    ], 1, 2, 4, 4),
                Tensor.From(
                    [
                        -0.875f, 0.875f, 0.125f, -0.125f, -0.25f, 0.625f, 0.625f, 0.25f, -0.125f, 0.875f, 1, -0.5f, -0.5f, 0, -0.25f,
                        -0.375f, -0.625f, -0.5f, 0.25f, -0.125f, -0.75f, -0.125f, -0.375f, -0.375f, -0.375f, 0.875f, -1, 0.25f, 0.625f, -1,
                        -0.75f, -0.625f
                    ], 1, 2, 4, 4),
                Tensor.From(
                    [
                        0f, 0, 0, 0, float.NegativeInfinity, float.NegativeInfinity, float.NegativeInfinity, float.NegativeInfinity, 0,
                        float.NegativeInfinity, float.NegativeInfinity, 0
                    ], 3, 4))
                .Gives(
                    Tensor.From(
                        [
                            -0.50627506f, 0.47186613f, 0.18120104f, -0.2527151f, 0, 0, 0, 0, -0.63951826f, 0.3255427f, -0.1104817f,
                            -0.2819878f, -0.3268601f, -0.27404022f, -0.41372585f, -0.28020158f, 0, 0, 0, 0, 0.11111142f, -0.79444456f,
                            -0.33888912f, -0.41944456f
                        ], 1, 2, 3, 4)),
        ];

        public override NodeType Infer(InferenceContext context)
        {
            var result = ScaledDotProductAttention.Infer(context, context.Bool("enable_gqa"));
            var query = context.Tensor("query");
            return IsFused(context) ? query.WithShape(query.Shape, Strides.Pointwise(context, query.Shape, query)) : result;
        }

        public override KernelCall? DirectKernel(InferenceContext context) =>
            AttentionKernelCalls.Of(context, context.Bool("enable_gqa"), hasLogSums: false);

        public override Value Evaluate(EvaluationContext context)
        {
            var query = context.Tensor("query");
            var result = Cast.To(Attend(context, context.Bool("enable_gqa")).Result, query.DType);
            return IsFused(context.Types()) ? InOrderOf(query, result) : result;
        }

        // The conditions under which PyTorch takes its fused kernel; unknown sizes are taken to fulfil them.
        private static bool IsFused(InferenceContext context)
        {
            var (query, key, value) = (context.Tensor("query"), context.Tensor("key"), context.Tensor("value"));
            TensorType[] operands = [query, key, value];
            return operands.All(o => o.Rank == 4 && (Shapes.AreEqual(context, o.Strides[3], 1)) && o.Shape.All(s => s != 0))
                && Shapes.AreEqual(context, query.Shape[3], value.Shape[3])
                && operands.All(o => Shapes.AreEqual(context, o.Shape[0], query.Shape[0]))
                && (context.Bool("enable_gqa") || operands.All(o => Shapes.AreEqual(context, o.Shape[1], query.Shape[1])));
        }
    }

    /// <summary>The unfused form, which also gives the weights.</summary>
    private sealed class MathOperator() : Operator(
        "aten::_scaled_dot_product_attention_math(Tensor query, Tensor key, Tensor value, Tensor? attn_mask=None, float dropout_p=0., bool is_causal=False, Tensor? dropout_mask=None, *, float? scale=None, bool enable_gqa=False) -> (Tensor, Tensor)")
    {
        public override IEnumerable<OperatorSample> Samples =>
        [
            OperatorSample.Of(
                Tensor.From(
                    [
                        0.5f, 0.625f, -0.625f, 0.375f, 0.25f, 0.625f, -0.375f, -0.75f, 0.875f, -0.625f, 0.25f, 0.25f, -0.375f, -0.5f,
                        -0.375f, -0.5f, 0.375f, -1, 0.75f, 0.25f, -0.5f, 0.5f, 0.25f, -0.25f
                    ], 1, 2, 3, 4),
                Tensor.From(
                    [
                        0.25f, 0.625f, 0.125f, -0.625f, -0.875f, -0.875f, 0.875f, 0.25f, 0, -0.5f, 0.875f, 0.5f, 1, 0.25f, -0.375f, 0.5f,
                        -0.25f, -0.25f, -0.125f, 0.125f, -0.875f, -1, -0.25f, -0.25f, 0.125f, 0.5f, 0, 0.75f, -1, 0, 0.5f, -0.125f
                    ], 1, 2, 4, 4),
                Tensor.From(
                    [
                        -0.875f, 0.875f, 0.125f, -0.125f, -0.25f, 0.625f, 0.625f, 0.25f, -0.125f, 0.875f, 1, -0.5f, -0.5f, 0, -0.25f,
                        -0.375f, -0.625f, -0.5f, 0.25f, -0.125f, -0.75f, -0.125f, -0.375f, -0.375f, -0.375f, 0.875f, -1, 0.25f, 0.625f, -1,
                        -0.75f, -0.625f
                    ], 1, 2, 4, 4))
                .Gives(
                    Value.List(
                        Tensor.From(
                            [
                                -0.50627506f, 0.47186613f, 0.18120106f, -0.2527151f, -0.5592969f, 0.5869291f, 0.22624218f, -0.2047651f,
                                -0.40388703f, 0.5517987f, 0.3751645f, -0.2300167f, -0.32686007f, -0.27404022f, -0.41372585f, -0.28020155f,
                                -0.31237906f, -0.21643282f, -0.4381096f, -0.2390723f, -0.19413044f, -0.25864977f, -0.49977157f,
                                -0.25476933f
                            ], 1, 2, 3, 4),
                        Tensor.From(
                            [
                                0.27512035f, 0.12113386f, 0.17763105f, 0.42611474f, 0.41112018f, 0.13987659f, 0.15974408f, 0.28925917f,
                                0.18197727f, 0.21779828f, 0.2930796f, 0.3071448f, 0.2384256f, 0.3635556f, 0.15393913f, 0.2440797f,
                                0.25295758f, 0.29805684f, 0.21135396f, 0.23763163f, 0.22400546f, 0.22400546f, 0.23111616f, 0.320873f
                            ], 1, 2, 3, 4))),
        ];

        public override NodeType Infer(InferenceContext context)
        {
            var result = ScaledDotProductAttention.Infer(context, context.Bool("enable_gqa"));
            if (context.OptionalTensor("attn_mask") is { DType: DType.Bool })
            {
                throw context.Error("takes a float mask.");
            }
            return new TupleType([result, result.WithShape([.. result.Shape[..^1], context.Tensor("key").Shape[^2]])]);
        }

        public override Value Evaluate(EvaluationContext context)
        {
            var (result, _, weights) = Attend(context, context.Bool("enable_gqa"), isFused: false);
            var dtype = context.Tensor("query").DType;
            return Value.List(Cast.To(result, dtype), Cast.To(weights, dtype));
        }
    }

    /// <summary>The fused form for CPUs, which also gives the logarithms of the softmax's denominators, f32 or f64, tokens before heads in memory.</summary>
    private sealed class FlashOperator() : Operator(
        "aten::_scaled_dot_product_flash_attention_for_cpu(Tensor query, Tensor key, Tensor value, float dropout_p=0., bool is_causal=False, *, Tensor? attn_mask=None, float? scale=None) -> (Tensor output, Tensor logsumexp)")
    {
        public override IEnumerable<OperatorSample> Samples =>
        [
            OperatorSample.Of(
                Tensor.From(
                    [
                        0.5f, 0.625f, -0.625f, 0.375f, 0.25f, 0.625f, -0.375f, -0.75f, 0.875f, -0.625f, 0.25f, 0.25f, -0.375f, -0.5f,
                        -0.375f, -0.5f, 0.375f, -1, 0.75f, 0.25f, -0.5f, 0.5f, 0.25f, -0.25f
                    ], 1, 2, 3, 4),
                Tensor.From(
                    [
                        0.25f, 0.625f, 0.125f, -0.625f, -0.875f, -0.875f, 0.875f, 0.25f, 0, -0.5f, 0.875f, 0.5f, 1, 0.25f, -0.375f, 0.5f,
                        -0.25f, -0.25f, -0.125f, 0.125f, -0.875f, -1, -0.25f, -0.25f, 0.125f, 0.5f, 0, 0.75f, -1, 0, 0.5f, -0.125f
                    ], 1, 2, 4, 4),
                Tensor.From(
                    [
                        -0.875f, 0.875f, 0.125f, -0.125f, -0.25f, 0.625f, 0.625f, 0.25f, -0.125f, 0.875f, 1, -0.5f, -0.5f, 0, -0.25f,
                        -0.375f, -0.625f, -0.5f, 0.25f, -0.125f, -0.75f, -0.125f, -0.375f, -0.375f, -0.375f, 0.875f, -1, 0.25f, 0.625f, -1,
                        -0.75f, -0.625f
                    ], 1, 2, 4, 4))
                .Gives(
                    Value.List(
                        Tensor.From(
                            [
                                -0.50627506f, 0.47186613f, 0.18120104f, -0.2527151f, -0.5592969f, 0.5869291f, 0.22624218f, -0.2047651f,
                                -0.403887f, 0.5517987f, 0.37516448f, -0.2300167f, -0.3268601f, -0.27404022f, -0.41372585f, -0.28020158f,
                                -0.31237903f, -0.21643281f, -0.4381096f, -0.2390723f, -0.19413042f, -0.25864977f, -0.4997716f, -0.2547693f
                            ], 1, 2, 3, 4),
                        Tensor.From([1.3921092f, 1.3263698f, 1.555436f, 1.5352606f, 1.4214085f, 1.4648349f], 1, 2, 3))),
            OperatorSample.Of(
                Tensor.From(
                    [
                        0.5f, 0.625f, -0.625f, 0.375f, 0.25f, 0.625f, -0.375f, -0.75f, 0.875f, -0.625f, 0.25f, 0.25f, -0.375f, -0.5f,
                        -0.375f, -0.5f, 0.375f, -1, 0.75f, 0.25f, -0.5f, 0.5f, 0.25f, -0.25f
                    ], 1, 3, 2, 4)
                    .AsStrided([1, 2, 3, 4], [24, 4, 8, 1], 0),
                Tensor.From(
                    [
                        0.25f, 0.625f, 0.125f, -0.625f, -0.875f, -0.875f, 0.875f, 0.25f, 0, -0.5f, 0.875f, 0.5f, 1, 0.25f, -0.375f, 0.5f,
                        -0.25f, -0.25f, -0.125f, 0.125f, -0.875f, -1, -0.25f, -0.25f, 0.125f, 0.5f, 0, 0.75f, -1, 0, 0.5f, -0.125f
                    ], 1, 2, 4, 4),
                Tensor.From(
                    [
                        -0.875f, 0.875f, 0.125f, -0.125f, -0.25f, 0.625f, 0.625f, 0.25f, -0.125f, 0.875f, 1, -0.5f, -0.5f, 0, -0.25f,
                        -0.375f, -0.625f, -0.5f, 0.25f, -0.125f, -0.75f, -0.125f, -0.375f, -0.375f, -0.375f, 0.875f, -1, 0.25f, 0.625f, -1,
                        -0.75f, -0.625f
                    ], 1, 2, 4, 4),
                0.0, true)
                .Gives(
                    Value.List(
                        Tensor.From(
                            [
                                -0.875f, 0.875f, 0.125f, -0.125f, -0.53449917f, 0.73879963f, 0.3974007f, 0.07930053f, -0.30023587f,
                                0.77094257f, 0.7001722f, -0.1262242f, -0.625f, -0.5f, 0.25f, -0.125f, -0.7004914f, -0.27352554f,
                                -0.12745738f, -0.27598295f, -0.581152f, 0.09162236f, -0.38154396f, -0.07984321f
                            ], 1, 2, 3, 4),
                        Tensor.From([0.1015625f, 0.63858396f, 1.5093307f, -0.1328125f, 1.0277314f, 1.0778879f], 1, 2, 3)))
                .WithStrides(24, 4, 8, 1),
            OperatorSample.Of(
                Tensor.From(
                    [
                        0.5f, 0.625f, -0.625f, 0.375f, 0.25f, 0.625f, -0.375f, -0.75f, 0.875f, -0.625f, 0.25f, 0.25f, -0.375f, -0.5f,
                        -0.375f, -0.5f, 0.375f, -1, 0.75f, 0.25f, -0.5f, 0.5f, 0.25f, -0.25f
                    ], 1, 2, 3, 4),
                Tensor.From(
                    [
                        0.25f, 0.625f, 0.125f, -0.625f, -0.875f, -0.875f, 0.875f, 0.25f, 0, -0.5f, 0.875f, 0.5f, 1, 0.25f, -0.375f, 0.5f,
                        -0.25f, -0.25f, -0.125f, 0.125f, -0.875f, -1, -0.25f, -0.25f, 0.125f, 0.5f, 0, 0.75f, -1, 0, 0.5f, -0.125f
                    ], 1, 2, 4, 4),
                Tensor.From(
                    [
                        -0.875f, 0.875f, 0.125f, -0.125f, -0.25f, 0.625f, 0.625f, 0.25f, -0.125f, 0.875f, 1, -0.5f, -0.5f, 0, -0.25f,
                        -0.375f, -0.625f, -0.5f, 0.25f, -0.125f, -0.75f, -0.125f, -0.375f, -0.375f, -0.375f, 0.875f, -1, 0.25f, 0.625f, -1,
                        -0.75f, -0.625f
                    ], 1, 2, 4, 4))
                .With(
                    "attn_mask", Tensor.From([-1.75f, -0.25f, 1, -0.75f, 0, -1.75f, -1.25f, 1.25f, 0.25f, 0.75f, 1.75f, -0.5f], 1, 1, 3, 4))
                .Gives(
                    Value.List(
                        Tensor.From(
                            [
                                -0.27401683f, 0.63330656f, 0.6020572f, -0.36222258f, -0.58782524f, 0.27835137f, -0.0939451f, -0.2997046f,
                                -0.24290901f, 0.7666199f, 0.7623353f, -0.32212144f, -0.3764441f, 0.22688696f, -0.6999063f, -0.09181072f,
                                0.25004384f, -0.7611681f, -0.53468454f, -0.4639482f, -0.3991073f, 0.33502728f, -0.6918462f, -0.0012804109f
                            ], 1, 2, 3, 4),
                        Tensor.From([1.2012894f, 1.7256882f, 2.4984043f, 1.3824759f, 1.5993221f, 2.2918348f], 1, 2, 3))),
        ];

        public override NodeType Infer(InferenceContext context)
        {
            var query = context.Tensor("query");
            Products.RequireRank(context, query, 4);
            ScaledDotProductAttention.Infer(context, groups: true);
            Products.RequireEqual(context, query.Shape[3], context.Tensor("value").Shape[^1], query, context.Tensor("value"));
            var (n, h, t) = (query.Shape[0], query.Shape[1], query.Shape[2]);
            return new TupleType(
            [
                query.WithShape(query.Shape, Strides.Pointwise(context, query.Shape, query)),
                new TensorType(Pointwise.ComputeDType(query.DType), [n, h, t], Strides.Dense([n, h, t], [0, 2, 1]), query.Device),
            ]);
        }

        public override KernelCall? DirectKernel(InferenceContext context) => AttentionKernelCalls.Of(context, groups: true, hasLogSums: true);

        public override Value Evaluate(EvaluationContext context)
        {
            var query = context.Tensor("query");
            var (result, scores, _) = Attend(context, groups: true);
            var rows = scores.View(Layout.ElementCount(scores.Shape[..^1]), scores.Shape[^1]);
            var logs = RowKernels.Float(rows, default(LogSumExp.Kernel)).View(query.Shape[..3]);
            var laid = Tensor.ZerosStrided(logs.DType, logs.Shape, Layout.DenseStrides(logs.Shape, [0, 2, 1]));
            laid.CopyFrom(logs);
            return Value.List(InOrderOf(query, Cast.To(result, query.DType)), laid);
        }
    }

    private static Tensor InOrderOf(Tensor query, Tensor result)
    {
        var laid = Tensor.ZerosStrided(result.DType, result.Shape, OutputLayout.Strides(result.Shape, query));
        laid.CopyFrom(result);
        return laid;
    }

    private readonly struct Hidden(double scale) : IFloatFunction2
    {
        public T Invoke<T>(T x, T y) where T : unmanaged, IBinaryFloatingPointIeee754<T> => T.IsNegativeInfinity(y) ? y : x * T.CreateTruncating(scale);
    }

    private readonly struct Biased(double scale) : IFloatFunction2
    {
        public T Invoke<T>(T x, T y) where T : unmanaged, IBinaryFloatingPointIeee754<T> => (x * T.CreateTruncating(scale)) + y;
    }
}
