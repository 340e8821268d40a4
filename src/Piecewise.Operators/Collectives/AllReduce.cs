using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Collectives;

/// <summary>
/// The sum of all ranks' tensors, on every rank. Source: this project; as <c>torch.distributed.all_reduce</c>, but functional.
/// </summary>
internal sealed class AllReduce : IOperatorSource
{
    public IEnumerable<Operator> Create() => [new AllReduceOperator()];

    private sealed class AllReduceOperator() : CollectiveOperator("piecewise::all_reduce(Tensor x, int world) -> Tensor")
    {
        public override NodeType Infer(InferenceContext context)
        {
            World(context);
            var x = context.Tensor("x");
            return x.WithShape(x.Shape);
        }

        protected override Tensor Combine(EvaluationContext context, ICollectiveHost host, Tensor x) =>
            RankSum.Of(context, host.Exchange(Call(), x));
    }
}
