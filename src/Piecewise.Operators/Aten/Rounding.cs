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
        .. Of<Down>("aten::floor(Tensor self) -> Tensor", () =>
        [
            OperatorSample.Of(Tensor.From([1.5f, -1.5f, -0f, float.PositiveInfinity, float.NaN], 5))
                .Gives(Tensor.From([1f, -2f, -0f, float.PositiveInfinity, float.NaN], 5)),
            OperatorSample.Of(Tensor.From([3L, -3], 2)).Gives(Tensor.From([3L, -3], 2)).Showing("integers stay as they are"),
        ]).WithInPlace(),
        .. Of<Up>("aten::ceil(Tensor self) -> Tensor", () =>
        [
            OperatorSample.Of(Tensor.From([1.5f, -1.5f, 0.2f], 3)).Gives(Tensor.From([2f, -1f, 1f], 3)),
            OperatorSample.Of(Tensor.From([3, -3], 2)).Gives(Tensor.From([3, -3], 2)),
        ]).WithInPlace(),
        .. Of<TowardsZero>("aten::trunc(Tensor self) -> Tensor", () =>
        [
            OperatorSample.Of(Tensor.From([1.5f, -1.5f, -0.2f], 3)).Gives(Tensor.From([1f, -1f, -0f], 3)),
            OperatorSample.Of(Tensor.From([3L], 1)).Gives(Tensor.From([3L], 1)),
        ]).WithInPlace("aten::fix"),
        .. Of<ToEven>("aten::round(Tensor self) -> Tensor", () =>
        [
            OperatorSample.Of(Tensor.From([0.5f, 1.5f, 2.5f, -0.5f, -1.7f], 5))
                .Gives(Tensor.From([0f, 2f, 2f, -0f, -2f], 5)).Showing("halves go to the even neighbour"),
            OperatorSample.Of(Cast.To(Tensor.From([2.5f, 3.5f], 2), DType.BF16)).Gives(Cast.To(Tensor.From([2f, 4f], 2), DType.BF16)),
            OperatorSample.Of(Tensor.From([3L], 1)).Gives(Tensor.From([3L], 1)),
        ]).WithInPlace(),
        .. ToDecimals("aten::round.decimals(Tensor self, *, int decimals) -> Tensor").WithInPlace(),
        ToDecimals("aten::special_round(Tensor self, *, int decimals=0) -> Tensor"),
        .. new ElementwiseOperator("aten::frac(Tensor self) -> Tensor", (_, x) => Elements.Float<Fraction>(x[0]), "self")
        {
            Accepts = DTypeSet.Float,
            Cases = () =>
            [
                OperatorSample.Of(Tensor.From([1.5f, -1.25f, 3f], 3)).Gives(Tensor.From([0.5f, -0.25f, 0f], 3)),
            ],
        }.WithInPlace(),
    ];

    private static ElementwiseOperator Of<F>(string schema, Func<IEnumerable<OperatorSample>> cases) where F : struct, IFloatFunction =>
        new(schema, (_, x) => x[0].DType == DType.I64 ? x[0] : Elements.Float<F>(x[0]), "self")
        {
            Accepts = DTypeSet.Numbers,
            Cases = cases,
        };

    private static ElementwiseOperator ToDecimals(string schema) => new(
        schema, (context, x) => Elements.Float(x[0], new ToEvenDecimals(context.Int("decimals"))), "self")
    {
        Accepts = DTypeSet.Float,
        Cases = () =>
        [
            OperatorSample.Of(Tensor.From([1.25f, 2.345f, -0.05f], 3)).With("decimals", 1L).Gives(Tensor.From([1.2f, 2.3f, -0f], 3)),
            OperatorSample.Of(Tensor.From([1234.5, 1250.0], 2)).With("decimals", -2L)
                .Gives(Tensor.From([1200.0, 1200.0], 2)).Showing("to hundreds"),
            OperatorSample.Of(Tensor.From([0.5f, 1.5f], 2)).With("decimals", 0L).Gives(Tensor.From([0f, 2f], 2)),
        ],
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
