using System.Numerics;
using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Aten;

/// <summary>
/// Logic over truth values; anything but zero is true, NaN included. Source: <c>torch.logical_and</c>, <c>torch.logical_or</c>,
/// <c>torch.logical_xor</c>, <c>torch.logical_not</c>.
/// </summary>
internal sealed class Logical : IOperatorSource
{
    public IEnumerable<Operator> Create() =>
    [
        .. Of<And>(ScalarFunction.And, "aten::logical_and(Tensor self, Tensor other) -> Tensor").WithInPlace(),
        .. Of<Or>(ScalarFunction.Or, "aten::logical_or(Tensor self, Tensor other) -> Tensor").WithInPlace(),
        .. Of<Xor>(ScalarFunction.NotEqual, "aten::logical_xor(Tensor self, Tensor other) -> Tensor").WithInPlace(),
        .. new ElementwiseOperator("aten::logical_not(Tensor self) -> Tensor", (_, x) => Elements.Condition<Not>(x[0]), "self")
        {
            Result = ResultDType.Bool,
            Formula = (_, x) => ScalarExpression.Call(ScalarFunction.Not, x[0].As(DType.Bool)),
        }.WithInPlace(),
    ];

    private static ElementwiseOperator Of<F>(ScalarFunction function, string schema)
        where F : struct, IRealCondition2, IComplexCondition2 =>
        new(schema, (_, x) => Elements.Condition<F>(x[0], x[1]), "self", "other")
        {
            Result = ResultDType.Bool,
            Formula = (_, x) => ScalarExpression.Call(function, x[0].As(DType.Bool), x[1].As(DType.Bool)),
        };

    private readonly struct And : IRealCondition2, IComplexCondition2
    {
        bool IRealCondition2.Invoke<T>(T x, T y) => x != T.Zero && y != T.Zero;

        bool IComplexCondition2.Invoke(Complex x, Complex y) => x != Complex.Zero && y != Complex.Zero;
    }

    private readonly struct Or : IRealCondition2, IComplexCondition2
    {
        bool IRealCondition2.Invoke<T>(T x, T y) => x != T.Zero || y != T.Zero;

        bool IComplexCondition2.Invoke(Complex x, Complex y) => x != Complex.Zero || y != Complex.Zero;
    }

    private readonly struct Xor : IRealCondition2, IComplexCondition2
    {
        bool IRealCondition2.Invoke<T>(T x, T y) => x != T.Zero ^ y != T.Zero;

        bool IComplexCondition2.Invoke(Complex x, Complex y) => x != Complex.Zero ^ y != Complex.Zero;
    }

    private readonly struct Not : IRealCondition, IComplexCondition
    {
        bool IRealCondition.Invoke<T>(T x) => x == T.Zero;

        bool IComplexCondition.Invoke(Complex x) => x == Complex.Zero;
    }
}
