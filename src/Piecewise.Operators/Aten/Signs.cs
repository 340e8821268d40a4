using System.Numerics;
using Piecewise.Graphs;
using Piecewise.Tensors;
using Piecewise.Tensors.Reference;

namespace Piecewise.Operators.Aten;

/// <summary>
/// Magnitude and sign. Source: <c>torch.neg</c>, <c>torch.abs</c>, <c>torch.sign</c>, <c>torch.sgn</c>, <c>torch.signbit</c>.
/// </summary>
internal sealed class Signs : IOperatorSource
{
    public IEnumerable<Operator> Create() =>
    [
        .. new ElementwiseOperator("aten::neg(Tensor self) -> Tensor", (_, x) => Elements.Number<Opposite>(x[0]), "self")
        {
            Formula = (_, x) => -x[0],
            Accepts = DTypeSet.Numbers | DTypeSet.Complex,
        }.WithInPlace("aten::negative"),
        .. new ElementwiseOperator("aten::abs(Tensor self) -> Tensor", (_, x) => Magnitude(x[0]), "self")
        {
            Formula = (_, x) => ScalarExpression.Call(ScalarFunction.Abs, x[0]),
            Result = ResultDType.PromotedToReal,
            Accepts = DTypeSet.Numbers | DTypeSet.Complex,
        }.WithInPlace("aten::absolute"),
        .. new ElementwiseOperator("aten::sign(Tensor self) -> Tensor", (_, x) => Elements.Real<Direction>(x[0]), "self")
        {
            Formula = (_, x) =>
            {
                var (zero, one) = (new ScalarInteger(0).As(x[0].DType), new ScalarInteger(1).As(x[0].DType));
                return ScalarExpression.Call(ScalarFunction.Greater, x[0], zero)
                    .Select(one, ScalarExpression.Call(ScalarFunction.Less, x[0], zero).Select(-one, zero));
            },
            Accepts = DTypeSet.Real,
        }.WithInPlace(),
        .. new ElementwiseOperator("aten::sgn(Tensor self) -> Tensor", (_, x) => Elements.Number<Direction>(x[0]), "self").WithInPlace(),
        new ElementwiseOperator("aten::signbit(Tensor self) -> Tensor", (_, x) => Elements.RealCondition<IsNegative>(x[0]), "self")
        {
            Result = ResultDType.Bool,
            Accepts = DTypeSet.Real,
        },
    ];

    private static Tensor Magnitude(Tensor x) => x.DType == DType.C128
        ? Elementwise.Map<Modulus, Complex, double>(x, default)
        : Elements.Real<Absolute>(x);

    private readonly struct Opposite : IRealFunction, IComplexFunction
    {
        T IRealFunction.Invoke<T>(T x) => -x;

        Complex IComplexFunction.Invoke(Complex x) => -x;
    }

    private readonly struct Absolute : IRealFunction
    {
        T IRealFunction.Invoke<T>(T x) => T.IsNegative(x) ? -x : x;
    }

    private readonly struct Modulus : IUnaryFunction<Complex, double>
    {
        public double Invoke(Complex x) => Complex.Abs(x);
    }

    private readonly struct Direction : IRealFunction, IComplexFunction
    {
        T IRealFunction.Invoke<T>(T x) => x > T.Zero ? T.One : x < T.Zero ? -T.One : T.Zero;

        Complex IComplexFunction.Invoke(Complex x) => x == Complex.Zero ? x : x / Complex.Abs(x);
    }

    private readonly struct IsNegative : IRealCondition
    {
        bool IRealCondition.Invoke<T>(T x) => T.IsNegative(x);
    }
}
