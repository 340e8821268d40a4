using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Collectives;

/// <summary>All ranks' tensors one after the other along a dim, in rank order, on every rank. Source: this project.</summary>
internal sealed class AllGather : IOperatorSource
{
    public IEnumerable<Operator> Create() => [new AllGatherOperator()];

    private sealed class AllGatherOperator() : CollectiveOperator("piecewise::all_gather(Tensor x, int dim, int world) -> Tensor")
    {
        public override NodeType Infer(InferenceContext context)
        {
            var x = context.Tensor("x");
            var dim = Dim(context, x);
            return x.WithShape(x.Shape.SetItem(dim, context.Shapes.Simplify(x.Shape[dim] * World(context))));
        }

        protected override Tensor Combine(EvaluationContext context, ICollectiveHost host, Tensor x)
        {
            var dim = context.NormalizeDim(context.Int("dim"), x.Rank);
            var parts = host.Exchange(Call(dim), x);
            long[] shape = [.. x.Shape];
            shape[dim] *= host.World;
            var result = Tensor.Zeros(x.DType, shape);
            for (var rank = 0; rank < parts.Count; rank++)
            {
                result.Slice(dim, rank * x.Shape[dim], x.Shape[dim]).CopyFrom(parts[rank]);
            }
            return result;
        }
    }
}
