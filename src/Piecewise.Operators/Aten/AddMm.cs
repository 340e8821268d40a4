using System.Numerics;
using Piecewise.Graphs;
using Piecewise.Tensors;
using Piecewise.Tensors.Reference;

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
        var functional = new AddMmOperator(
            $"aten::{name}(Tensor self, Tensor {left}, Tensor {right}, *, Scalar beta=1, Scalar alpha=1) -> Tensor", leftRank, rightRank);
        yield return functional;
        yield return new InPlaceOperator(
            $"aten::{name}_(Tensor(a!) self, Tensor {left}, Tensor {right}, *, Scalar beta=1, Scalar alpha=1) -> Tensor(a!)", functional);
    }

    private sealed class AddMmOperator(string schema, int leftRank, int rightRank) : Operator(schema)
    {
        // addbmm adds up the batch, too.
        private bool SumsBatch => Schema.BaseName == "addbmm";

        public override NodeType Infer(InferenceContext context)
        {
            var (self, left, right) =
                (context.Tensor("self"), context.Tensor(Schema.Arguments[1].Name), context.Tensor(Schema.Arguments[2].Name));
            Products.RequireRank(context, left, leftRank);
            Products.RequireRank(context, right, rightRank);
            Products.RequireSame(context, self, left);
            var product = Products.Shape(context, left, right);
            var shape = SumsBatch ? product[1..] : product;
            Shapes.RequireBroadcast(context, self.Shape, shape, "self");
            return new TensorType(left.DType, shape, device: left.Device);
        }

        public override RowRule? RowWise(InferenceContext call, int dim) =>
            leftRank == 2 && dim == 0 && call.Tensor("self").Rank <= rightRank - 1 ? RowRule.Of(call, Schema.Arguments[1].Name, 0) : null;

        public override KernelCall? DirectKernel(InferenceContext context) =>
            rightRank > 1 && !SumsBatch && KernelCalls.Number(context, "alpha") is { } alpha
                && KernelCalls.Number(context, "beta") is { } beta
                ? ProductKernelCalls.Product(context, Schema.Arguments[1].Name, Schema.Arguments[2].Name, "self", alpha, beta)
                : null;

        public override Value Evaluate(EvaluationContext context)
        {
            var (self, left, right) =
                (context.Tensor("self"), context.Tensor(Schema.Arguments[1].Name), context.Tensor(Schema.Arguments[2].Name));
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
