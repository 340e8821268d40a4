using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Aten;

/// <summary>
/// Rounding to integers, which integers survive unchanged. Source: <c>torch.floor</c>, <c>torch.ceil</c>, <c>torch.round</c>,
/// <c>torch.trunc</c>, <c>torch.frac</c>.
/// </summary>
internal sealed class Rounding : IOperatorSource
{
    public IEnumerable<Operator> Create() =>
    [
        .. Of<Down>(ScalarFunction.Floor, "aten::floor(Tensor self) -> Tensor").WithInPlace(),
        .. Of<Up>(ScalarFunction.Ceiling, "aten::ceil(Tensor self) -> Tensor").WithInPlace(),
        .. Of<TowardsZero>(ScalarFunction.Truncate, "aten::trunc(Tensor self) -> Tensor").WithInPlace("aten::fix"),
        .. Of<ToEven>(ScalarFunction.Round, "aten::round(Tensor self) -> Tensor").WithInPlace(),
        .. ToDecimals("aten::round.decimals(Tensor self, *, int decimals) -> Tensor").WithInPlace(),
        ToDecimals("aten::special_round(Tensor self, *, int decimals=0) -> Tensor"),
        .. new ElementwiseOperator("aten::frac(Tensor self) -> Tensor", (_, x) => Elements.Float<Fraction>(x[0]), "self")
        {
            Accepts = DTypeSet.Float,
            Formula = (_, x) => x[0] - ScalarExpression.Call(ScalarFunction.Truncate, x[0]),
        }.WithInPlace(),
    ];

    private static ElementwiseOperator Of<F>(ScalarFunction function, string schema) where F : struct, IFloatFunction =>
        new(schema, (_, x) => x[0].DType == DType.I64 ? x[0] : Elements.Float<F>(x[0]), "self")
        {
            Accepts = DTypeSet.Numbers,
            Formula = (_, x) => x[0].DType == DType.I64 ? x[0] : ScalarExpression.Call(function, x[0]),
        };

    private static ElementwiseOperator ToDecimals(string schema) => new(
        schema, (context, x) => Elements.Float(x[0], new ToEvenDecimals(context.Int("decimals"))), "self")
    {
        Accepts = DTypeSet.Float,
    };

    private readonly struct Down : IFloatFunction
    {
        T IFloatFunction.Invoke<T>(T x) => T.Floor(x);
    }

    private readonly struct Up : IFloatFunction
    {
        T IFloatFunction.Invoke<T>(T x) => T.Ceiling(x);
    }

    private readonly struct TowardsZero : IFloatFunction
    {
        T IFloatFunction.Invoke<T>(T x) => T.Truncate(x);
    }

    private readonly struct ToEven : IFloatFunction
    {
        T IFloatFunction.Invoke<T>(T x) => T.Round(x, MidpointRounding.ToEven);
    }

    private readonly struct ToEvenDecimals(long decimals) : IFloatFunction
    {
        // Scaled by a power of ten that is a whole number, as PyTorch does, so that no rounding error of 0.1 enters.
        T IFloatFunction.Invoke<T>(T x)
        {
            var scale = T.CreateTruncating(Math.Pow(10, Math.Abs(decimals)));
            return decimals < 0
                ? T.Round(x / scale, MidpointRounding.ToEven) * scale
                : T.Round(x * scale, MidpointRounding.ToEven) / scale;
        }
    }

    private readonly struct Fraction : IFloatFunction
    {
        T IFloatFunction.Invoke<T>(T x) => x - T.Truncate(x);
    }
}
