using Piecewise.Graphs;

namespace Piecewise.Operators;

/// <summary>
/// <c>linear</c> whose weight is to be kept in fewer bits (Q1): rows of the weight and of the input become integers of 8 or 4 bits with
/// scales, sums of their products are exact, and the result is rounded once. Made where a program is compiled with other formats for its
/// weights; what runs is
/// <c>piecewise_kernel::quantized_linear</c>, over the weight as it was quantized once.
/// </summary>
internal sealed class QuantizedLinear : IOperatorSource
{
    public IEnumerable<Operator> Create() => [new QuantizedLinearOperator()];

    private sealed class QuantizedLinearOperator()
        : Operator("piecewise::quantized_linear(Tensor input, Tensor weight, Tensor? bias, str format) -> Tensor")
    {
        public override NodeType Infer(InferenceContext context)
        {
            var (input, weight) = (context.Tensor("input"), context.Tensor("weight"));
            if (input.Rank == 0 || weight.Rank != 2)
            {
                throw context.Error($"takes [..., in] and [out, in], found {input} and {weight}.");
            }
            Products.RequireSame(context, input, weight);
            Products.RequireEqual(context, input.Shape[^1], weight.Shape[1], input, weight);
            QuantizedLinearRules.Require(context, input, weight.Shape[0], weight.Shape[1]);
            return new TensorType(input.DType, [.. input.Shape[..^1], weight.Shape[0]], device: input.Device);
        }

        public override RowRule? RowWise(InferenceContext call, int dim) =>
            dim < call.Tensor("input").Rank - 1 ? RowRule.Of(call, "input", dim) : null;

        public override Value Evaluate(EvaluationContext context)
        {
            var weight = context.Tensor("weight");
            var layout = QuantizedLinearRules.Layout(context, weight.Shape[0], weight.Shape[1]);
            return QuantizedLinearRules.Multiply(context, "input", QuantizedLinearRules.Quantize(context, weight, layout), layout);
        }
    }
}
