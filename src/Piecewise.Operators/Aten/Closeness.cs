using Piecewise.Graphs;
using Piecewise.Tensors;
using Piecewise.Tensors.Reference;

namespace Piecewise.Operators.Aten;

/// <summary>
/// Equality within a tolerance, and of whole tensors. Source: <c>torch.isclose</c>, <c>torch.allclose</c>, <c>torch.equal</c>.
/// </summary>
internal sealed class Closeness : IOperatorSource
{
    private const string Tolerances = "float rtol=1.0000000000000001e-05, float atol=1e-08, bool equal_nan=False";

    public IEnumerable<Operator> Create()
    {
        var isclose = new ElementwiseOperator($"aten::isclose(Tensor self, Tensor other, {Tolerances}) -> Tensor", IsClose, "self", "other")
        {
            Result = ResultDType.Bool,
            Accepts = DTypeSet.Real,
            Objection = (context, _) => context.Tensor("self").DType == context.Tensor("other").DType
                ? null
                : $"{context.Tensor("self")} and {context.Tensor("other")} have two dtypes.",
        };
        return
        [
            isclose,
            new WholeOperator($"aten::allclose(Tensor self, Tensor other, {Tolerances}) -> bool", isclose),
            new EqualOperator(),
        ];
    }

    private static Tensor IsClose(EvaluationContext context, Tensor[] x) =>
        Elements.RealCondition(x[0], x[1], new Near(context.Float("rtol"), context.Float("atol"), context.Bool("equal_nan")));

    /// <summary>Whether a condition holds for every element.</summary>
    private sealed class WholeOperator(string schema, Operator each) : Operator(schema)
    {
        public override NodeType Infer(InferenceContext context)
        {
            each.Infer(context.As(each));
            return new SymBoolType();
        }

        public override Value Evaluate(EvaluationContext context) =>
            !each.Evaluate(context.As(each)).Tensor.ToArray<bool>().Contains(false);
    }

    /// <summary>Whether two tensors have one shape and equal elements; their dtypes may differ.</summary>
    private sealed class EqualOperator() : Operator("aten::equal(Tensor self, Tensor other) -> bool")
    {
        public override NodeType Infer(InferenceContext context)
        {
            var (self, other) = (context.Tensor("self"), context.Tensor("other"));
            return new SymBoolType(self.Rank != other.Rank ? SymBool.False : null);
        }

        public override Value Evaluate(EvaluationContext context)
        {
            var (self, other) = (context.Tensor("self"), context.Tensor("other"));
            if (!self.Shape.SequenceEqual(other.Shape))
            {
                return false;
            }
            var compute = Pointwise.ComputeDType(DTypes.Promote(self.DType, other.DType));
            return !Elements.Condition<Same>(Cast.To(self, compute), Cast.To(other, compute)).ToArray<bool>().Contains(false);
        }
    }

    private readonly struct Near(double relative, double absolute, bool nanEqualsNan) : IRealCondition2
    {
        bool IRealCondition2.Invoke<T>(T x, T y)
        {
            if (x == y || (nanEqualsNan && T.IsNaN(x) && T.IsNaN(y)))
            {
                return true;
            }
            var distance = Math.Abs(double.CreateTruncating(x) - double.CreateTruncating(y));
            return double.IsFinite(distance) && distance <= absolute + Math.Abs(relative * double.CreateTruncating(y));
        }
    }

    private readonly struct Same : IRealCondition2, IComplexCondition2
    {
        bool IRealCondition2.Invoke<T>(T x, T y) => x == y;

        bool IComplexCondition2.Invoke(System.Numerics.Complex x, System.Numerics.Complex y) => x == y;
    }
}
