using System.Numerics;
using Piecewise.Graphs;
using Piecewise.Tensors;
using Piecewise.Tensors.Reference;

namespace Piecewise.Operators.Aten;

/// <summary>The first half along a dim times the sigmoid of the second. Source: <c>torch.nn.functional.glu</c>.</summary>
internal sealed class Glu : IOperatorSource
{
    public IEnumerable<Operator> Create() => [new GluOperator()];

    private sealed class GluOperator() : Operator("aten::glu(Tensor self, int dim=-1) -> Tensor")
    {
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
