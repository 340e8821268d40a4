using System.Collections.Immutable;
using Piecewise.Graphs;
using Piecewise.Tensors;
using Piecewise.Tensors.Reference;

namespace Piecewise.Operators.Aten;

/// <summary>
/// Normalization over the last dims by the root of the mean square, computed in f32 for 16-bit floats and rounded once; without
/// <c>eps</c>, that dtype's machine epsilon is used. Source: <c>torch.nn.functional.rms_norm</c>, <c>torch._fused_rms_norm</c>.
/// </summary>
internal sealed class RmsNorm : IOperatorSource
{
    public IEnumerable<Operator> Create() =>
    [
        new RmsNormOperator("aten::rms_norm(Tensor input, SymInt[] normalized_shape, Tensor? weight=None, float? eps=None) -> Tensor"),
        new RmsNormOperator("aten::_fused_rms_norm(Tensor input, int[] normalized_shape, Tensor? weight, float? eps) -> (Tensor, Tensor)"),
    ];

    private sealed class RmsNormOperator(string schema) : Operator(schema)
    {
        public override NodeType Infer(InferenceContext context)
        {
            var input = context.Tensor("input");
            var kept = NormalizedDims.Check(context, input, context.SymInts("normalized_shape"));
            Shapes.RequireShape(context, "weight", input.Shape[kept..]);
            var result = input.WithShape(input.Shape);
            ImmutableArray<SymInt> statistics = [.. input.Shape[..kept], .. Enumerable.Repeat((SymInt)1, input.Rank - kept)];
            return Schema.Results.Length == 1
                ? result
                : new TupleType([result, new TensorType(Pointwise.ComputeDType(input.DType), statistics, device: input.Device)]);
        }

        public override RowRule? RowWise(InferenceContext call, int dim) =>
            dim < call.Tensor("input").Rank - call.SymInts("normalized_shape").Length ? RowRule.Of(call, "input", dim) : null;

        public override LoopForm? Loops(InferenceContext context)
        {
            var input = context.Tensor("input");
            var given = context.IsNone("eps") ? DefaultEpsilon(Pointwise.ComputeDType(input.DType)) : KernelCalls.Number(context, "eps");
            if (given is not { } epsilon)
            {
                return null;
            }
            var form = NormForms.ByRootMeanSquare(
                context, "input", input.Rank - context.SymInts("normalized_shape").Length, epsilon, "weight");
            return Schema.Results.Length == 1 ? form with { Results = [form.Results[0]] } : form;
        }

        public override Value Evaluate(EvaluationContext context)
        {
            var input = context.Tensor("input");
            var kept = input.Rank - context.Ints("normalized_shape").Length;
            var rows = NormalizedDims.ToRows(input, kept);
            var eps = context.OptionalFloat("eps") ?? DefaultEpsilon(rows.DType);
            var (normalized, scale) = RowNormalization.ByRootMeanSquare(rows, eps);
            var result = Cast.To(Affine.Apply(normalized.View(input.Shape), context.OptionalTensor("weight"), null), input.DType);
            long[] statistics = [.. input.Shape[..kept], .. Enumerable.Repeat(1L, input.Rank - kept)];
            return Schema.Results.Length == 1 ? result : Value.List(result, scale.View(statistics));
        }

        private static double DefaultEpsilon(DType compute) => compute == DType.F32 ? Math.ScaleB(1, -23) : Math.ScaleB(1, -52);
    }
}
