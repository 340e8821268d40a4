using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Aten;

/// <summary>
/// The error function and its relatives, gamma functions, Bessel's I0. Source: <c>torch.erf</c>, <c>torch.erfc</c>, <c>torch.erfinv</c>,
/// <c>torch.special.ndtr</c>, <c>torch.lgamma</c>, <c>torch.digamma</c>, <c>torch.i0</c>.
/// </summary>
internal sealed class ErrorFunctions : IOperatorSource
{
    public IEnumerable<Operator> Create() =>
    [
        .. FloatUnary.Of<Erf>("aten::erf(Tensor self) -> Tensor", () =>
        [
            OperatorSample.Of(Tensor.From([0f, 0.5f, -1f, 6f, float.PositiveInfinity, float.NaN], 6))
                .Gives(Tensor.From([0f, 0.5205001f, -0.84270066f, 1f, 1f, float.NaN], 6)),
            OperatorSample.Of(Tensor.From([1e-10, 0.3, 1.7, 2.6, -3.4], 5))
                .Gives(Tensor.From([1.1283791670955126e-10, 0.3286267594591274, 0.9837904585907745, 0.9997639655834707,
                    -0.9999984780066371], 5)),
            OperatorSample.Of(Tensor.From([0L, 1], 2)).Gives(Tensor.From([0f, 0.84270066f], 2)),
        ], functionalNames: ["aten::special_erf"]),
        .. FloatUnary.Of<Erfc>("aten::erfc(Tensor self) -> Tensor", () =>
        [
            OperatorSample.Of(Tensor.From([0f, 0.5f, -1f, 5f, float.NegativeInfinity], 5))
                .Gives(Tensor.From([1f, 0.47950011f, 1.8427008f, 1.5374598e-12f, 2f], 5)),
            OperatorSample.Of(Tensor.From([0.3, 1.7, 2.4, 2.6, 10.0, 26.0, -3.4], 7))
                .Gives(Tensor.From([0.6713732405408726, 0.01620954140922544, 0.0006885138966450789, 0.00023603441652934908,
                    2.088487583762545e-45, 5.663192408856143e-296, 1.999998478006637], 7))
                .Showing("small results keep their digits"),
        ], functionalNames: ["aten::special_erfc"]),
        .. FloatUnary.Of<ErfInv>("aten::erfinv(Tensor self) -> Tensor", () =>
        [
            OperatorSample.Of(Tensor.From([0f, 0.5f, -0.9f, 1f, -1f, 2f], 6))
                .Gives(Tensor.From([0f, 0.47693628f, -1.163087f, float.PositiveInfinity, float.NegativeInfinity, float.NaN], 6))
                .Showing("infinite at 1, NaN beyond"),
            OperatorSample.Of(Tensor.From([1e-09, 0.3, 0.99999999, -0.7], 4))
                .Gives(Tensor.From([8.86226925452758e-10, 0.2724627147267544, 4.052237243645251, -0.7328690779592169], 4)),
        ], functionalNames: ["aten::special_erfinv"]),
        .. FloatUnary.Of<NormalDistribution>("aten::special_ndtr(Tensor self) -> Tensor", () =>
        [
            OperatorSample.Of(Tensor.From([0f, 1f, -2f, -10f], 4)).Gives(Tensor.From([0.5f, 0.8413447f, 0.02275005f, 0f], 4)),
        ]).Where(o => o.FunctionalForm is null),
        .. FloatUnary.Of<LogGamma>("aten::lgamma(Tensor self) -> Tensor", () =>
        [
            OperatorSample.Of(Tensor.From([1f, 0.5f, 10f, -1.5f, 0f, -3f, float.PositiveInfinity], 7))
                .Gives(Tensor.From([0f, 0.5723649f, 12.801827f, 0.86004704f, float.PositiveInfinity, float.PositiveInfinity,
                    float.PositiveInfinity], 7))
                .Showing("poles at 0, -1, -2, …"),
            OperatorSample.Of(Tensor.From([2.5, 0.001, 100.25], 3))
                .Gives(Tensor.From([0.2846828704729192, 6.907178885383853, 360.28455963776423], 3)),
        ], functionalNames: ["aten::special_gammaln"]),
        .. FloatUnary.Of<Digamma>("aten::digamma(Tensor self) -> Tensor", () =>
        [
            OperatorSample.Of(Tensor.From([1f, 0.5f, 10f, -1.5f, 0f, -3f], 6))
                .Gives(Tensor.From([-0.5772159f, -1.9635109f, 2.2517526f, 0.70315677f, float.NegativeInfinity, float.NaN], 6))
                .Showing("NaN at negative integers"),
            OperatorSample.Of(Tensor.From([2.5, 100.25], 2)).Gives(Tensor.From([0.7031566406452431, 4.602671243274712], 2)),
        ], functionalNames: ["aten::special_digamma", "aten::special_psi"]),
        .. FloatUnary.Of<BesselI0>("aten::i0(Tensor self) -> Tensor", () =>
        [
            OperatorSample.Of(Tensor.From([0f, 1f, -3.5f, 20f], 4))
                .Gives(Tensor.From([0.99999994f, 1.266066f, 7.3782043f, 4.3558276e07f], 4)),
            OperatorSample.Of(Tensor.From([0.25, 50.0], 2)).Gives(Tensor.From([1.015686141223608, 2.9325537838493355e+20], 2)),
        ], functionalNames: ["aten::special_i0"]),
    ];

    private readonly struct Erf : IFloatFunction, IScalarFormula
    {
        public ScalarExpression? Of(ScalarExpression x) => ErrorFunctionForm.Of(x);

        T IFloatFunction.Invoke<T>(T x) => T.CreateTruncating(SpecialFunctions.Erf(double.CreateTruncating(x)));
    }

    private readonly struct Erfc : IFloatFunction
    {
        T IFloatFunction.Invoke<T>(T x) => T.CreateTruncating(SpecialFunctions.Erfc(double.CreateTruncating(x)));
    }

    private readonly struct ErfInv : IFloatFunction
    {
        T IFloatFunction.Invoke<T>(T x) => T.CreateTruncating(SpecialFunctions.ErfInv(double.CreateTruncating(x)));
    }

    private readonly struct NormalDistribution : IFloatFunction
    {
        T IFloatFunction.Invoke<T>(T x) => T.CreateTruncating(0.5 * SpecialFunctions.Erfc(-double.CreateTruncating(x) / Math.Sqrt(2)));
    }

    private readonly struct LogGamma : IFloatFunction
    {
        T IFloatFunction.Invoke<T>(T x) => T.CreateTruncating(SpecialFunctions.LogGamma(double.CreateTruncating(x)));
    }

    private readonly struct Digamma : IFloatFunction
    {
        T IFloatFunction.Invoke<T>(T x) => T.CreateTruncating(SpecialFunctions.Digamma(double.CreateTruncating(x)));
    }

    private readonly struct BesselI0 : IFloatFunction
    {
        T IFloatFunction.Invoke<T>(T x) => T.CreateTruncating(SpecialFunctions.BesselI0(double.CreateTruncating(x)));
    }
}
