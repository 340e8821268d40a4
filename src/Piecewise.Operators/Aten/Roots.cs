using System.Numerics;
using Piecewise.Graphs;

namespace Piecewise.Operators.Aten;

/// <summary>
/// Square roots and reciprocals. Source: <c>torch.sqrt</c>, <c>torch.rsqrt</c>, <c>torch.reciprocal</c>.
/// </summary>
internal sealed class Roots : IOperatorSource
{
    public IEnumerable<Operator> Create() =>
    [
        .. FloatUnary.OfComplex<SquareRoot>("aten::sqrt(Tensor self) -> Tensor"),
        .. FloatUnary.OfComplex<ReciprocalRoot>("aten::rsqrt(Tensor self) -> Tensor"),
        .. FloatUnary.OfComplex<Reciprocal>("aten::reciprocal(Tensor self) -> Tensor"),
    ];

    private readonly struct SquareRoot : IFloatFunction, IComplexFunction, IScalarFormula
    {
        ScalarExpression IScalarFormula.Of(ScalarExpression x) => ScalarExpression.Call(ScalarFunction.Sqrt, x);

        T IFloatFunction.Invoke<T>(T x) => T.Sqrt(x);

        Complex IComplexFunction.Invoke(Complex x) => Complex.Sqrt(x);
    }

    private readonly struct ReciprocalRoot : IFloatFunction, IComplexFunction, IScalarFormula
    {
        ScalarExpression IScalarFormula.Of(ScalarExpression x) => x.Constant(1) / ScalarExpression.Call(ScalarFunction.Sqrt, x);

        T IFloatFunction.Invoke<T>(T x) => T.One / T.Sqrt(x);

        Complex IComplexFunction.Invoke(Complex x) => Complex.One / Complex.Sqrt(x);
    }

    private readonly struct Reciprocal : IFloatFunction, IComplexFunction, IScalarFormula
    {
        ScalarExpression IScalarFormula.Of(ScalarExpression x) => x.Constant(1) / x;

        T IFloatFunction.Invoke<T>(T x) => T.One / x;

        Complex IComplexFunction.Invoke(Complex x) => Complex.One / x;
    }
}
