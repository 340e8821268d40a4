using System.Collections.Immutable;
using Piecewise.Graphs;

namespace Piecewise.Operators.Aten;

/// <summary>
/// A view in which dims of size 1 are repeated, with stride 0. Source: <c>torch.Tensor.expand</c>, <c>torch.broadcast_to</c>.
/// </summary>
internal sealed class Expand : IOperatorSource
{
    public IEnumerable<Operator> Create()
    {
        var expand = new ExpandOperator("aten::expand(Tensor(a) self, SymInt[] size, *, bool implicit=False) -> Tensor(a)");
        return
        [
            expand, new ExpandAsOperator(),
            new ExpandOperator("aten::broadcast_to(Tensor(a) self, SymInt[] size) -> Tensor(a)"),
            new ViewCopyOperator("aten::expand_copy(Tensor self, SymInt[] size, *, bool implicit=False) -> Tensor", expand),
        ];
    }

    /// <summary>The layout of a tensor repeated to a shape, in which -1 keeps a size.</summary>
    internal static ViewLayout To(InferenceContext context, TensorType self, ImmutableArray<SymInt> target)
    {
        var lead = target.Length - self.Rank;
        if (lead < 0)
        {
            throw context.Error($"{self} can't be repeated to a shape of {target.Length} dims.");
        }
        var (shape, strides) = (new SymInt[target.Length], new SymInt[target.Length]);
        var given = self.Strides;
        for (var i = target.Length - 1; i >= 0; i--)
        {
            var keeps = target[i].TryGetConstant(out var wanted) && wanted == -1;
            if (!keeps && context.Refutes(SymBool.Ge(target[i], 0)))
            {
                throw context.Error($"{target[i]} can't be a size.");
            }
            if (i < lead)
            {
                (shape[i], strides[i]) = keeps ? throw context.Error("-1 can't be the size of a new dim.")
                    : (target[i], Shapes.IsOne(target[i]) && i + 1 < target.Length ? shape[i + 1] * strides[i + 1]
                        : Shapes.IsOne(target[i]) ? 1 : 0);
                continue;
            }
            var size = self.Shape[i - lead];
            if (keeps || Shapes.AreEqual(context, size, target[i]))
            {
                (shape[i], strides[i]) = (size, given[i - lead]);
            }
            else if (Shapes.IsOne(size))
            {
                (shape[i], strides[i]) = (target[i], 0);
            }
            else
            {
                // Only dims of size 1 are repeated, and an exported size is 1 only if it is literally: the two have to be equal.
                (shape[i], strides[i]) = context.Refutes(SymBool.Eq(size, target[i]))
                    ? throw context.Error($"size {size} of dim {i - lead} can't be repeated to {target[i]}.")
                    : (target[i].IsConstant ? target[i] : size, given[i - lead]);
            }
        }
        return new ViewLayout([.. shape], [.. strides]);
    }

    private abstract class RepeatingViewOperator(string schema) : LayoutViewOperator(schema)
    {
        // Only a view that repeats nothing can be written through: it differs from its base by leading dims of size 1.
        public override Node Scatter(ScatterContext context) =>
            ((TensorType)context.View.Type).ElementCount == context.BaseType.ElementCount
                ? context.Call("aten::reshape.default", context.NewView, context.ShapeOfBase())
                : throw new NotSupportedException(
                    $"{Name}: %{context.View.Name} shows elements of %{context.Base.Name} several times; "
                    + "a write through it has no meaning.");
    }

    private sealed class ExpandOperator(string schema) : RepeatingViewOperator(schema)
    {
        protected override ViewLayout Layout(InferenceContext context) => To(context, context.Tensor("self"), context.SymInts("size"));
    }

    private sealed class ExpandAsOperator() : RepeatingViewOperator("aten::expand_as(Tensor(a) self, Tensor other) -> Tensor(a)")
    {
        protected override ViewLayout Layout(InferenceContext context) =>
            To(context, context.Tensor("self"), context.Tensor("other").Shape);
    }
}
