using System.Numerics;
using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Aten;

/// <summary>
/// Exponentials, logarithms and the logistic function. Source: <c>torch.exp</c>, <c>torch.exp2</c>, <c>torch.expm1</c>, <c>torch.log</c>,
/// <c>torch.log2</c>, <c>torch.log10</c>, <c>torch.log1p</c>, <c>torch.sigmoid</c>, <c>torch.special.entr</c>.
/// </summary>
internal sealed class Exponentials : IOperatorSource
{
    public IEnumerable<Operator> Create() =>
    [
        .. FloatUnary.OfComplex<E>("aten::exp(Tensor self) -> Tensor", () =>
        [
            OperatorSample.Of(Tensor.From([0f, 1f, -20f, 100f, float.NegativeInfinity], 5))
                .Gives(Tensor.From([1f, 2.7182817f, 2.0611537e-09f, float.PositiveInfinity, 0f], 5)),
            OperatorSample.Of(Tensor.From([0, 3], 2)).Gives(Tensor.From([1f, 20.085537f], 2)).Showing("integers become f32"),
            OperatorSample.Of(Cast.To(Tensor.From([2.5f, 12f], 2), DType.F16))
                .Gives(Cast.To(Tensor.From([12.1796875f, float.PositiveInfinity], 2), DType.F16)).Showing("overflow in f16 is infinity"),
            OperatorSample.Of(Tensor.From([new Complex64(0.5f, 1f)], 1)).Gives(Tensor.From([new Complex64(0.8908078f, 1.387351f)], 1)),
        ]),
        .. FloatUnary.OfComplex<PowerOfTwo>("aten::exp2(Tensor self) -> Tensor", () =>
        [
            OperatorSample.Of(Tensor.From([0f, 10f, -1.5f], 3)).Gives(Tensor.From([1f, 1024f, 0.35355338f], 3)),
        ], functionalNames: ["aten::special_exp2"]),
        .. FloatUnary.Of<ExponentialMinusOne>("aten::expm1(Tensor self) -> Tensor", () =>
        [
            OperatorSample.Of(Tensor.From([0f, 1f, -40f, 1e-06f, 90f], 5))
                .Gives(Tensor.From([0f, 1.7182819f, -1f, 1.0000005e-06f, float.PositiveInfinity], 5)).Showing("exact near 0"),
            OperatorSample.Of(Tensor.From([1e-09, -0.0, -1e-12, 800.0, double.NegativeInfinity], 5))
                .Gives(Tensor.From([1.0000000005000001e-09, -0.0, -9.999999999995e-13, double.PositiveInfinity, -1.0], 5)),
        ], functionalNames: ["aten::special_expm1"]),
        .. FloatUnary.OfComplex<NaturalLogarithm>("aten::log(Tensor self) -> Tensor", () =>
        [
            OperatorSample.Of(Tensor.From([1f, 10f, 0f, -1f, float.PositiveInfinity], 5))
                .Gives(Tensor.From([0f, 2.3025851f, float.NegativeInfinity, float.NaN, float.PositiveInfinity], 5))
                .Showing("-infinity at 0, NaN below"),
            OperatorSample.Of(Tensor.From([new Complex64(-1f, 0f), new Complex64(2f, -3f)], 2))
                .Gives(Tensor.From([new Complex64(0f, 3.1415927f), new Complex64(1.2824746f, -0.98279375f)], 2)),
        ]),
        .. FloatUnary.OfComplex<BinaryLogarithm>("aten::log2(Tensor self) -> Tensor", () =>
        [
            OperatorSample.Of(Tensor.From([1f, 8f, 0.3f], 3)).Gives(Tensor.From([0f, 3f, -1.7369655f], 3)),
            OperatorSample.Of(Tensor.From([1L, 1024], 2)).Gives(Tensor.From([0f, 10f], 2)),
        ]),
        .. FloatUnary.OfComplex<DecimalLogarithm>("aten::log10(Tensor self) -> Tensor", () =>
        [
            OperatorSample.Of(Tensor.From([1f, 1000f, 0.3f], 3)).Gives(Tensor.From([0f, 3f, -0.5228787f], 3)),
        ]),
        .. FloatUnary.Of<LogarithmOfOnePlus>("aten::log1p(Tensor self) -> Tensor", () =>
        [
            OperatorSample.Of(Tensor.From([0f, 1f, 1e-07f, -1f, -2f, float.PositiveInfinity], 6))
                .Gives(Tensor.From([0f, 0.6931472f, 9.9999994e-08f, float.NegativeInfinity, float.NaN, float.PositiveInfinity], 6))
                .Showing("exact near 0"),
            OperatorSample.Of(Tensor.From([1e-12, -0.0, 1e+300], 3)).Gives(Tensor.From([9.999999999995e-13, -0.0, 690.7755278982137], 3)),
        ], functionalNames: ["aten::special_log1p"]),
        .. FloatUnary.OfComplex<Logistic>("aten::sigmoid(Tensor self) -> Tensor", () =>
        [
            OperatorSample.Of(Tensor.From([0f, 2f, -2f, 100f, -100f], 5)).Gives(Tensor.From([0.5f, 0.880797f, 0.11920292f, 1f, 0f], 5)),
            OperatorSample.Of(Tensor.From([0L, 1], 2)).Gives(Tensor.From([0.5f, 0.7310586f], 2)).Showing("integers become f32"),
        ], functionalNames: ["aten::special_expit"]),
        .. FloatUnary.Of<Entropy>("aten::special_entr(Tensor self) -> Tensor", () =>
        [
            OperatorSample.Of(Tensor.From([0.5f, 0f, -1f, float.NaN], 4))
                .Gives(Tensor.From([0.3465736f, 0f, float.NegativeInfinity, float.NaN], 4)).Showing("0 at 0, -infinity below"),
        ]).Where(o => o.FunctionalForm is null),
    ];

    private readonly struct E : IFloatFunction, IComplexFunction, IScalarFormula
    {
        ScalarExpression IScalarFormula.Of(ScalarExpression x) => ScalarExpression.Call(ScalarFunction.Exp, x);

        T IFloatFunction.Invoke<T>(T x) => T.Exp(x);

        Complex IComplexFunction.Invoke(Complex x) => Complex.Exp(x);
    }

    private readonly struct PowerOfTwo : IFloatFunction, IComplexFunction
    {
        T IFloatFunction.Invoke<T>(T x) => T.Exp2(x);

        Complex IComplexFunction.Invoke(Complex x) => Complex.Exp(x * Math.Log(2));
    }

    private readonly struct ExponentialMinusOne : IFloatFunction
    {
        T IFloatFunction.Invoke<T>(T x) => T.CreateTruncating(SpecialFunctions.ExpM1(double.CreateTruncating(x)));
    }

    private readonly struct NaturalLogarithm : IFloatFunction, IComplexFunction, IScalarFormula
    {
        ScalarExpression IScalarFormula.Of(ScalarExpression x) => ScalarExpression.Call(ScalarFunction.Log, x);

        T IFloatFunction.Invoke<T>(T x) => T.Log(x);

        Complex IComplexFunction.Invoke(Complex x) => Complex.Log(x);
    }

    private readonly struct BinaryLogarithm : IFloatFunction, IComplexFunction
    {
        T IFloatFunction.Invoke<T>(T x) => Log2(x);

        Complex IComplexFunction.Invoke(Complex x) => Complex.Log(x) / Math.Log(2);

        // A binary number has a Log2 of its own, of integers; the constraint chooses between the two.
        private static T Log2<T>(T x) where T : ILogarithmicFunctions<T> => T.Log2(x);
    }

    private readonly struct DecimalLogarithm : IFloatFunction, IComplexFunction
    {
        T IFloatFunction.Invoke<T>(T x) => T.Log10(x);

        Complex IComplexFunction.Invoke(Complex x) => Complex.Log10(x);
    }

    private readonly struct LogarithmOfOnePlus : IFloatFunction
    {
        T IFloatFunction.Invoke<T>(T x) => T.CreateTruncating(SpecialFunctions.Log1P(double.CreateTruncating(x)));
    }

    private readonly struct Logistic : IFloatFunction, IComplexFunction, IScalarFormula
    {
        ScalarExpression IScalarFormula.Of(ScalarExpression x) => x.Constant(1) / (x.Constant(1) + ScalarExpression.Call(ScalarFunction.Exp, -x));

        T IFloatFunction.Invoke<T>(T x) => T.One / (T.One + T.Exp(-x));

        Complex IComplexFunction.Invoke(Complex x) => Complex.One / (Complex.One + Complex.Exp(-x));
    }

    private readonly struct Entropy : IFloatFunction
    {
        T IFloatFunction.Invoke<T>(T x) => x > T.Zero ? -x * T.Log(x) : x == T.Zero ? T.Zero : T.IsNaN(x) ? x : T.NegativeInfinity;
    }
}
