using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Aten;

/// <summary>
/// Products of vectors, matrices and batches of matrices; sums run in f32 for 16-bit floats. The result is row-major.
/// Source: <c>torch.matmul</c>, <c>torch.mm</c>, <c>torch.bmm</c>, <c>torch.mv</c>, <c>torch.dot</c>.
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
    ];

    private sealed class ProductOperator(string schema, int? leftRank = null, int? rightRank = null) : Operator(schema)
    {
        public override IEnumerable<OperatorSample> Samples => Schema.BaseName switch
        {
            "mm" =>
            [
                /*S:aten::mm.default*/
            ],
            "bmm" =>
            [
                /*S:aten::bmm.default*/
            ],
            "mv" =>
            [
                /*S:aten::mv.default*/
            ],
            "dot" =>
            [
                /*S:aten::dot.default*/
            ],
            _ =>
            [
                /*S:aten::matmul.default*/
            ],
        };

        private string Right => Schema.Arguments[1].Name;

        public override NodeType Infer(InferenceContext context)
        {
            var (self, other) = (context.Tensor("self"), context.Tensor(Right));
            Products.RequireRank(context, self, leftRank ?? self.Rank);
            Products.RequireRank(context, other, rightRank ?? other.Rank);
            return new TensorType(self.DType, Products.Shape(context, self, other), device: self.Device);
        }

        public override Value Evaluate(EvaluationContext context) => Products.Rounded(context.Tensor("self"), context.Tensor(Right));
    }
}
