using System.Numerics;
using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Aten;

/// <summary>The first half along a dim times the sigmoid of the second. Source: <c>torch.nn.functional.glu</c>.</summary>
internal sealed class Glu : IOperatorSource
{
    public IEnumerable<Operator> Create() => [new GluOperator()];

    private sealed class GluOperator() : Operator("aten::glu(Tensor self, int dim=-1) -> Tensor")
    {
        public override IEnumerable<OperatorSample> Samples =>
        [
            OperatorSample.Of(
                Tensor.From(
                    [
                        1.5f, -1.5f, -0.25f, 0.25f, 0.75f, -1.5f, 1.5f, -0.75f, 0.25f, 1.5f, -1.5f, -1.75f, 1.5f, 1.75f, -0.75f, -1.25f,
                        -0.25f, -2, 1.25f, -1.25f, 1.5f, -1.75f, 0, -1.25f
                    ], 2, 3, 4))
                .Gives(
                    Tensor.From(
                        [
                            0.65673524f, -0.8432648f, 0.6131808f, -0.48123193f, 0.045606382f, 0.22207078f, 0.48123193f, 0.38972524f,
                            -0.19432497f, -0.44540027f, 0.75f, -0.38972524f
                        ], 2, 3, 2)),
            OperatorSample.Of(Tensor.From([1.75f, -0.5f, 0.75f, 0.25f, 0, 2, 1.5f, -2, -0.25f, 0.5f, 2, 2], 4, 3), 0L)
                .Gives(Tensor.From([1.4307553f, -0.05960146f, 0.32836762f, 0.15561484f, 0, 1.761594f], 2, 3)),
            OperatorSample.Of(
                Tensor.From(
                    [
                        1.5f, -1.5f, -0.25f, 0.25f, 0.75f, -1.5f, 1.5f, -0.75f, 0.25f, 1.5f, -1.5f, -1.75f, 1.5f, 1.75f, -0.75f, -1.25f,
                        -0.25f, -2, 1.25f, -1.25f, 1.5f, -1.75f, 0, -1.25f
                    ], 3, 4, 2)
                    .AsStrided([2, 4, 3], [1, 2, 8], 0),
                1L)
                .Gives(
                    Tensor.From(
                        [
                            1.0187681f, 0.20439361f, -0.20439361f, -0.20439361f, -0.48123193f, 0.625f, -0.2736383f, 1.2779291f,
                            -0.2960944f, 0.08020532f, -0.38972524f, -0.27837518f
                        ], 2, 2, 3))
                .WithStrides(1, 2, 4),
            OperatorSample.Of(Cast.To(Tensor.From([1.25f, 1.5f, 1.75f, 0.25f, 0, -1, -1.5f, 1.5f], 2, 4), DType.BF16))
                .Gives(Cast.To(Tensor.From([1.0625f, 0.84375f, 0, -0.81640625f], 2, 2), DType.BF16)),
        ];

        public override NodeType Infer(InferenceContext context)
        {
            var self = context.Tensor("self");
            var dim = context.NormalizeDim(context.Int("dim"), self.Rank);
            if (self.Rank == 0 || !self.DType.IsFloat())
            {
                throw context.Error($"takes floats with at least one dim, found {self}.");
            }
            var half = SymInt.FloorDiv(self.Shape[dim], 2);
            if (context.Refutes(SymBool.Eq(half * 2, self.Shape[dim])))
            {
                throw context.Error($"dim {dim} of {self} can't be halved.");
            }
            var part = self.WithShape(self.Shape.SetItem(dim, half), self.Strides);
            return part.WithShape(part.Shape, Strides.Pointwise(context, part.Shape, part, part));
        }

        public override Value Evaluate(EvaluationContext context)
        {
            var self = context.Tensor("self");
            var dim = context.NormalizeDim(context.Int("dim"), self.Rank);
            var operand = Cast.To(self, Pointwise.ComputeDType(self.DType));
            var shape = self.Shape.ToArray();
            shape[dim] /= 2;
            var gate = operand.AsStrided(shape, operand.Strides, operand.Offset + (shape[dim] * operand.Strides[dim]));
            return Cast.To(Elements.Float<Kernel>(operand.AsStrided(shape, operand.Strides, operand.Offset), gate), self.DType);
        }
    }

    private readonly struct Kernel : IFloatFunction2
    {
        public T Invoke<T>(T x, T y) where T : unmanaged, IBinaryFloatingPointIeee754<T> => x / (T.One + T.Exp(-y));
    }
}
