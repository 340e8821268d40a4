using System.Collections.Immutable;
using System.Numerics;
using Piecewise.Graphs;
using Piecewise.Tensors;
using Piecewise.Tensors.Reference;

namespace Piecewise.Operators.Aten;

/// <summary><c>beta * self + alpha * outer(vec1, vec2)</c>, elementwise with promotion. Source: <c>torch.addr</c>.</summary>
internal sealed class Addr : IOperatorSource
{
    public IEnumerable<Operator> Create()
    {
        var functional = new AddrOperator();
        return
        [
            functional,
            new InPlaceOperator("aten::addr_(Tensor(a!) self, Tensor vec1, Tensor vec2, *, Scalar beta=1, Scalar alpha=1) -> Tensor(a!)",
                functional),
        ];
    }

    private sealed class AddrOperator()
        : Operator("aten::addr(Tensor self, Tensor vec1, Tensor vec2, *, Scalar beta=1, Scalar alpha=1) -> Tensor")
    {
        public override NodeType Infer(InferenceContext context)
        {
            var (self, x, y) = (context.Tensor("self"), context.Tensor("vec1"), context.Tensor("vec2"));
            Products.RequireRank(context, x, 1);
            Products.RequireRank(context, y, 1);
            var dtype = PromotionOperand.ResultType(context.Operand("self"), context.Operand("vec1"), context.Operand("vec2"));
            var column = x.WithShape([x.Shape[0], 1], [x.Strides[0], 0]);
            ImmutableArray<SymInt> shape = [x.Shape[0], y.Shape[0]];
            Shapes.RequireBroadcast(context, self.Shape, shape, "self");
            return new TensorType(dtype, shape, Strides.Pointwise(context, shape, self, column, y), self.Device);
        }

        public override Value Evaluate(EvaluationContext context)
        {
            var (self, x, y) = (context.Tensor("self"), context.Tensor("vec1"), context.Tensor("vec2"));
            var dtype = PromotionOperand.ResultType(
                context.PromotionOperand("self"), context.PromotionOperand("vec1"), context.PromotionOperand("vec2"));
            var compute = Pointwise.ComputeDType(dtype);
            var column = Cast.To(x, compute).AsStrided([x.Shape[0], 1], [Cast.To(x, compute).Strides[0], 0], Cast.To(x, compute).Offset);
            var kernel = new Kernel(context.Float("beta"), context.Float("alpha"));
            return Cast.To(Elements.Number(Cast.To(self, compute), column, Cast.To(y, compute), kernel), dtype);
        }
    }

    private readonly struct Kernel(double beta, double alpha) : IRealFunction3, IComplexFunction3
    {
        // Beta 0 means that self is not looked at: a NaN there must not show.
        public T Invoke<T>(T x, T y, T z) where T : unmanaged, INumber<T>
        {
            var product = unchecked(T.CreateTruncating(alpha) * y * z);
            return beta == 0 ? product : unchecked((T.CreateTruncating(beta) * x) + product);
        }

        public Complex Invoke(Complex x, Complex y, Complex z) => beta == 0 ? alpha * y * z : (beta * x) + (alpha * y * z);
    }
}
