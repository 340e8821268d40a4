using Piecewise.Graphs;
using Piecewise.Tensors;
using Piecewise.Tensors.Reference;

namespace Piecewise.Operators.Aten;

/// <summary>
/// Normalization over the last dims by mean and variance; the native form also gives the mean and <c>1 / sqrt(variance + eps)</c>.
/// The result is row-major. Source: <c>torch.nn.functional.layer_norm</c>, <c>torch.native_layer_norm</c>.
/// </summary>
internal sealed class LayerNorm : IOperatorSource
{
    public IEnumerable<Operator> Create() =>
    [
        new LayerNormOperator(
            "aten::layer_norm(Tensor input, SymInt[] normalized_shape, Tensor? weight=None, Tensor? bias=None, "
            + "float eps=1.0000000000000001e-05, bool cudnn_enable=True) -> Tensor"),
        new LayerNormOperator(
            "aten::native_layer_norm(Tensor input, SymInt[] normalized_shape, Tensor? weight, Tensor? bias, "
            + "float eps) -> (Tensor, Tensor, Tensor)"),
    ];

    private sealed class LayerNormOperator(string schema) : Operator(schema)
    {
        public override NodeType Infer(InferenceContext context)
        {
            var input = context.Tensor("input");
            var kept = NormalizedDims.Check(context, input, context.SymInts("normalized_shape"));
            Shapes.RequireShape(context, "weight", input.Shape[kept..]);
            Shapes.RequireShape(context, "bias", input.Shape[kept..]);
            var result = input.WithShape(input.Shape);
            var statistics = input.WithShape([.. input.Shape[..kept], .. Enumerable.Repeat((SymInt)1, input.Rank - kept)]);
            return Schema.Results.Length == 1 ? result : new TupleType([result, statistics, statistics]);
        }

        public override RowRule? RowWise(InferenceContext call, int dim) =>
            dim < call.Tensor("input").Rank - call.SymInts("normalized_shape").Length ? RowRule.Of(call, "input", dim) : null;

        public override LoopForm? Loops(InferenceContext context)
        {
            if (KernelCalls.Number(context, "eps") is not { } epsilon)
            {
                return null;
            }
            var kept = context.Tensor("input").Rank - context.SymInts("normalized_shape").Length;
            var form = NormForms.ByDeviation(context, "input", kept, epsilon, "weight", "bias");
            return Schema.Results.Length == 1 ? form with { Results = [form.Results[0]] } : form;
        }

        public override Value Evaluate(EvaluationContext context)
        {
            var input = context.Tensor("input");
            var kept = input.Rank - context.Ints("normalized_shape").Length;
            var (rows, mean, scale) = RowNormalization.ByDeviation(NormalizedDims.ToRows(input, kept), context.Float("eps"));
            var result = Affine.Apply(rows.View(input.Shape), context.OptionalTensor("weight"), context.OptionalTensor("bias"));
            if (Schema.Results.Length == 1)
            {
                return Cast.To(result, input.DType);
            }
            long[] statistics = [.. input.Shape[..kept], .. Enumerable.Repeat(1L, input.Rank - kept)];
            return Value.List(
                Cast.To(result, input.DType), Cast.To(mean, input.DType).View(statistics), Cast.To(scale, input.DType).View(statistics));
        }
    }
}
