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
        .. FloatUnary.Of<Erf>("aten::erf(Tensor self) -> Tensor", functionalNames: ["aten::special_erf"]),
        .. FloatUnary.Of<Erfc>("aten::erfc(Tensor self) -> Tensor", functionalNames: ["aten::special_erfc"]),
        .. FloatUnary.Of<ErfInv>("aten::erfinv(Tensor self) -> Tensor", functionalNames: ["aten::special_erfinv"]),
        .. FloatUnary.Of<NormalDistribution>("aten::special_ndtr(Tensor self) -> Tensor").Where(o => o.FunctionalForm is null),
        .. FloatUnary.Of<LogGamma>("aten::lgamma(Tensor self) -> Tensor", functionalNames: ["aten::special_gammaln"]),
        .. FloatUnary.Of<Digamma>("aten::digamma(Tensor self) -> Tensor", functionalNames: ["aten::special_digamma", "aten::special_psi"]),
        .. FloatUnary.Of<BesselI0>("aten::i0(Tensor self) -> Tensor", functionalNames: ["aten::special_i0"]),
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
