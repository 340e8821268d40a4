using Piecewise.Graphs;
using Piecewise.Operators.Aten;
using Piecewise.Tensors;

namespace Piecewise.Operators.Transformers;

/// <summary>
/// The experts' products of a mixture-of-experts layer: consecutive rows, sorted by expert, times that expert's matrix. Rows behind the
/// last offset are 0. Source: <c>transformers.integrations.moe</c>, which registers it where <c>torch._grouped_mm</c> can't be used.
/// </summary>
internal sealed class GroupedMmFallback : IOperatorSource
{
    public IEnumerable<Operator> Create() => [new GroupedMmFallbackOperator()];

    private sealed class GroupedMmFallbackOperator()
        : Operator("transformers::grouped_mm_fallback(Tensor input, Tensor weight, Tensor offs) -> Tensor")
    {
        public override IEnumerable<OperatorSample> Samples =>
        [
            OperatorSample.Of(
                Tensor.From([1.25f, 1.5f, 1.75f, 0.25f, 0, -1, -1.5f, 1.5f], 4, 2),
                Tensor.From(
                    [-0.25f, -0.5f, -2, -1.5f, 1.25f, 0.75f, -1.25f, 0.25f, -1.25f, -0.25f, -0.75f, -0.5f, -0.25f, -1.5f, 1, 0.75f, 1.5f, 2],
                    3, 2, 3),
                Tensor.From([1L, 1, 3], 3))
                .Gives(Tensor.From([-2.5625f, 1.25f, -1.375f, -0.25f, -2.25f, 2.25f, -0.75f, -1.5f, -2, 0, 0, 0], 4, 3))
                .Showing("an expert without rows; a row behind the last offset"),
            OperatorSample.Of(
                Cast.To(Tensor.From([-1f, 1, 2, -0.75f], 2, 2), DType.BF16),
                Cast.To(Tensor.From([-1f, 0.75f, -2, -2], 2, 2, 1), DType.BF16), Tensor.From([1, 2], 2))
                .Gives(Cast.To(Tensor.From([1.75f, -2.5f], 2, 1), DType.BF16)),
        ];

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
            context.Tensor("input"), context.Tensor("weight"), Cast.To(context.Tensor("offs"), DType.I64).Contiguous().ReadSpan<long>());
    }
}
