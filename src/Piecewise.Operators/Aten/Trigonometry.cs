using System.Numerics;
using Piecewise.Graphs;

namespace Piecewise.Operators.Aten;

/// <summary>
/// Circular functions and their inverses, in radians. Source: <c>torch.sin</c>, <c>torch.cos</c>, <c>torch.tan</c>, <c>torch.asin</c>,
/// <c>torch.acos</c>, <c>torch.atan</c>, <c>torch.sinc</c>, <c>torch.deg2rad</c>, <c>torch.rad2deg</c>.
/// </summary>
internal sealed class Trigonometry : IOperatorSource
{
    public IEnumerable<Operator> Create() =>
    [
        .. FloatUnary.OfComplex<Sine>("aten::sin(Tensor self) -> Tensor"),
        .. FloatUnary.OfComplex<Cosine>("aten::cos(Tensor self) -> Tensor"),
        .. FloatUnary.OfComplex<Tangent>("aten::tan(Tensor self) -> Tensor"),
        .. FloatUnary.OfComplex<Arcsine>("aten::asin(Tensor self) -> Tensor", names: ["aten::arcsin"]),
        .. FloatUnary.OfComplex<Arccosine>("aten::acos(Tensor self) -> Tensor", names: ["aten::arccos"]),
        .. FloatUnary.OfComplex<Arctangent>("aten::atan(Tensor self) -> Tensor", names: ["aten::arctan"]),
        .. FloatUnary.Of<NormalizedSinc>("aten::sinc(Tensor self) -> Tensor", functionalNames: ["aten::special_sinc"]),
        .. FloatUnary.Of<Radians>("aten::deg2rad(Tensor self) -> Tensor"),
        .. FloatUnary.Of<Degrees>("aten::rad2deg(Tensor self) -> Tensor"),
    ];

    private readonly struct Sine : IFloatFunction, IComplexFunction, IScalarFormula
    {
        ScalarExpression IScalarFormula.Of(ScalarExpression x) => ScalarExpression.Call(ScalarFunction.Sin, x);

        T IFloatFunction.Invoke<T>(T x) => T.Sin(x);

        Complex IComplexFunction.Invoke(Complex x) => Complex.Sin(x);
    }

    private readonly struct Cosine : IFloatFunction, IComplexFunction, IScalarFormula
    {
        ScalarExpression IScalarFormula.Of(ScalarExpression x) => ScalarExpression.Call(ScalarFunction.Cos, x);

        T IFloatFunction.Invoke<T>(T x) => T.Cos(x);

        Complex IComplexFunction.Invoke(Complex x) => Complex.Cos(x);
    }

    private readonly struct Tangent : IFloatFunction, IComplexFunction
    {
        T IFloatFunction.Invoke<T>(T x) => T.Tan(x);

        Complex IComplexFunction.Invoke(Complex x) => Complex.Tan(x);
    }

    private readonly struct Arcsine : IFloatFunction, IComplexFunction
    {
        T IFloatFunction.Invoke<T>(T x) => T.Asin(x);

        Complex IComplexFunction.Invoke(Complex x) => Complex.Asin(x);
    }

    private readonly struct Arccosine : IFloatFunction, IComplexFunction
    {
        T IFloatFunction.Invoke<T>(T x) => T.Acos(x);

        Complex IComplexFunction.Invoke(Complex x) => Complex.Acos(x);
    }

    private readonly struct Arctangent : IFloatFunction, IComplexFunction
    {
        T IFloatFunction.Invoke<T>(T x) => T.Atan(x);

        Complex IComplexFunction.Invoke(Complex x) => Complex.Atan(x);
    }

    private readonly struct NormalizedSinc : IFloatFunction
    {
        T IFloatFunction.Invoke<T>(T x) => x == T.Zero ? T.One : T.Sin(T.Pi * x) / (T.Pi * x);
    }

    private readonly struct Radians : IFloatFunction
    {
        T IFloatFunction.Invoke<T>(T x) => x * T.CreateTruncating(Math.PI / 180);
    }

    private readonly struct Degrees : IFloatFunction
    {
        T IFloatFunction.Invoke<T>(T x) => x * T.CreateTruncating(180 / Math.PI);
    }
}
