using System.Collections.Immutable;
using Piecewise.Graphs;

namespace Piecewise.Operators.Aten;

/// <summary>Every element of one dim, each as a view without that dim. Source: <c>torch.unbind</c>.</summary>
internal sealed class Unbind : IOperatorSource
{
    public IEnumerable<Operator> Create()
    {
        var unbind = new UnbindOperator();
        return [unbind, new ViewCopyOperator("aten::unbind_copy.int(Tensor self, int dim=0) -> Tensor[]", unbind)];
    }

    private sealed class UnbindOperator() : PartsViewOperator("aten::unbind.int(Tensor(a -> *) self, int dim=0) -> Tensor(a)[]")
    {
        public override Node Scatter(ScatterContext context) =>
            context.Call("aten::select_scatter.default", context.Base, context.NewView, context.Argument("dim"), (long)context.ResultIndex);

        protected override ImmutableArray<ViewLayout> Layouts(InferenceContext context)
        {
            var self = context.Tensor("self");
            if (self.Rank == 0)
            {
                throw context.Error("a tensor of rank 0 has no dim to take apart.");
            }
            var dim = context.NormalizeDim(context.Int("dim"), self.Rank);
            return context.Shapes.Simplify(self.Shape[dim]).TryGetConstant(out var count)
                ? [.. Enumerable.Range(0, Split.Count(context, count))
                    .Select(i => ViewLayout.Of(self).Part(context, dim, i, 1).RemoveAt(dim))]
                : throw context.Error($"the number of results is the size {self.Shape[dim]} of dim {dim}, which is not known.");
        }
    }
}
