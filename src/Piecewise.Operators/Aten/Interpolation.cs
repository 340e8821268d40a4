using System.Numerics;
using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Aten;

/// <summary>
/// Sums with a scaled part. Source: <c>torch.lerp</c>, <c>torch.addcmul</c>, <c>torch.addcdiv</c>.
/// </summary>
internal sealed class Interpolation : IOperatorSource
{
    public IEnumerable<Operator> Create() =>
    [
        .. Lerp("aten::lerp.Tensor(Tensor self, Tensor end, Tensor weight) -> Tensor").WithInPlace(),
        .. Lerp("aten::lerp.Scalar(Tensor self, Tensor end, Scalar weight) -> Tensor").WithInPlace(),
        .. new ElementwiseOperator(
            "aten::addcmul(Tensor self, Tensor tensor1, Tensor tensor2, *, Scalar value=1) -> Tensor",
            (context, x) => Elements.Number<Plus>(x[0], Scaled(context, x[1]), x[2]), "self", "tensor1", "tensor2")
        {
            Objection = (context, dtype) => ScalarOperands.FractionObjection(context, "value", dtype),
            Accepts = DTypeSet.Numbers | DTypeSet.Complex,
        }.WithInPlace(),
        .. new ElementwiseOperator(
            "aten::addcdiv(Tensor self, Tensor tensor1, Tensor tensor2, *, Scalar value=1) -> Tensor",
            (context, x) => Elements.Number<PlusQuotient>(x[0], Scaled(context, x[1]), x[2]), "self", "tensor1", "tensor2")
        {
            Accepts = DTypeSet.Float | DTypeSet.Complex,
        }.WithInPlace(),
    ];

    private static ElementwiseOperator Lerp(string schema) => new(
        schema, (_, x) => Elements.Float<Between>(x[0], x[1], x[2]), "self", "end", "weight")
    {
        Accepts = DTypeSet.Float,
        RoundsNumbers = false,
    };

    private static Tensor Scaled(EvaluationContext context, Tensor tensor)
    {
        var value = context.Scalar("value");
        var factor = value.IsFloat ? Tensor.Scalar(value.ToDouble()) : Tensor.Scalar(value.ToInt64());
        return Elements.Number<Times>(tensor, Cast.To(factor, tensor.DType));
    }

    private readonly struct Between : IFloatFunction3
    {
        // From the nearer end, so that a weight of 1 gives exactly the end.
        T IFloatFunction3.Invoke<T>(T x, T y, T z) => T.Abs(z) < T.CreateTruncating(0.5) ? x + z * (y - x) : y - (y - x) * (T.One - z);
    }

    private readonly struct Plus : IRealFunction3, IComplexFunction3
    {
        T IRealFunction3.Invoke<T>(T x, T y, T z) => x + y * z;

        Complex IComplexFunction3.Invoke(Complex x, Complex y, Complex z) => x + y * z;
    }

    private readonly struct PlusQuotient : IRealFunction3, IComplexFunction3
    {
        T IRealFunction3.Invoke<T>(T x, T y, T z) => x + y / z;

        Complex IComplexFunction3.Invoke(Complex x, Complex y, Complex z) => x + y / z;
    }
}
