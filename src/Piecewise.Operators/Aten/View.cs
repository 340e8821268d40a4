using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Aten;

/// <summary>The same memory under another shape; an error where only a copy can have it. Source: <c>torch.Tensor.view</c>.</summary>
internal sealed class View : IOperatorSource
{
    public IEnumerable<Operator> Create() => [new SizesOperator(), new ViewAsOperator()];

    private sealed class SizesOperator() : ReshapingViewOperator("aten::view(Tensor(a) self, SymInt[] size) -> Tensor(a)")
    {
        public override IEnumerable<OperatorSample> Samples =>
        [
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3), Value.Ints(3, 2)).Gives(Tensor.From([1f, 2, 3, 4, 5, 6], 3, 2)),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], 12).AsStrided([2, 2, 3], [3, 6, 1], 0), Value.Ints(2, 2, 3, 1)).Gives(Tensor.From([1f, 2, 3, 7, 8, 9, 4, 5, 6, 10, 11, 12], 2, 2, 3, 1)).WithStrides(3, 6, 1, 1).Showing("dims that stay apart need no order"),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4], 4), Value.Ints(2, -1)).Gives(Tensor.From([1f, 2, 3, 4], 2, 2)),
            OperatorSample.Of(Tensor.Zeros(DType.F32, 0, 3), Value.Ints(3, 0)).Gives(Tensor.Zeros(DType.F32, 3, 0)),
            OperatorSample.Of(Tensor.Scalar(5f), Value.Ints(1, 1)).Gives(Tensor.From([5f], 1, 1)).Showing("rank 0"),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], 12).AsStrided([3, 2, 1], [2, 6, 1], 0), Value.Ints(3, 2)).Gives(Tensor.From([1f, 7, 3, 9, 5, 11], 3, 2)).WithStrides(2, 6).Showing("a gap that no merged dim crosses"),
        ];

        protected override ViewLayout Layout(InferenceContext context)
        {
            var self = context.Tensor("self");
            var shape = Shapes.Reshaped(context, self, context.SymInts("size"));
            return new ViewLayout(shape, Strides.View(context, self, shape));
        }
    }

    private sealed class ViewAsOperator() : ReshapingViewOperator("aten::view_as(Tensor(a) self, Tensor other) -> Tensor(a)")
    {
        public override IEnumerable<OperatorSample> Samples =>
        [
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3), Tensor.From([1f, 2, 3, 4, 5, 6], 6)).Gives(Tensor.From([1f, 2, 3, 4, 5, 6], 6)),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4], 2, 2), Tensor.From([1f, 2, 3, 4], 1, 4)).Gives(Tensor.From([1f, 2, 3, 4], 1, 4)),
        ];

        protected override ViewLayout Layout(InferenceContext context)
        {
            var self = context.Tensor("self");
            var shape = Shapes.Reshaped(context, self, context.Tensor("other").Shape);
            return new ViewLayout(shape, Strides.View(context, self, shape));
        }
    }
}
