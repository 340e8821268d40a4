using Piecewise.Graphs;

namespace Piecewise.Operators.Aten;

/// <summary>The same memory under another shape; an error where only a copy can have it. Source: <c>torch.Tensor.view</c>.</summary>
internal sealed class View : IOperatorSource
{
    public IEnumerable<Operator> Create() => [new SizesOperator(), new ViewAsOperator()];

    private sealed class SizesOperator() : ReshapingViewOperator("aten::view(Tensor(a) self, SymInt[] size) -> Tensor(a)")
    {
        protected override ViewLayout Layout(InferenceContext context)
        {
            var self = context.Tensor("self");
            var shape = Shapes.Reshaped(context, self, context.SymInts("size"));
            return new ViewLayout(shape, Strides.View(context, self, shape));
        }
    }

    private sealed class ViewAsOperator() : ReshapingViewOperator("aten::view_as(Tensor(a) self, Tensor other) -> Tensor(a)")
    {
        protected override ViewLayout Layout(InferenceContext context)
        {
            var self = context.Tensor("self");
            var shape = Shapes.Reshaped(context, self, context.Tensor("other").Shape);
            return new ViewLayout(shape, Strides.View(context, self, shape));
        }
    }
}
