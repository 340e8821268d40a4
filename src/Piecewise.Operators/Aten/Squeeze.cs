using Piecewise.Graphs;

namespace Piecewise.Operators.Aten;

/// <summary>A view without dims of size 1: all of them, or those named. Source: <c>torch.squeeze</c>.</summary>
internal sealed class Squeeze : IOperatorSource
{
    public IEnumerable<Operator> Create()
    {
        var all = new SqueezeOperator("aten::squeeze(Tensor(a) self) -> Tensor(a)");
        var one = new SqueezeDimOperator("aten::squeeze.dim(Tensor(a) self, int dim) -> Tensor(a)");
        var some = new SqueezeDimsOperator("aten::squeeze.dims(Tensor(a) self, int[] dim) -> Tensor(a)");
        return
        [
            all, one, some,
            new ViewCopyOperator("aten::squeeze_copy(Tensor self) -> Tensor", all),
            new ViewCopyOperator("aten::squeeze_copy.dim(Tensor self, int dim) -> Tensor", one),
            new ViewCopyOperator("aten::squeeze_copy.dims(Tensor self, int[] dim) -> Tensor", some),
            // These change a handle, not an element, and an exported program takes their result from then on: views for us.
            new SqueezeOperator("aten::squeeze_(Tensor(a) self) -> Tensor(a)"),
            new SqueezeDimOperator("aten::squeeze_.dim(Tensor(a) self, int dim) -> Tensor(a)"),
            new SqueezeDimsOperator("aten::squeeze_.dims(Tensor(a) self, int[] dim) -> Tensor(a)"),
        ];
    }

    private static ViewLayout Without(InferenceContext context, Func<int, bool> isNamed)
    {
        var self = context.Tensor("self");
        var layout = ViewLayout.Of(self);
        for (var dim = self.Rank - 1; dim >= 0; dim--)
        {
            if (!isNamed(dim))
            {
                continue;
            }
            if (Shapes.AreEqual(context, self.Shape[dim], 1))
            {
                layout = layout.RemoveAt(dim);
            }
            else if (context.Refutes(SymBool.Ne(self.Shape[dim], 1)))
            {
                throw context.Error($"it is not known whether dim {dim} of {self} has size 1.");
            }
        }
        return layout;
    }

    private sealed class SqueezeOperator(string schema) : ReshapingViewOperator(schema)
    {
        protected override ViewLayout Layout(InferenceContext context) => Without(context, _ => true);
    }

    private sealed class SqueezeDimOperator(string schema) : ReshapingViewOperator(schema)
    {
        protected override ViewLayout Layout(InferenceContext context)
        {
            var dim = context.NormalizeDim(context.Int("dim"), context.Tensor("self").Rank);
            return Without(context, d => d == dim);
        }
    }

    private sealed class SqueezeDimsOperator(string schema) : ReshapingViewOperator(schema)
    {
        protected override ViewLayout Layout(InferenceContext context)
        {
            int[] dims = [.. context.Ints("dim").Select(d => context.NormalizeDim(d, context.Tensor("self").Rank))];
            return Without(context, dims.Contains);
        }
    }
}
