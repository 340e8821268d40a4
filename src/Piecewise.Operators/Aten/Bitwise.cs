using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Aten;

/// <summary>
/// Operations on the bits of integers and bool. Source: <c>torch.bitwise_and</c>, <c>torch.bitwise_or</c>, <c>torch.bitwise_xor</c>,
/// <c>torch.bitwise_not</c>, <c>torch.bitwise_left_shift</c>, <c>torch.bitwise_right_shift</c> and Python's operators.
/// </summary>
internal sealed class Bitwise : IOperatorSource
{
    public IEnumerable<Operator> Create() =>
    [
        .. Forms<And>("and", ScalarFunction.BitAnd, ScalarFunction.And),
        .. Forms<Or>("or", ScalarFunction.BitOr, ScalarFunction.Or),
        .. Forms<Xor>("xor", ScalarFunction.BitXor, ScalarFunction.NotEqual),
        .. new ElementwiseOperator("aten::bitwise_not(Tensor self) -> Tensor", Not, "self")
        {
            Accepts = DTypeSet.Bits,
            Formula = (context, x) => context.Tensor("self").DType == DType.Bool
                ? ScalarExpression.Call(ScalarFunction.Not, x[0].As(DType.Bool))
                : ScalarExpression.Call(ScalarFunction.BitXor, x[0], new ScalarInteger(-1)),
        }.WithInPlace(),
        .. Shifts<Left>("left", "lshift", ScalarFunction.ShiftLeft),
        .. Shifts<Right>("right", "rshift", ScalarFunction.ShiftRight),
    ];

    // bitwise_and.Tensor, .Scalar, .Scalar_Tensor; and Python's __and__, whose in-place form is __iand__.
    private static IEnumerable<Operator> Forms<F>(string name, ScalarFunction function, ScalarFunction ofBools)
        where F : struct, IIntegerFunction2
    {
        foreach (var other in new[] { "Tensor", "Scalar" })
        {
            var op = Of<F>($"aten::bitwise_{name}.{other}(Tensor self, {other} other) -> Tensor", DTypeSet.Bits, function, ofBools);
            var python = op.As($"aten::__{name}__.{other}");
            yield return op;
            yield return Families.InPlace(op);
            yield return python;
            yield return Families.InPlace(python, $"aten::__i{name}__.{other}");
        }
        yield return Of<F>($"aten::bitwise_{name}.Scalar_Tensor(Scalar self, Tensor other) -> Tensor", DTypeSet.Bits, function, ofBools);
    }

    private static IEnumerable<Operator> Shifts<F>(string direction, string python, ScalarFunction function)
        where F : struct, IIntegerFunction2
    {
        foreach (var (overload, pythonOverload) in new[] { ("Tensor", "Tensor"), ("Tensor_Scalar", "Scalar") })
        {
            var op = Of<F>($"aten::bitwise_{direction}_shift.{overload}(Tensor self, {pythonOverload} other) -> Tensor", DTypeSet.Integer,
                function);
            var spelled = op.As($"aten::__{python}__.{pythonOverload}");
            yield return op;
            yield return Families.InPlace(op);
            yield return spelled;
            yield return Families.InPlace(spelled, $"aten::__i{python}__.{pythonOverload}");
        }
        yield return Of<F>(
            $"aten::bitwise_{direction}_shift.Scalar_Tensor(Scalar self, Tensor other) -> Tensor", DTypeSet.Integer, function);
    }

    private static ElementwiseOperator Of<F>(
        string schema, DTypeSet accepts, ScalarFunction function, ScalarFunction? ofBools = null)
        where F : struct, IIntegerFunction2 =>
        new(schema, (_, x) => Elements.Integer<F>(x[0], x[1]), "self", "other")
        {
            Accepts = accepts,
            Formula = (context, x) =>
                ofBools is { } logical && PromotionOperand.ResultType([context.Operand("self"), context.Operand("other")]) == DType.Bool
                ? ScalarExpression.Call(logical, x[0].As(DType.Bool), x[1].As(DType.Bool))
                : ScalarExpression.Call(function, x[0], x[1]),
        };

    // The complement of a truth value is the other one, not that of its bits.
    private static Tensor Not(EvaluationContext context, Tensor[] x) =>
        Elements.Integer<Xor>(x[0], Tensor.Scalar(context.Tensor("self").DType == DType.Bool ? 1L : -1L));

    private readonly struct And : IIntegerFunction2
    {
        long IIntegerFunction2.Invoke(long x, long y) => x & y;
    }

    private readonly struct Or : IIntegerFunction2
    {
        long IIntegerFunction2.Invoke(long x, long y) => x | y;
    }

    private readonly struct Xor : IIntegerFunction2
    {
        long IIntegerFunction2.Invoke(long x, long y) => x ^ y;
    }

    // Computed in 64 bits: what a narrower type would shift out is cut off by the cast.
    private readonly struct Left : IIntegerFunction2
    {
        long IIntegerFunction2.Invoke(long x, long y) => IntegerShift.Left(x, y);
    }

    private readonly struct Right : IIntegerFunction2
    {
        long IIntegerFunction2.Invoke(long x, long y) => IntegerShift.Right(x, y);
    }
}
