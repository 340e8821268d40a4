using Piecewise.Graphs;
using Piecewise.Operators.Aten;
using Piecewise.Tensors;

namespace Piecewise.Operators.Transformers;

/// <summary>
/// The experts' products of a mixture-of-experts layer: consecutive rows, sorted by expert, times that expert's matrix. Rows after the
/// last offset are 0. Source: <c>transformers.integrations.moe</c>, which registers it where <c>torch._grouped_mm</c> can't be used.
/// </summary>
internal sealed class GroupedMmFallback : IOperatorSource
{
    public IEnumerable<Operator> Create() => [new GroupedMmFallbackOperator()];

    private sealed class GroupedMmFallbackOperator()
        : Operator("transformers::grouped_mm_fallback(Tensor input, Tensor weight, Tensor offs) -> Tensor")
    {
        public override NodeType Infer(InferenceContext context)
        {
            var (input, weight, offs) = (context.Tensor("input"), context.Tensor("weight"), context.Tensor("offs"));
            Products.RequireRank(context, input, 2);
            Products.RequireRank(context, weight, 3);
            Products.RequireRank(context, offs, 1);
            Products.RequireSame(context, input, weight);
            Products.RequireEqual(context, offs.Shape[0], weight.Shape[0], offs, weight);
            Products.RequireEqual(context, input.Shape[1], weight.Shape[1], input, weight);
            return offs.DType is DType.I32 or DType.I64
                ? input.WithShape([input.Shape[0], weight.Shape[2]])
                : throw context.Error($"offsets must be i32 or i64, found {offs}.");
        }

        public override KernelCall? DirectKernel(InferenceContext context) => ProductKernelCalls.Groups(context, "input", "weight", "offs");

        public override Value Evaluate(EvaluationContext context) => GroupedMm.OfRows(
            context.Tensor("input"), context.Tensor("weight"), Cast.To(context.Tensor("offs"), DType.I64).ToArray<long>());
    }
}
