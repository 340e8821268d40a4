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
        .. FloatUnary.OfComplex<E>("aten::exp(Tensor self) -> Tensor"),
        .. FloatUnary.OfComplex<PowerOfTwo>("aten::exp2(Tensor self) -> Tensor", functionalNames: ["aten::special_exp2"]),
        .. FloatUnary.Of<ExponentialMinusOne>("aten::expm1(Tensor self) -> Tensor", functionalNames: ["aten::special_expm1"]),
        .. FloatUnary.OfComplex<NaturalLogarithm>("aten::log(Tensor self) -> Tensor"),
        .. FloatUnary.OfComplex<BinaryLogarithm>("aten::log2(Tensor self) -> Tensor"),
        .. FloatUnary.OfComplex<DecimalLogarithm>("aten::log10(Tensor self) -> Tensor"),
        .. FloatUnary.Of<LogarithmOfOnePlus>("aten::log1p(Tensor self) -> Tensor", functionalNames: ["aten::special_log1p"]),
        .. FloatUnary.OfComplex<Logistic>("aten::sigmoid(Tensor self) -> Tensor", functionalNames: ["aten::special_expit"]),
        .. FloatUnary.Of<Entropy>("aten::special_entr(Tensor self) -> Tensor").Where(o => o.FunctionalForm is null),
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

    private readonly struct ExponentialMinusOne : IFloatFunction, IScalarFormula
    {
        ScalarExpression IScalarFormula.Of(ScalarExpression x) =>
            ScalarExpression.Call(ScalarFunction.ExpM1, x.As(DType.F64)).As(x.DType);

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

    private readonly struct LogarithmOfOnePlus : IFloatFunction, IScalarFormula
    {
        ScalarExpression IScalarFormula.Of(ScalarExpression x) =>
            ScalarExpression.Call(ScalarFunction.Log1P, x.As(DType.F64)).As(x.DType);

        T IFloatFunction.Invoke<T>(T x) => T.CreateTruncating(SpecialFunctions.Log1P(double.CreateTruncating(x)));
    }

    private readonly struct Logistic : IFloatFunction, IComplexFunction, IScalarFormula
    {
        ScalarExpression IScalarFormula.Of(ScalarExpression x) =>
            x.Constant(1) / (x.Constant(1) + ScalarExpression.Call(ScalarFunction.Exp, -x));

        T IFloatFunction.Invoke<T>(T x) => T.One / (T.One + T.Exp(-x));

        Complex IComplexFunction.Invoke(Complex x) => Complex.One / (Complex.One + Complex.Exp(-x));
    }

    private readonly struct Entropy : IFloatFunction
    {
        T IFloatFunction.Invoke<T>(T x) => x > T.Zero ? -x * T.Log(x) : x == T.Zero ? T.Zero : T.IsNaN(x) ? x : T.NegativeInfinity;
    }
}
