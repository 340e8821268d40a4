using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Collectives;

/// <summary>A rank's part, along a dim, of the sum of all ranks' tensors. Source: this project.</summary>
internal sealed class ReduceScatter : IOperatorSource
{
    public IEnumerable<Operator> Create() => [new ReduceScatterOperator()];

    private sealed class ReduceScatterOperator() : CollectiveOperator("piecewise::reduce_scatter(Tensor x, int dim, int world) -> Tensor")
    {
        public override NodeType Infer(InferenceContext context)
        {
            var x = context.Tensor("x");
            var dim = Dim(context, x);
            return x.WithShape(x.Shape.SetItem(dim, Part(context, x.Shape[dim], World(context))));
        }

        protected override Tensor Combine(EvaluationContext context, ICollectiveHost host, Tensor x)
        {
            var dim = context.NormalizeDim(context.Int("dim"), x.Rank);
            return RankSum.Of(context, [.. host.Exchange(Call(dim), x).Select(t => Part(context, t, dim, host))]);
        }
    }
}
