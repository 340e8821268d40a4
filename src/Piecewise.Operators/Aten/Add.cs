using System.Numerics;
using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Aten;

/// <summary>
/// Sums and differences, the second operand scaled by <c>alpha</c>. Source: <c>torch.add</c>, <c>torch.sub</c>, <c>torch.rsub</c>.
/// </summary>
internal sealed class Add : IOperatorSource
{
    // The number forms take alpha by position, the tensor forms by name.
    private const string TensorForm = ".Tensor(Tensor self, Tensor other, *, Scalar alpha=1) -> Tensor";
    private const string ScalarForm = ".Scalar(Tensor self, Scalar other, Scalar alpha=1) -> Tensor";

    public IEnumerable<Operator> Create() =>
    [
        .. Sum("aten::add" + TensorForm).WithInPlace(),
        .. Sum("aten::add" + ScalarForm).WithInPlace(),
        .. Difference("aten::sub" + TensorForm).WithInPlace("aten::subtract.Tensor"),
        .. Difference("aten::sub" + ScalarForm).WithInPlace("aten::subtract.Scalar"),
        ReverseDifference("aten::rsub" + TensorForm),
        ReverseDifference("aten::rsub" + ScalarForm),
    ];

    private static ElementwiseOperator Sum(string schema) => new(
        schema, (context, x) => Elements.Number<Plus>(x[0], Scaled(context, x[1])), "self", "other")
    {
        Formula = (context, x) => Scaled(context, x[1]) is { } other ? x[0] + other : null,
        Objection = (context, dtype) => ScalarOperands.FractionObjection(context, "alpha", dtype),
    };

    private static ElementwiseOperator Difference(string schema) => new(
        schema, (context, x) => Elements.Number<Minus>(x[0], Scaled(context, x[1])), "self", "other")
    {
        Formula = (context, x) => Scaled(context, x[1]) is { } other ? x[0] - other : null,
        Objection = (context, dtype) => ScalarOperands.FractionObjection(context, "alpha", dtype),
        // PyTorch refuses bool: the difference of truth values has no agreed meaning.
        Accepts = DTypeSet.Numbers | DTypeSet.Complex,
    };

    private static ElementwiseOperator ReverseDifference(string schema) => new(
        schema, (context, x) => Elements.Number<Minus>(x[1], Scaled(context, x[0])), "self", "other")
    {
        Formula = (context, x) => Scaled(context, x[0]) is { } self ? x[1] - self : null,
        Objection = (context, dtype) => ScalarOperands.FractionObjection(context, "alpha", dtype),
        Accepts = DTypeSet.Numbers | DTypeSet.Complex,
    };

    private static ScalarExpression? Scaled(InferenceContext context, ScalarExpression x) => context["alpha"] switch
    {
        IntArgument { Value: 1 } or FloatArgument { Value: 1 } or BoolArgument { Value: true } => x,
        IntArgument { Value: var alpha } => x * new ScalarInteger(alpha).As(x.DType),
        FloatArgument { Value: var alpha } when x.DType != DType.I64 => x * x.Constant(alpha),
        _ => null,
    };

    private static Tensor Scaled(EvaluationContext context, Tensor x)
    {
        var alpha = context.Scalar("alpha");
        if (alpha.IsFloat ? alpha.ToDouble() == 1 : alpha.ToInt64() == 1)
        {
            return x;
        }
        var factor = Cast.To(alpha.IsFloat ? Tensor.Scalar(alpha.ToDouble()) : Tensor.Scalar(alpha.ToInt64()), x.DType);
        return Elements.Number<Times>(x, factor);
    }

    private readonly struct Plus : IRealFunction2, IComplexFunction2
    {
        T IRealFunction2.Invoke<T>(T x, T y) => x + y;

        Complex IComplexFunction2.Invoke(Complex x, Complex y) => x + y;
    }

    private readonly struct Minus : IRealFunction2, IComplexFunction2
    {
        T IRealFunction2.Invoke<T>(T x, T y) => x - y;

        Complex IComplexFunction2.Invoke(Complex x, Complex y) => x - y;
    }
}
