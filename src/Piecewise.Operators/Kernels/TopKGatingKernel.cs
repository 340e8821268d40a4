using System.Collections.Immutable;
using Piecewise.Graphs;
using Piecewise.Operators.OpIr;
using Piecewise.Tensors;
using Piecewise.Tensors.Kernels;
using Piecewise.Tensors.Reference;
using Piecewise.Tracing;

namespace Piecewise.Operators.Kernels;

/// <summary><c>topk_gating</c> in one pass.</summary>
internal sealed class TopKGatingKernel : IOperatorSource
{
    public static OpIrProvider Provider => new(OpIrProvider.Kernel, Call) { Objection = Objection };

    public IEnumerable<Operator> Create() =>
    [
        new KernelOperator("topk_gating(Tensor x_logits, int k, str scoring=\"softmax\", bool normalize=True) -> (Tensor, Tensor)")
        {
            Rule = Rule,
            Direct = Direct,
            Kernel = (context, results) => ExpertChoice.Run(
                context.Tensor("x_logits"), context.String("scoring") == "sigmoid", context.Bool("normalize"), results[0], results[1]),
        },
    ];

    private static (TracedTensor Weights, TracedTensor Experts) Call(
        TracedTensor xLogits, long k, string scoring = "softmax", bool normalize = true)
    {
        var (weights, experts) = Op.Call($"{KernelOperator.Namespace}::topk_gating", xLogits, k, scoring, normalize);
        return (weights, experts);
    }

    private static unsafe KernelCall? Direct(InferenceContext context)
    {
        var logits = context.Tensor("x_logits");
        if (!KernelCalls.IsFloat(logits.DType) || MergedDims.Of(context, logits.Shape[..^1], 1, logits.Strides[..^1]) is not { } rows
            || context.RowMajorResult() is not { } weights || context.RowMajorResult(1) is not { } experts)
        {
            return null;
        }
        var call = new KernelCallBuilder(context, logits.DType);
        return call.Of(new GatingCall<DType0>
        {
            Logits = call.Pointer<DType0>("x_logits"),
            LogitRow = call.Size(rows.Strides[0][0]),
            LogitColumn = call.Size(logits.Strides[^1]),
            Sigmoid = context.String("scoring") == "sigmoid",
            Normalize = context.Bool("normalize"),
            Weights = call.Pointer<float>(weights),
            Chosen = call.Pointer<long>(experts),
            Rows = call.Size(rows.Count),
            Experts = call.Size(logits.Shape[^1]),
            K = (nint)context.Int("k"),
        });
    }

    private static string? Objection(InferenceContext context) => KernelRules.Floats(context, "x_logits")
        ?? (context.String("scoring") is "softmax" or "sigmoid" ? null
            : $"the scoring is softmax or sigmoid, not '{context.String("scoring")}'")
        ?? (context.Tensor("x_logits").Rank > 0 ? null : "x_logits has rank 0");

    private static ImmutableArray<TensorType> Rule(InferenceContext context)
    {
        KernelRules.Require(context, Objection(context));
        var (logits, k) = (context.Tensor("x_logits"), context.Int("k"));
        if (k < 0 || context.Refutes(SymBool.Le(k, logits.Shape[^1])))
        {
            throw context.Error($"can't choose {k} of {logits.Shape[^1]} experts.");
        }
        var weights = logits.WithShape(logits.Shape.SetItem(logits.Rank - 1, k)).WithDType(DType.F32);
        return [weights, weights.WithDType(DType.I64)];
    }
}
