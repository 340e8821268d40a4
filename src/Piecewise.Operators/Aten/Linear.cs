using System.Collections.Immutable;
using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Aten;

/// <summary><c>input @ weight.T + bias</c>, rounded once. Source: <c>torch.nn.functional.linear</c>.</summary>
internal sealed class Linear : IOperatorSource
{
    public IEnumerable<Operator> Create() => [new LinearOperator()];

    private sealed class LinearOperator() : Operator("aten::linear(Tensor input, Tensor weight, Tensor? bias=None) -> Tensor")
    {
        public override NodeType Infer(InferenceContext context)
        {
            var (input, weight, bias) = (context.Tensor("input"), context.Tensor("weight"), context.OptionalTensor("bias"));
            if (input.Rank == 0 || weight.Rank is 0 or > 2)
            {
                throw context.Error($"takes [..., in] and [out, in], found {input} and {weight}.");
            }
            Products.RequireSame(context, input, weight);
            Products.RequireEqual(context, input.Shape[^1], weight.Shape[^1], input, weight);
            ImmutableArray<SymInt> columns = weight.Rank == 1 ? [] : [weight.Shape[0]];
            ImmutableArray<SymInt> shape = [.. input.Shape[..^1], .. columns];
            if (bias is not null)
            {
                Products.RequireSame(context, input, bias);
                Shapes.RequireBroadcast(context, bias.Shape, shape, "bias");
            }
            return new TensorType(input.DType, shape, device: input.Device);
        }

        public override RowRule? RowWise(InferenceContext call, int dim) =>
            dim < call.Tensor("input").Rank - 1
            && (call.OptionalTensor("bias") is not { } bias || (bias.Rank <= 1 && call.Tensor("weight").Rank == 2))
                ? RowRule.Of(call, "input", dim) : null;

        public override KernelCall? DirectKernel(InferenceContext context) => ProductKernelCalls.Linear(context, "input", "weight", "bias");

        public override Value Evaluate(EvaluationContext context)
        {
            var (input, weight, bias) = (context.Tensor("input"), context.Tensor("weight"), context.OptionalTensor("bias"));
            var columns = weight.Rank == 1 ? weight
                : weight.AsStrided([weight.Shape[1], weight.Shape[0]], [weight.Strides[1], weight.Strides[0]], weight.Offset);
            var product = Products.Unrounded(input, columns);
            return Cast.To(bias is null ? product : AddMm.Combine(product, bias, 1, 1), input.DType);
        }
    }
}
