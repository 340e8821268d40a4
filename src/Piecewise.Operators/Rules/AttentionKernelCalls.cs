using System.Collections.Immutable;
using Piecewise.Graphs;
using Piecewise.Tensors;
using Piecewise.Tensors.Kernels;

namespace Piecewise.Operators;

/// <summary>The attention of <c>aten</c> as a call of a kernel.</summary>
internal static unsafe class AttentionKernelCalls
{
    /// <param name="context">A call with the arguments query, key, value, attn_mask, is_causal and scale.</param>
    /// <param name="groups">Whether a head of keys may serve several query heads.</param>
    /// <param name="hasLogSums">Whether there is a second result, the denominators' logarithms.</param>
    /// <returns>Null where no kernel takes these operands, or writes a result that is laid out like this.</returns>
    public static KernelCall? Of(InferenceContext context, bool groups, bool hasLogSums)
    {
        var (result, target) = context.StridedResult();
        var (logSums, logTarget) = hasLogSums ? context.StridedResult(1) : ((TensorType?)null, (KernelArgument?)null);
        var (query, key, value, mask) =
            (context.Tensor("query"), context.Tensor("key"), context.Tensor("value"), context.OptionalTensor("attn_mask"));
        TensorType[] operands = [query, key, value];
        if (!IsComputed(query.DType) || !(mask is null || mask.DType == DType.Bool || IsComputed(mask.DType))
            || !KernelCalls.HasDenseRows(context, result)
            || operands.Any(o => o.Rank > result.Rank || o.Shape.Any(n => n == 0)) || mask?.Rank > result.Rank
            || Scale(context, query) is not { } scale)
        {
            return null;
        }
        // With groups a head of keys is not a repeated one; but there must be as many for the values.
        var heads = Heads(result);
        var keyHeads = groups ? Heads(key) : heads;
        if (groups && !Shapes.AreEqual(context, keyHeads, Heads(value)))
        {
            return null;
        }
        var (queries, keys, size, valueSize) = (query.Shape[^2], key.Shape[^2], query.Shape[^1], value.Shape[^1]);
        ImmutableArray<SymInt> lead = result.Rank <= 3 ? [] : result.Shape[..^3];
        SymInt[][] strides =
        [
            Over(context, query, lead, heads, queries, size), Over(context, key, lead, keyHeads, keys, size),
            Over(context, value, lead, keyHeads, keys, valueSize),
            mask is null ? [.. lead.Select(_ => (SymInt)0), 0, 0, 0] : Over(context, mask, lead, heads, queries, keys),
            Over(context, result, lead, heads, queries, valueSize), logSums is null ? [.. lead.Select(_ => (SymInt)0), 0, 0, 0]
                : [.. logSums.Strides, 0],
        ];
        if (MergedDims.Of(context, lead, 1, [.. strides.Select(s => s[..^3])]) is not { } batch)
        {
            return null;
        }
        var call = new KernelCallBuilder(context);
        return call.Of(new AttentionCall
        {
            Query = Operand(0, query, KernelCalls.Pointer(context, "query")),
            Key = Operand(1, key, KernelCalls.Pointer(context, "key")),
            Value = Operand(2, value, KernelCalls.Pointer(context, "value")),
            Mask = mask is null ? default : Operand(3, mask, KernelCalls.Pointer(context, "attn_mask")),
            Result = Operand(4, result, target),
            LogSums = logSums is null ? default : Operand(5, logSums, logTarget),
            Batch = call.Size(batch.Count),
            Heads = call.Size(heads),
            KeyHeads = call.Size(keyHeads),
            Queries = call.Size(queries),
            Keys = call.Size(keys),
            Size = call.Size(size),
            ValueSize = call.Size(valueSize),
            Rules = new AttentionRules(scale) { IsCausal = context.Bool("is_causal"), CountsHiddenValues = true },
        });

        AttentionOperand Operand(int number, TensorType type, KernelArgument? memory) => new()
        {
            First = call.Pointer(memory),
            DType = type.DType,
            Strides = new HeadStrides
            {
                Batch = call.Size(batch.Strides[number][0]),
                Head = call.Size(strides[number][^3]),
                Token = call.Size(strides[number][^2]),
                Element = call.Size(strides[number][^1]),
            },
        };
    }

    // Those that PyTorch computes in f32, too.
    private static bool IsComputed(DType dtype) => dtype is DType.F32 or DType.BF16 or DType.F16;

    private static double? Scale(InferenceContext context, TensorType query) =>
        !context.IsNone("scale") ? KernelCalls.Number(context, "scale")
        : query.Shape[^1].TryGetConstant(out var size) ? (size == 0 ? 1 : 1 / Math.Sqrt(size)) : null;

    private static SymInt Heads(TensorType type) => type.Rank > 2 ? type.Shape[^3] : 1;

    // The strides by batch dims, head, token and element.
    private static SymInt[] Over(InferenceContext context, TensorType type, ImmutableArray<SymInt> lead, SymInt heads, SymInt tokens,
        SymInt elements) =>
        Strides.Broadcast(context, type, [.. lead, heads, tokens, elements]);
}
