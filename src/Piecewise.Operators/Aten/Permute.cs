using System.Collections.Immutable;
using Piecewise.Graphs;

namespace Piecewise.Operators.Aten;

/// <summary>The dims in another order, as a view. Source: <c>torch.permute</c>, <c>torch.movedim</c>, <c>torch.Tensor.T</c>.</summary>
internal sealed class Permute : IOperatorSource
{
    public IEnumerable<Operator> Create()
    {
        var permute = new PermuteOperator();
        return
        [
            permute, new ReverseOperator(),
            new ViewCopyOperator("aten::permute_copy(Tensor self, int[] dims) -> Tensor", permute),
            new MoveDimsOperator("aten::movedim.intlist(Tensor(a) self, int[] source, int[] destination) -> Tensor(a)"),
            new MoveDimsOperator("aten::moveaxis.intlist(Tensor(a) self, int[] source, int[] destination) -> Tensor(a)"),
            new MoveDimOperator("aten::movedim.int(Tensor(a) self, int source, int destination) -> Tensor(a)"),
            new MoveDimOperator("aten::moveaxis.int(Tensor(a) self, int source, int destination) -> Tensor(a)"),
        ];
    }

    private static int[] Order(InferenceContext context, string name)
    {
        var rank = context.Tensor("self").Rank;
        int[] dims = [.. context.Ints(name).Select(d => context.NormalizeDim(d, rank))];
        return dims.Distinct().Count() == dims.Length ? dims
            : throw context.Error($"'{name}' names a dim twice: [{string.Join(", ", dims)}].");
    }

    private static ViewLayout Moved(InferenceContext context, int[] source, int[] destination)
    {
        var self = context.Tensor("self");
        if (source.Length != destination.Length)
        {
            throw context.Error($"{source.Length} dims can't move to {destination.Length} places.");
        }
        if (self.Rank == 0)
        {
            return ViewLayout.Of(self);
        }
        var rest = new Queue<int>(Enumerable.Range(0, self.Rank).Where(d => !source.Contains(d)));
        return ViewLayout.Permuted(self, Enumerable.Range(0, self.Rank)
            .Select(place => Array.IndexOf(destination, place) is >= 0 and var k ? source[k] : rest.Dequeue()));
    }

    private sealed class PermuteOperator() : LayoutViewOperator("aten::permute(Tensor(a) self, int[] dims) -> Tensor(a)")
    {
        public override Node Scatter(ScatterContext context)
        {
            var rank = context.BaseType.Rank;
            long[] dims = [.. ((ListArgument)context.Argument("dims")).Items.Select(d => ((IntArgument)d).Value)
                .Select(d => d < 0 ? d + rank : d)];
            return context.Call(Name, context.NewView, Argument.Ints(Enumerable.Range(0, rank).Select(d => (long)Array.IndexOf(dims, d))));
        }

        protected override ViewLayout Layout(InferenceContext context)
        {
            var self = context.Tensor("self");
            var dims = Order(context, "dims");
            return dims.Length == self.Rank
                ? ViewLayout.Permuted(self, dims)
                : throw context.Error($"[{string.Join(", ", dims)}] does not order the {self.Rank} dims of {self}.");
        }
    }

    private sealed class ReverseOperator() : LayoutViewOperator("aten::numpy_T(Tensor(a) self) -> Tensor(a)")
    {
        public override Node Scatter(ScatterContext context) => context.Call(Name, context.NewView);

        protected override ViewLayout Layout(InferenceContext context)
        {
            var self = context.Tensor("self");
            return ViewLayout.Permuted(self, Enumerable.Range(0, self.Rank).Reverse());
        }
    }

    private sealed class MoveDimsOperator(string schema) : LayoutViewOperator(schema)
    {
        public override Node Scatter(ScatterContext context) =>
            context.Call(Name, context.NewView, context.Argument("destination"), context.Argument("source"));

        protected override ViewLayout Layout(InferenceContext context) =>
            Moved(context, Order(context, "source"), Order(context, "destination"));
    }

    private sealed class MoveDimOperator(string schema) : LayoutViewOperator(schema)
    {
        public override Node Scatter(ScatterContext context) =>
            context.Call(Name, context.NewView, context.Argument("destination"), context.Argument("source"));

        protected override ViewLayout Layout(InferenceContext context) =>
            Moved(context, Order(context, "source"), Order(context, "destination"));
    }
}
