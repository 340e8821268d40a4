using System.Numerics;
using Piecewise.Graphs;
using Piecewise.Tensors;
using Piecewise.Tensors.Reference;

namespace Piecewise.Operators.Aten;

/// <summary>
/// Cross products of vectors of three along a dim (by default the first of size 3). Source: <c>torch.cross</c>, <c>torch.linalg.cross</c>.
/// </summary>
internal sealed class Cross : IOperatorSource
{
    public IEnumerable<Operator> Create() =>
    [
        new CrossOperator("aten::cross(Tensor self, Tensor other, int? dim=None) -> Tensor"),
        new CrossOperator("aten::linalg_cross(Tensor self, Tensor other, *, int dim=-1) -> Tensor"),
    ];

    private sealed class CrossOperator(string schema) : Operator(schema)
    {
        public override NodeType Infer(InferenceContext context)
        {
            var (x, y) = (context.Tensor("self"), context.Tensor("other"));
            Products.RequireSame(context, x, y);
            var shape = Shapes.Broadcast(context, x.Shape, y.Shape);
            Dim(context, [.. shape]);
            return x.WithShape(shape);
        }

        public override Value Evaluate(EvaluationContext context)
        {
            var (x, y) = (context.Tensor("self"), context.Tensor("other"));
            var shape = Layout.Broadcast(x.Shape, y.Shape);
            var dim = Dim(context.Types(), [.. shape.Select(s => (SymInt)s)]);
            var compute = Pointwise.ComputeDType(x.DType);
            var (left, right) = (Cast.To(x, compute).Broadcast(shape), Cast.To(y, compute).Broadcast(shape));
            var result = Tensor.Zeros(compute, shape);
            for (var i = 0; i < 3; i++)
            {
                var (a, b) = ((i + 1) % 3, (i + 2) % 3);
                At(result, dim, i).CopyFrom(
                    Elements.Number<Difference>(Times(At(left, dim, a), At(right, dim, b)), Times(At(left, dim, b), At(right, dim, a))));
            }
            return Cast.To(result, x.DType);
        }

        private static Tensor Times(Tensor x, Tensor y) => Elements.Number<Product>(x, y);

        private static Tensor At(Tensor x, int dim, int index) =>
            x.AsStrided([.. x.Shape[..dim], .. x.Shape[(dim + 1)..]], [.. x.Strides[..dim], .. x.Strides[(dim + 1)..]],
                x.Offset + (index * x.Strides[dim]));

        private static int Dim(InferenceContext context, SymInt[] shape)
        {
            var dim = context.IsNone("dim") ? Array.IndexOf(shape, (SymInt)3) : context.NormalizeDim(context.Int("dim"), shape.Length);
            return dim >= 0 && !context.Refutes(SymBool.Eq(shape[dim], 3))
                ? dim
                : throw context.Error($"no dim of [{string.Join(", ", (object[])shape)}] to multiply along has size 3.");
        }
    }

    private readonly struct Product : IRealFunction2, IComplexFunction2
    {
        public T Invoke<T>(T x, T y) where T : unmanaged, INumber<T> => unchecked(x * y);

        public Complex Invoke(Complex x, Complex y) => x * y;
    }

    private readonly struct Difference : IRealFunction2, IComplexFunction2
    {
        public T Invoke<T>(T x, T y) where T : unmanaged, INumber<T> => unchecked(x - y);

        public Complex Invoke(Complex x, Complex y) => x - y;
    }
}
