using System.Numerics;
using Piecewise.Graphs;

namespace Piecewise.Operators.Aten;

/// <summary>Elementwise product. Source: <c>torch.mul</c>, <c>torch.square</c>.</summary>
internal sealed class Mul : IOperatorSource
{
    public IEnumerable<Operator> Create() =>
    [
        .. Product("aten::mul.Tensor(Tensor self, Tensor other) -> Tensor").WithInPlace("aten::multiply.Tensor"),
        .. Product("aten::mul.Scalar(Tensor self, Scalar other) -> Tensor").WithInPlace("aten::multiply.Scalar"),
        .. new ElementwiseOperator("aten::square(Tensor self) -> Tensor", (_, x) => Elements.Number<Times>(x[0], x[0]), "self")
        {
            Accepts = DTypeSet.Numbers | DTypeSet.Complex,
            Formula = (_, x) => x[0] * x[0],
        }.WithInPlace(),
    ];

    private static ElementwiseOperator Product(string schema) => new(schema, (_, x) => Elements.Number<Times>(x[0], x[1]), "self", "other")
    {
        RoundsNumbers = false,
        Formula = (_, x) => x[0] * x[1],
        IsProduct = true,
    };
}

/// <summary>The product of two numbers.</summary>
internal readonly struct Times : IRealFunction2, IComplexFunction2
{
    T IRealFunction2.Invoke<T>(T x, T y) => x * y;

    Complex IComplexFunction2.Invoke(Complex x, Complex y) => x * y;
}
