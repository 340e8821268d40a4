using System.Numerics;
using Piecewise.Graphs;
using Piecewise.Tensors;
using Piecewise.Tensors.Reference;

namespace Piecewise.Operators.Aten;

/// <summary>
/// Products of vectors, matrices and batches of matrices; sums run in f32 for 16-bit floats. The result is row-major.
/// Source: <c>torch.matmul</c>, <c>torch.mm</c>, <c>torch.bmm</c>, <c>torch.mv</c>, <c>torch.dot</c>, <c>torch.vdot</c>.
/// </summary>
internal sealed class Matmul : IOperatorSource
{
    public IEnumerable<Operator> Create() =>
    [
        new ProductOperator("aten::matmul(Tensor self, Tensor other) -> Tensor"),
        new ProductOperator("aten::linalg_matmul(Tensor self, Tensor other) -> Tensor"),
        new ProductOperator("aten::mm(Tensor self, Tensor mat2) -> Tensor", 2, 2),
        new ProductOperator("aten::bmm(Tensor self, Tensor mat2) -> Tensor", 3, 3),
        new ProductOperator("aten::mv(Tensor self, Tensor vec) -> Tensor", 2, 1),
        new ProductOperator("aten::dot(Tensor self, Tensor tensor) -> Tensor", 1, 1),
        new ProductOperator("aten::vdot(Tensor self, Tensor other) -> Tensor", 1, 1),
    ];

    private sealed class ProductOperator(string schema, int? leftRank = null, int? rightRank = null) : Operator(schema)
    {
        private string Right => Schema.Arguments[1].Name;

        public override NodeType Infer(InferenceContext context)
        {
            var (self, other) = (context.Tensor("self"), context.Tensor(Right));
            Products.RequireRank(context, self, leftRank ?? self.Rank);
            Products.RequireRank(context, other, rightRank ?? other.Rank);
            return new TensorType(self.DType, Products.Shape(context, self, other), device: self.Device);
        }

        // Rows of the left operand, where the right one is a matrix for all of them.
        public override RowRule? RowWise(InferenceContext call, int dim) =>
            call.Tensor(Right).Rank <= 2 && dim < call.Tensor("self").Rank - 1 ? RowRule.Of(call, "self", dim) : null;

        public override KernelCall? DirectKernel(InferenceContext context) => ProductKernelCalls.Product(context, "self", Right);

        public override Value Evaluate(EvaluationContext context)
        {
            var self = context.Tensor("self");
            return Products.Rounded(Schema.BaseName == "vdot" && self.DType.IsComplex() ? Conjugate(self) : self, context.Tensor(Right));
        }

        private static Tensor Conjugate(Tensor x) =>
            Cast.To(Elementwise.Map<Mirror, Complex, Complex>(Cast.To(x, DType.C128), default), x.DType);
    }

    private readonly struct Mirror : IUnaryFunction<Complex, Complex>
    {
        public Complex Invoke(Complex x) => Complex.Conjugate(x);
    }
}
