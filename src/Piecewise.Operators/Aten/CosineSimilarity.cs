using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Aten;

/// <summary>
/// <c>sum(x / max(|x|, eps) · y / max(|y|, eps))</c> along a dim, of operands that broadcast. Source:
/// <c>torch.nn.functional.cosine_similarity</c>.
/// </summary>
internal sealed class CosineSimilarity : IOperatorSource
{
    public IEnumerable<Operator> Create() => [new CosineSimilarityOperator()];

    private sealed class CosineSimilarityOperator()
        : Operator("aten::cosine_similarity(Tensor x1, Tensor x2, int dim=1, float eps=1e-08) -> Tensor")
    {
        public override NodeType Infer(InferenceContext context)
        {
            var (x, y) = (context.Tensor("x1"), context.Tensor("x2"));
            var dtype = DTypes.Promote(x.DType, y.DType);
            var shape = Shapes.Broadcast(context, x.Shape, y.Shape);
            return dtype.IsFloat()
                ? new TensorType(dtype, Shapes.Reduce(shape, context.NormalizeDim(context.Int("dim"), shape.Length), keep: false),
                    device: x.Device)
                : throw context.Error($"takes floats, found {x} and {y}.");
        }

        public override Value Evaluate(EvaluationContext context)
        {
            var (x, y) = (context.Tensor("x1"), context.Tensor("x2"));
            var dtype = DTypes.Promote(x.DType, y.DType);
            var shape = Layout.Broadcast(x.Shape, y.Shape);
            var dim = context.NormalizeDim(context.Int("dim"), shape.Length);
            var eps = context.Float("eps");
            var left = Reductions.ToRows(Cast.To(x, DType.F64).Broadcast(shape), dim);
            var right = Reductions.ToRows(Cast.To(y, DType.F64).Broadcast(shape), dim);
            var result = Tensor.Zeros(DType.F64, left.Shape[0]);
            var length = (int)left.Shape[1];
            for (var i = 0; i < result.ElementCount; i++)
            {
                var a = left.ReadSpan<double>().Slice(i * length, length);
                result.AsSpan<double>()[i] = Similarity(a, right.ReadSpan<double>().Slice(i * length, length), eps);
            }
            GC.KeepAlive(left);
            GC.KeepAlive(right);
            return Cast.To(result.View([.. shape[..dim], .. shape.Skip(dim + 1)]), dtype);
        }

        private static double Similarity(ReadOnlySpan<double> x, ReadOnlySpan<double> y, double eps)
        {
            var (xx, yy, xy) = (0.0, 0.0, 0.0);
            for (var i = 0; i < x.Length; i++)
            {
                xx += x[i] * x[i];
                yy += y[i] * y[i];
                xy += x[i] * y[i];
            }
            return xy / (Math.Max(Math.Sqrt(xx), eps) * Math.Max(Math.Sqrt(yy), eps));
        }
    }
}
