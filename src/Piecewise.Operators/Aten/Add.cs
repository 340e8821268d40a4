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
        ReverseDifference("aten::rsub" + TensorForm, () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2f], 2), Tensor.From([5f, 5f], 2)).With("alpha", 2L)
                .Gives(Tensor.From([3f, 1f], 2)).Showing("other - alpha * self"),
            OperatorSample.Of(Tensor.From([1L, 2], 2), Tensor.From([0.5f, 0.5f], 2)).Gives(Tensor.From([-0.5f, -1.5f], 2)),
        ]),
        ReverseDifference("aten::rsub" + ScalarForm, () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2f], 2), 1L).Gives(Tensor.From([0f, -1f], 2)),
            OperatorSample.Of(Tensor.From([1, 2], 2), 1.5, 2L)
                .Gives(Tensor.From([-0.5f, -2.5f], 2)).Showing("a float number lifts integers to f32"),
        ]),
    ];

    private static ElementwiseOperator Sum(string schema) => new(
        schema, (context, x) => Elements.Number<Plus>(x[0], Scaled(context, x[1])), "self", "other")
    {
        Formula = (context, x) => Scaled(context, x[1]) is { } other ? x[0] + other : null,
        Objection = (context, dtype) => ScalarOperands.FractionObjection(context, "alpha", dtype),
        Cases = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2f, 3f], 3), 2L)
                .Gives(Tensor.From([3f, 4f, 5f], 3)).Showing("a number does not widen a tensor"),
            OperatorSample.Of(Tensor.From([1f, 2f], 2, 1), Tensor.From([3f, 4f], 2)).With("alpha", -2L)
                .Gives(Tensor.From([-5f, -7f, -4f, -6f], 2, 2)).Showing("broadcasting"),
            OperatorSample.Of(Tensor.From([1L, 2], 2), 0.5)
                .Gives(Tensor.From([1.5f, 2.5f], 2)).Showing("a float number lifts integers to f32"),
            OperatorSample.Of(Tensor.From<byte>([200, 100], 2), Tensor.From<byte>([100, 1], 2))
                .Gives(Tensor.From<byte>([44, 101], 2)).Showing("integers wrap"),
            OperatorSample.Of(Tensor.From([true, false], 2), Tensor.From([true, false], 2))
                .Gives(Tensor.From([true, false], 2)).Showing("bool sums are disjunctions"),
            OperatorSample.Of(Tensor.From([1f, 2f], 2), Tensor.Scalar(1e-09))
                .Gives(Tensor.From([1f, 2f], 2)).Showing("rank 0 does not widen"),
            OperatorSample.Of(Cast.To(Tensor.From([1f, 2f], 2), DType.F16), Cast.To(Tensor.From([1f, 2f], 2), DType.BF16))
                .Gives(Tensor.From([2f, 4f], 2)),
            OperatorSample.Of(Tensor.From([1f, 2f, 3f, 4f, 5f, 6f], 6).AsStrided([3, 2], [1, 3], 0),
                Tensor.From([1f, 2f, 3f, 4f, 5f, 6f], 3, 2))
                .Gives(Tensor.From([2f, 6f, 5f, 9f, 8f, 12f], 3, 2)).WithStrides(1, 3).Showing("the first operand's memory order wins"),
            OperatorSample.Of(Tensor.From([new Complex64(1f, 2f)], 1), Tensor.From([0.5f], 1))
                .Gives(Tensor.From([new Complex64(1.5f, 2f)], 1)),
            OperatorSample.Of(Tensor.Zeros(DType.F32, 0, 3), Tensor.From([1f, 2f, 3f], 3)).Gives(Tensor.Zeros(DType.F32, 0, 3)),
        ],
    };

    private static ElementwiseOperator Difference(string schema) => new(
        schema, (context, x) => Elements.Number<Minus>(x[0], Scaled(context, x[1])), "self", "other")
    {
        Formula = (context, x) => Scaled(context, x[1]) is { } other ? x[0] - other : null,
        Objection = (context, dtype) => ScalarOperands.FractionObjection(context, "alpha", dtype),
        // PyTorch refuses bool: the difference of truth values has no agreed meaning.
        Accepts = DTypeSet.Numbers | DTypeSet.Complex,
        Cases = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2f, 3f], 3), Tensor.Scalar(2f)).Gives(Tensor.From([-1f, 0f, 1f], 3)),
            OperatorSample.Of(Tensor.From([5L, long.MinValue], 2), 1L).With("alpha", 3L)
                .Gives(Tensor.From([2L, 9223372036854775805], 2)).Showing("integers wrap"),
            OperatorSample.Of(Tensor.From([float.PositiveInfinity, float.NaN], 2), Tensor.From([float.PositiveInfinity, 1f], 2))
                .Gives(Tensor.From([float.NaN, float.NaN], 2)),
            OperatorSample.Of(Cast.To(Tensor.From([1f, 2f, 3f, 4f], 2, 2), DType.BF16), Cast.To(Tensor.From([0.5f, 0.25f], 2), DType.BF16))
                .Gives(Cast.To(Tensor.From([0.5f, 1.75f, 2.5f, 3.75f], 2, 2), DType.BF16)),
        ],
    };

    private static ElementwiseOperator ReverseDifference(string schema, Func<IEnumerable<OperatorSample>> cases) => new(
        schema, (context, x) => Elements.Number<Minus>(x[1], Scaled(context, x[0])), "self", "other")
    {
        Formula = (context, x) => Scaled(context, x[0]) is { } self ? x[1] - self : null,
        Objection = (context, dtype) => ScalarOperands.FractionObjection(context, "alpha", dtype),
        Accepts = DTypeSet.Numbers | DTypeSet.Complex,
        Cases = cases,
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
