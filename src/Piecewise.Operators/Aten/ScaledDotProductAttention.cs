using System.Collections.Immutable;
using System.Numerics;
using Piecewise.Graphs;
using Piecewise.Tensors;
using Piecewise.Tensors.Reference;

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
            throw context.Error(
                $"drops weights at random (dropout_p={context["dropout_p"]}); "
                + "call model.eval() before torch.export.export and export again.");
        }
        if (context.OptionalTensor("attn_mask") is { } mask
            && ((mask.DType != DType.Bool && !mask.DType.IsFloat()) || context.Bool("is_causal")))
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
        if (!groups && !empty)
        {
            RequireElements(context, batch, query, key, value);
        }
        if (!empty && context.OptionalTensor("attn_mask") is { Shape: var shown })
        {
            Shapes.RequireBroadcast(context, shown, [.. batch, query.Shape[^2], key.Shape[^2]], "attn_mask");
        }
        return query.WithShape([.. batch, query.Shape[^2], value.Shape[^1]]);
    }

    // The result has more batches than the query only where there is something to attend to.
    private static void RequireElements(
        InferenceContext context, ImmutableArray<SymInt> batch, TensorType query, TensorType key, TensorType value)
    {
        var isQuerys = SymBool.And([.. batch.Zip(query.Shape).Select(s => SymBool.Eq(s.First, s.Second))]);
        if (context.Shapes.IsStaticallyTrue(isQuerys))
        {
            return;
        }
        var sizes = query.Shape.Concat(key.Shape).Concat(value.Shape).Where(s => !s.IsConstant).Distinct();
        if (context.Refutes(SymBool.Or(isQuerys, SymBool.And([.. sizes.Select(s => SymBool.Ge(s, 1))]))))
        {
            throw context.Error($"repeats the query for keys and values that have no elements: {query}, {key}, {value}.");
        }
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
            if (query.Rank > 2 && (context.Refutes(SymBool.Ge(operand.Shape[^3], 1))
                || context.Refutes(SymBool.Eq(SymInt.Mod(query.Shape[^3], operand.Shape[^3]), 0))))
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
            return (Tensor.Zeros(compute, [.. kept, value.Shape[^1]]), Tensor.Zeros(compute, [.. kept, key.Shape[^2]]),
                Tensor.Zeros(compute, [.. kept, key.Shape[^2]]));
        }
        var (q, k, v) = (Cast.To(query, compute), Cast.To(key, compute), Cast.To(value, compute));
        long[] batch = groups ? query.Shape[..^2].ToArray()
            : Layout.Broadcast(Layout.Broadcast(query.Shape[..^2], key.Shape[..^2]), value.Shape[..^2]);
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
        scores = (context.Bool("is_causal") && isFused ? Elements.Float(scores, mask, new Hidden(scale))
            : Elements.Float(scores, mask, new Biased(scale))).Contiguous();
        var weights = RowKernels.MapFloat(scores.View(Layout.ElementCount(scores.Shape[..^1]), keys), new Softmax.Kernel(safe: true))
            .View(scores.Shape);
        return (MatMul.Unrounded(weights, v), scores, weights);
    }

    // What is added to the scores: 0 where a key is seen, -inf where it is not, or the given numbers.
    private static Tensor Mask(EvaluationContext context, long tokens, long keys, DType dtype)
    {
        if (context.OptionalTensor("attn_mask") is { } mask)
        {
            return mask.DType == DType.Bool ? Pointwise.Where(mask, Number(0, dtype), Number(double.NegativeInfinity, dtype))
                : Cast.To(mask, dtype);
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

    /// <summary>
    /// The operator that models call. Where PyTorch's fused kernel for CPUs takes the operands, the result has the query's memory order.
    /// </summary>
    private sealed class PlainOperator() : Operator(
        "aten::scaled_dot_product_attention(Tensor query, Tensor key, Tensor value, Tensor? attn_mask=None, float dropout_p=0., "
        + "bool is_causal=False, *, float? scale=None, bool enable_gqa=False) -> Tensor")
    {
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
        "aten::_scaled_dot_product_attention_math(Tensor query, Tensor key, Tensor value, Tensor? attn_mask=None, float dropout_p=0., "
        + "bool is_causal=False, Tensor? dropout_mask=None, *, float? scale=None, bool enable_gqa=False) -> (Tensor, Tensor)")
    {
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

    /// <summary>
    /// The fused form for CPUs, which also gives the logarithms of the softmax's denominators, f32 or f64, tokens before heads in memory.
    /// </summary>
    private sealed class FlashOperator() : Operator(
        "aten::_scaled_dot_product_flash_attention_for_cpu(Tensor query, Tensor key, Tensor value, float dropout_p=0., "
        + "bool is_causal=False, *, Tensor? attn_mask=None, float? scale=None) -> (Tensor output, Tensor logsumexp)")
    {
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

        public override KernelCall? DirectKernel(InferenceContext context) =>
            AttentionKernelCalls.Of(context, groups: true, hasLogSums: true);

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
        public T Invoke<T>(T x, T y) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
            T.IsNegativeInfinity(y) ? y : x * T.CreateTruncating(scale);
    }

    private readonly struct Biased(double scale) : IFloatFunction2
    {
        public T Invoke<T>(T x, T y) where T : unmanaged, IBinaryFloatingPointIeee754<T> => (x * T.CreateTruncating(scale)) + y;
    }
}
