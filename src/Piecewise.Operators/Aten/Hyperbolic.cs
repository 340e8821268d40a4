using System.Numerics;
using Piecewise.Graphs;

namespace Piecewise.Operators.Aten;

/// <summary>
/// Hyperbolic functions and their inverses. Source: <c>torch.sinh</c>, <c>torch.cosh</c>, <c>torch.tanh</c>, <c>torch.asinh</c>,
/// <c>torch.acosh</c>, <c>torch.atanh</c>.
/// </summary>
internal sealed class Hyperbolic : IOperatorSource
{
    public IEnumerable<Operator> Create() =>
    [
        .. FloatUnary.OfComplex<Sine>("aten::sinh(Tensor self) -> Tensor"),
        .. FloatUnary.OfComplex<Cosine>("aten::cosh(Tensor self) -> Tensor"),
        .. FloatUnary.OfComplex<Tangent>("aten::tanh(Tensor self) -> Tensor"),
        .. FloatUnary.Of<Arsine>("aten::asinh(Tensor self) -> Tensor", names: ["aten::arcsinh"]),
        .. FloatUnary.Of<Arcosine>("aten::acosh(Tensor self) -> Tensor", names: ["aten::arccosh"]),
        .. FloatUnary.Of<Artangent>("aten::atanh(Tensor self) -> Tensor", names: ["aten::arctanh"]),
    ];

    private readonly struct Sine : IFloatFunction, IComplexFunction
    {
        T IFloatFunction.Invoke<T>(T x) => T.Sinh(x);

        Complex IComplexFunction.Invoke(Complex x) => Complex.Sinh(x);
    }

    private readonly struct Cosine : IFloatFunction, IComplexFunction
    {
        T IFloatFunction.Invoke<T>(T x) => T.Cosh(x);

        Complex IComplexFunction.Invoke(Complex x) => Complex.Cosh(x);
    }

    private readonly struct Tangent : IFloatFunction, IComplexFunction, IScalarFormula
    {
        ScalarExpression IScalarFormula.Of(ScalarExpression x) => ScalarExpression.Call(ScalarFunction.Tanh, x);

        T IFloatFunction.Invoke<T>(T x) => T.Tanh(x);

        Complex IComplexFunction.Invoke(Complex x) => Complex.Tanh(x);
    }

    private readonly struct Arsine : IFloatFunction
    {
        T IFloatFunction.Invoke<T>(T x) => T.Asinh(x);
    }

    private readonly struct Arcosine : IFloatFunction
    {
        T IFloatFunction.Invoke<T>(T x) => T.Acosh(x);
    }

    private readonly struct Artangent : IFloatFunction
    {
        T IFloatFunction.Invoke<T>(T x) => T.Atanh(x);
    }
}
