using System.Numerics;
using Piecewise.Graphs;
using Piecewise.Tensors;

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
            Cases = () =>
            [
                OperatorSample.Of(Tensor.From([1f, -2f, 0f, float.NaN], 4)).Gives(Tensor.From([-1f, 2f, -0f, float.NaN], 4)),
                OperatorSample.Of(Tensor.From<byte>([1, 0], 2)).Gives(Tensor.From<byte>([255, 0], 2)).Showing("unsigned integers wrap"),
                OperatorSample.Of(Tensor.From([1f, 2f, 3f, 4f, 5f, 6f], 6).AsStrided([2, 2], [3, 2], 0))
                    .Gives(Tensor.From([-1f, -3f, -4f, -6f], 2, 2)).Showing("a result has no gaps"),
            ],
        }.WithInPlace("aten::negative"),
        .. new ElementwiseOperator("aten::abs(Tensor self) -> Tensor", (_, x) => Magnitude(x[0]), "self")
        {
            Formula = (_, x) => ScalarExpression.Call(ScalarFunction.Abs, x[0]),
            Result = ResultDType.PromotedToReal,
            Accepts = DTypeSet.Numbers | DTypeSet.Complex,
            Cases = () =>
            [
                OperatorSample.Of(Tensor.From([1f, -2f, -0f, float.NegativeInfinity], 4))
                    .Gives(Tensor.From([1f, 2f, 0f, float.PositiveInfinity], 4)),
                OperatorSample.Of(Tensor.From([-3L, long.MinValue], 2))
                    .Gives(Tensor.From([3L, long.MinValue], 2)).Showing("the smallest integer has no opposite"),
                OperatorSample.Of(Tensor.From([new Complex64(3f, 4f), new Complex64(-0f, -1f)], 2))
                    .Gives(Tensor.From([5f, 1f], 2)).Showing("the modulus is real"),
            ],
        }.WithInPlace("aten::absolute"),
        .. new ElementwiseOperator("aten::sign(Tensor self) -> Tensor", (_, x) => Elements.Real<Direction>(x[0]), "self")
        {
            Formula = (_, x) =>
            {
                var (zero, one) = (new ScalarInteger(0).As(x[0].DType), new ScalarInteger(1).As(x[0].DType));
                return ScalarExpression.Call(ScalarFunction.Greater, x[0], zero).Select(one, ScalarExpression.Call(ScalarFunction.Less, x[0], zero).Select(-one, zero));
            },
            Accepts = DTypeSet.Real,
            Cases = () =>
            [
                OperatorSample.Of(Tensor.From([1.5f, -2f, 0f, float.NaN, float.NegativeInfinity], 5))
                    .Gives(Tensor.From([1f, -1f, 0f, 0f, -1f], 5)).Showing("NaN has sign 0"),
                OperatorSample.Of(Tensor.From([-3, 0, 7], 3)).Gives(Tensor.From([-1, 0, 1], 3)),
            ],
        }.WithInPlace(),
        .. new ElementwiseOperator("aten::sgn(Tensor self) -> Tensor", (_, x) => Elements.Number<Direction>(x[0]), "self")
        {
            Cases = () =>
            [
                OperatorSample.Of(Tensor.From([1.5f, -2f, 0f], 3)).Gives(Tensor.From([1f, -1f, 0f], 3)),
                OperatorSample.Of(Tensor.From([new Complex64(3f, 4f), new Complex64(0f, 0f)], 2))
                    .Gives(Tensor.From([new Complex64(0.6f, 0.8f), new Complex64(0f, 0f)], 2)).Showing("a complex number keeps its angle"),
            ],
        }.WithInPlace(),
        new ElementwiseOperator("aten::signbit(Tensor self) -> Tensor", (_, x) => Elements.RealCondition<IsNegative>(x[0]), "self")
        {
            Result = ResultDType.Bool,
            Accepts = DTypeSet.Real,
            Cases = () =>
            [
                OperatorSample.Of(Tensor.From([-0f, 1f, -3f], 3)).Gives(Tensor.From([true, false, true], 3)),
                OperatorSample.Of(Tensor.From([-1L, 0], 2)).Gives(Tensor.From([true, false], 2)),
            ],
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
