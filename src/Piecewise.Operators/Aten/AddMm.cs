using System.Collections.Immutable;
using System.Numerics;
using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Aten;

/// <summary>
/// <c>beta * self + alpha * (x @ y)</c> for vectors, matrices and batches, rounded once; with beta 0 <c>self</c> is not looked at.
/// Source: <c>torch.addmm</c>, <c>torch.addmv</c>, <c>torch.baddbmm</c>, <c>torch.addbmm</c>.
/// </summary>
internal sealed class AddMm : IOperatorSource
{
    public IEnumerable<Operator> Create() =>
    [
        .. WithInPlace("addmm", "mat1", "mat2", 2, 2),
        .. WithInPlace("addmv", "mat", "vec", 2, 1),
        .. WithInPlace("baddbmm", "batch1", "batch2", 3, 3),
        .. WithInPlace("addbmm", "batch1", "batch2", 3, 3),
    ];

    /// <summary><c>beta * self + alpha * product</c> in the product's dtype, row-major.</summary>
    /// <param name="product">In a compute dtype.</param>
    /// <param name="self">Broadcasts to the product's shape; of any dtype.</param>
    /// <param name="beta">Factor of <paramref name="self"/>.</param>
    /// <param name="alpha">Factor of <paramref name="product"/>.</param>
    internal static Tensor Combine(Tensor product, Tensor self, Scalar beta, Scalar alpha)
    {
        var factors = new WeightedSum(alpha.ToDouble(), beta.ToDouble());
        // Beta 0 means that self is not looked at: a NaN there must not show.
        var addend = beta.ToBool() ? Cast.To(self, product.DType) : Tensor.Zeros(product.DType);
        return Elements.Number(product, addend.Broadcast(product.Shape), factors).Contiguous();
    }

    private static IEnumerable<Operator> WithInPlace(string name, string left, string right, int leftRank, int rightRank)
    {
        var functional = new AddMmOperator($"aten::{name}(Tensor self, Tensor {left}, Tensor {right}, *, Scalar beta=1, Scalar alpha=1) -> Tensor", leftRank, rightRank);
        yield return functional;
        yield return new InPlaceOperator(
            $"aten::{name}_(Tensor(a!) self, Tensor {left}, Tensor {right}, *, Scalar beta=1, Scalar alpha=1) -> Tensor(a!)", functional);
    }

    private sealed class AddMmOperator(string schema, int leftRank, int rightRank) : Operator(schema)
    {
        public override IEnumerable<OperatorSample> Samples => Schema.BaseName switch
        {
            "addmm" =>
            [
                OperatorSample.Of(
                    Tensor.From([-1.5f, 0.5f], 2), Tensor.From([-0.25f, 1.25f, 0.75f, -1.25f, -0.5f, 2], 2, 3),
                    Tensor.From([-0.25f, -0.5f, 1.75f, -0.25f, 1, 1], 3, 2))
                    .Gives(Tensor.From([1.5f, 1.0625f, -0.0625f, 3.25f], 2, 2)),
                OperatorSample.Of(
                    Tensor.From([2f, -1, -0.5f, -1], 2, 2).AsStrided([2, 2], [1, 2], 0),
                    Tensor.From([-0.25f, 1.25f, 0.75f, -1.25f, -0.5f, 2], 2, 3), Tensor.From([-0.25f, -0.5f, 1.75f, -0.25f, 1, 1], 3, 2))
                    .With("beta", 0.5)
                    .With("alpha", 2L)
                    .Gives(Tensor.From([7f, 0.875f, 2.375f, 5], 2, 2)),
                OperatorSample.Of(
                    Tensor.From([float.NaN, 1, 0, 0], 2, 2), Tensor.From([-0.25f, 1.25f, 0.75f, -1.25f, -0.5f, 2], 2, 3),
                    Tensor.From([-0.25f, -0.5f, 1.75f, -0.25f, 1, 1], 3, 2))
                    .With("beta", 0L)
                    .Gives(Tensor.From([3f, 0.5625f, 1.4375f, 2.75f], 2, 2))
                    .Showing("with beta 0 self is not looked at"),
                OperatorSample.Of(
                    Tensor.From([-1L, 1, 2, 0], 2, 2), Tensor.From([0L, 1, 0, -1, 0, 2], 2, 3), Tensor.From([0L, 0, 1, 0, 1, 1], 3, 2))
                    .With("beta", 2L)
                    .With("alpha", 3L)
                    .Gives(Tensor.From([1L, 2, 10, 6], 2, 2)),
                OperatorSample.Of(
                    Cast.To(Tensor.From([0.5f, -1.5f], 2, 1), DType.BF16),
                    Cast.To(Tensor.From([-0.25f, 1.25f, 0.75f, -1.25f, -0.5f, 2], 2, 3), DType.BF16),
                    Cast.To(Tensor.From([-0.25f, -0.5f, 1.75f, -0.25f, 1, 1], 3, 2), DType.BF16))
                    .Gives(Cast.To(Tensor.From([3.5f, 1.0625f, -0.0625f, 1.25f], 2, 2), DType.BF16)),
            ],
            "addmv" =>
            [
                OperatorSample.Of(
                    Tensor.From([2f, 1], 2), Tensor.From([-0.25f, 1.25f, 0.75f, -1.25f, -0.5f, 2], 2, 3),
                    Tensor.From([-0.25f, 1.25f, 0.5f], 3))
                    .Gives(Tensor.From([4f, 1.6875f], 2)),
                OperatorSample.Of(
                    Tensor.From([1f], 1), Tensor.From([-0.25f, 1.25f, 0.75f, -1.25f, -0.5f, 2], 2, 3), Tensor.From([-0.25f, 1.25f, 0.5f], 3))
                    .With("beta", 2L)
                    .With("alpha", 0.5)
                    .Gives(Tensor.From([3f, 2.34375f], 2)),
            ],
            "baddbmm" =>
            [
                OperatorSample.Of(
                    Tensor.From([-1f, 0.75f, -2, -2], 2, 1, 2),
                    Tensor.From([-1.75f, -0.5f, -2, -0.75f, 1.25f, -0.5f, 0.75f, -1.75f, -0.25f, -1.25f, 0.75f, 2], 2, 2, 3),
                    Tensor.From([-1.75f, -0.25f, 1, -0.75f, 0, -1.75f, -1.25f, 1.25f, 0.25f, 0.75f, 1.75f, -0.5f], 2, 3, 2))
                    .Gives(Tensor.From([1.5625f, 5.0625f, 1.5625f, 0.875f, -3.8125f, -2.25f, 3.25f, -4], 2, 2, 2)),
                OperatorSample.Of(
                    Tensor.From([-0.5f, -1.25f, 0.5f, 0, -0.75f, 1.5f, 1.75f, -0.75f], 2, 2, 2),
                    Tensor.From([-1.75f, -0.5f, -2, -0.75f, 1.25f, -0.5f, 0.75f, -1.75f, -0.25f, -1.25f, 0.75f, 2], 2, 2, 3),
                    Tensor.From([-1.75f, -0.25f, 1, -0.75f, 0, -1.75f, -1.25f, 1.25f, 0.25f, 0.75f, 1.75f, -0.5f], 2, 3, 2))
                    .With("beta", 0L)
                    .With("alpha", 0.25)
                    .Gives(Tensor.From([0.640625f, 1.078125f, 0.640625f, 0.03125f, -0.453125f, -0.0625f, 1.3125f, -0.5f], 2, 2, 2)),
            ],
            _ =>
            [
                OperatorSample.Of(
                    Tensor.From([-0.25f, 1.25f, 0.5f, -0.75f], 2, 2),
                    Tensor.From([-1.75f, -0.5f, -2, -0.75f, 1.25f, -0.5f, 0.75f, -1.75f, -0.25f, -1.25f, 0.75f, 2], 2, 2, 3),
                    Tensor.From([-1.75f, -0.25f, 1, -0.75f, 0, -1.75f, -1.25f, 1.25f, 0.25f, 0.75f, 1.75f, -0.5f], 2, 3, 2))
                    .Gives(Tensor.From([0.5f, 5.3125f, 8.3125f, -2.625f], 2, 2)),
                OperatorSample.Of(
                    Tensor.From([1f, 1, 1, 1], 2, 2),
                    Tensor.From([-1.75f, -0.5f, -2, -0.75f, 1.25f, -0.5f, 0.75f, -1.75f, -0.25f, -1.25f, 0.75f, 2], 2, 2, 3),
                    Tensor.From([-1.75f, -0.25f, 1, -0.75f, 0, -1.75f, -1.25f, 1.25f, 0.25f, 0.75f, 1.75f, -0.5f], 2, 3, 2))
                    .With("beta", 0.5)
                    .With("alpha", 2L)
                    .Gives(Tensor.From([2f, 8.625f, 16.125f, -3.25f], 2, 2)),
            ],
        };

        // addbmm adds up the batch, too.
        private bool SumsBatch => Schema.BaseName == "addbmm";

        public override NodeType Infer(InferenceContext context)
        {
            var (self, left, right) = (context.Tensor("self"), context.Tensor(Schema.Arguments[1].Name), context.Tensor(Schema.Arguments[2].Name));
            Products.RequireRank(context, left, leftRank);
            Products.RequireRank(context, right, rightRank);
            Products.RequireSame(context, self, left);
            var product = Products.Shape(context, left, right);
            var shape = SumsBatch ? product[1..] : product;
            Shapes.RequireBroadcast(context, self.Shape, shape, "self");
            return new TensorType(left.DType, shape, device: left.Device);
        }

        public override KernelCall? DirectKernel(InferenceContext context) =>
            rightRank > 1 && !SumsBatch && KernelCalls.Number(context, "alpha") is { } alpha && KernelCalls.Number(context, "beta") is { } beta
                ? ProductKernelCalls.Product(context, Schema.Arguments[1].Name, Schema.Arguments[2].Name, "self", alpha, beta)
                : null;

        public override Value Evaluate(EvaluationContext context)
        {
            var (self, left, right) = (context.Tensor("self"), context.Tensor(Schema.Arguments[1].Name), context.Tensor(Schema.Arguments[2].Name));
            var product = SumsBatch ? OverBatch(left, right) : Products.Unrounded(left, right);
            return Cast.To(Combine(product, self, context.Scalar("beta"), context.Scalar("alpha")), left.DType);
        }

        // The sum over the batch is a longer inner dim: [b, m, k] · [b, k, n] = [m, b·k] · [b·k, n].
        private static Tensor OverBatch(Tensor x, Tensor y)
        {
            var (b, m, k) = (x.Shape[0], x.Shape[1], x.Shape[2]);
            var left = x.AsStrided([m, b, k], [x.Strides[1], x.Strides[0], x.Strides[2]], x.Offset).Contiguous().View(m, b * k);
            return MatMul.Unrounded(left, y.Contiguous().View(b * k, y.Shape[2]));
        }
    }

    private readonly struct WeightedSum(double alpha, double beta) : IRealFunction2, IComplexFunction2
    {
        public T Invoke<T>(T x, T y) where T : unmanaged, INumber<T> =>
            unchecked((T.CreateTruncating(alpha) * x) + (T.CreateTruncating(beta) * y));

        public Complex Invoke(Complex x, Complex y) => (alpha * x) + (beta * y);
    }
}
