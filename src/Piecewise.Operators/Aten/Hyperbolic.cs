using System.Numerics;
using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Aten;

/// <summary>
/// Hyperbolic functions and their inverses. Source: <c>torch.sinh</c>, <c>torch.cosh</c>, <c>torch.tanh</c>, <c>torch.asinh</c>,
/// <c>torch.acosh</c>, <c>torch.atanh</c>.
/// </summary>
internal sealed class Hyperbolic : IOperatorSource
{
    public IEnumerable<Operator> Create() =>
    [
        .. FloatUnary.OfComplex<Sine>("aten::sinh(Tensor self) -> Tensor", () =>
        [
            OperatorSample.Of(Tensor.From([0f, 1f, -5f, 100f], 4))
                .Gives(Tensor.From([0f, 1.1752012f, -74.20321f, float.PositiveInfinity], 4)).Showing("overflows to infinity"),
        ]),
        .. FloatUnary.OfComplex<Cosine>("aten::cosh(Tensor self) -> Tensor", () =>
        [
            OperatorSample.Of(Tensor.From([0f, 1f, -5f, -100f], 4))
                .Gives(Tensor.From([1f, 1.5430807f, 74.209946f, float.PositiveInfinity], 4)),
        ]),
        .. FloatUnary.OfComplex<Tangent>("aten::tanh(Tensor self) -> Tensor", () =>
        [
            OperatorSample.Of(Tensor.From([0f, 1f, -20f, float.NaN], 4)).Gives(Tensor.From([0f, 0.7615942f, -1f, float.NaN], 4)),
            OperatorSample.Of(Tensor.From([0L, 1], 2)).Gives(Tensor.From([0f, 0.7615942f], 2)).Showing("integers become f32"),
            OperatorSample.Of(Tensor.Zeros(DType.F32, 2, 0)).Gives(Tensor.Zeros(DType.F32, 2, 0)),
        ]),
        .. FloatUnary.Of<Arsine>("aten::asinh(Tensor self) -> Tensor", () =>
        [
            OperatorSample.Of(Tensor.From([0f, 1f, -5f, 1e30f], 4)).Gives(Tensor.From([0f, 0.8813736f, -2.3124382f, 69.7707f], 4)),
        ], names: ["aten::arcsinh"]),
        .. FloatUnary.Of<Arcosine>("aten::acosh(Tensor self) -> Tensor", () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2.5f, 0.5f], 3)).Gives(Tensor.From([0f, 1.5667993f, float.NaN], 3)).Showing("NaN below 1"),
        ], names: ["aten::arccosh"]),
        .. FloatUnary.Of<Artangent>("aten::atanh(Tensor self) -> Tensor", () =>
        [
            OperatorSample.Of(Tensor.From([0f, 0.5f, -1f, 2f], 4))
                .Gives(Tensor.From([0f, 0.54930615f, float.NegativeInfinity, float.NaN], 4)).Showing("infinite at 1, NaN beyond"),
        ], names: ["aten::arctanh"]),
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
