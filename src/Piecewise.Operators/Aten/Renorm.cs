using System.Numerics;
using Piecewise.Graphs;
using Piecewise.Tensors;
using Piecewise.Tensors.Reference;

namespace Piecewise.Operators.Aten;

/// <summary>
/// Slices along a dim, scaled down to a norm where theirs is larger. The result is row-major, whatever the operand's strides are.
/// Source: <c>torch.renorm</c>.
/// </summary>
internal sealed class Renorm : IOperatorSource
{
    // Keeps the quotient finite.
    private const double Epsilon = 1e-7;

    public IEnumerable<Operator> Create()
    {
        var renorm = new RenormOperator();
        return [renorm, Families.InPlace(renorm)];
    }

    private sealed class RenormOperator() : Operator("aten::renorm(Tensor self, Scalar p, int dim, Scalar maxnorm) -> Tensor")
    {
        public override NodeType Infer(InferenceContext context)
        {
            var self = context.Tensor("self");
            if (self.DType.IsIntegral())
            {
                throw context.Error($"takes floats, not {self.DType.TextName()}.");
            }
            if (self.Rank < 2)
            {
                throw context.Error($"takes tensors of two dims or more, found {self}.");
            }
            var dims = Reduced(context.NormalizeDim(context.Int("dim"), self.Rank), self.Rank);
            var p = KernelCalls.Number(context, "p");
            if (p is { } order && !(order > 0))
            {
                throw context.Error($"p is {order}; the order of the norm has to be positive.");
            }
            if (KernelCalls.Number(context, "maxnorm") is { } max && !(max >= 0))
            {
                throw context.Error($"maxnorm is {max}, but no norm is negative.");
            }
            if (p is double.PositiveInfinity
                && Array.FindIndex(dims, d => context.Refutes(SymBool.Ge(self.Shape[d], 1))) is >= 0 and var empty)
            {
                throw context.Error($"dim {dims[empty]} of {self} is empty; the largest of nothing is not defined.");
            }
            return self.WithShape(self.Shape);
        }

        public override Value Evaluate(EvaluationContext context)
        {
            var self = context.Tensor("self");
            // Of slices without elements there may be more than have room.
            if (self.ElementCount == 0)
            {
                return Results.Allocate(context);
            }
            var dim = context.NormalizeDim(context.Int("dim"), self.Rank);
            var real = Pointwise.ComputeDType(self.DType.RealPart());
            var rows = Reductions.ToRows(Norm.Magnitudes(self, self.DType, real), Reduced(dim, self.Rank));
            var norms = RowKernels.Float(rows, new Norm.Kernel(context.Float("p")));
            var factors = Cast.To(Elements.Float(norms, new Factor(context.Float("maxnorm"))), self.DType);
            long[] shape = [.. Enumerable.Repeat(1L, self.Rank)];
            shape[dim] = self.Shape[dim];
            var compute = Pointwise.ComputeDType(self.DType);
            var result = Results.Allocate(context);
            result.CopyFrom(Cast.To(
                Elements.FloatOrComplex<Product>(Cast.To(self, compute), Cast.To(factors.View(shape), compute)), self.DType));
            return result;
        }

        public override LoopForm? Loops(InferenceContext context)
        {
            var self = context.Tensor("self");
            if (self.DType.IsComplex() || KernelCalls.Number(context, "p") is not { } p
                || KernelCalls.Number(context, "maxnorm") is not { } max)
            {
                return null;
            }
            var x = new ScalarOperand(0, self.DType).As(Pointwise.ComputeDType(self.DType));
            var norm = NormOf(x, p).As(x.DType);
            var factor = ScalarExpression.Call(ScalarFunction.Greater, norm, x.Constant(max))
                .Select(x.Constant(max) / (norm + x.Constant(Epsilon)), x.Constant(1));
            var dims = Reduced(context.NormalizeDim(context.Int("dim"), self.Rank), self.Rank);
            var element = x * factor.As(self.DType).As(x.DType);
            return LoopForm.Along(((NodeArgument)context["self"]).Node, dims, element.As(self.DType));
        }

        private static int[] Reduced(int dim, int rank) => [.. Enumerable.Range(0, rank).Where(d => d != dim)];

        // The norm of a row; sums in f64.
        private static ScalarExpression NormOf(ScalarExpression x, double p)
        {
            var wide = x.As(DType.F64);
            var magnitude = ScalarExpression.Call(ScalarFunction.Abs, wide);
            return p switch
            {
                1 => magnitude.Reduce(RowReduction.Sum),
                2 => ScalarExpression.Call(ScalarFunction.Sqrt, (wide * wide).Reduce(RowReduction.Sum)),
                double.PositiveInfinity => magnitude.Reduce(RowReduction.Max),
                _ => Power(Power(magnitude, p).Reduce(RowReduction.Sum), 1 / p),
            };
        }

        private static ScalarExpression Power(ScalarExpression x, double exponent) =>
            ScalarExpression.Call(ScalarFunction.Power, x, x.Constant(exponent));
    }

    private readonly struct Factor(double max) : IFloatFunction
    {
        T IFloatFunction.Invoke<T>(T norm)
        {
            var limit = T.CreateTruncating(max);
            return norm > limit ? limit / (norm + T.CreateTruncating(Epsilon)) : T.One;
        }
    }

    private readonly struct Product : IFloatFunction2, IComplexFunction2
    {
        T IFloatFunction2.Invoke<T>(T x, T y) => x * y;

        Complex IComplexFunction2.Invoke(Complex x, Complex y) => x * y;
    }
}
