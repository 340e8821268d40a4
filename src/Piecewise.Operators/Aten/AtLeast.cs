using Piecewise.Graphs;

namespace Piecewise.Operators.Aten;

/// <summary>
/// A view with leading or trailing dims of size 1 up to a rank. Source: <c>torch.atleast_1d</c>, <c>torch.atleast_2d</c>,
/// <c>torch.atleast_3d</c>.
/// </summary>
internal sealed class AtLeast : IOperatorSource
{
    // PyTorch's schemas leave out that the results are views.
    public IEnumerable<Operator> Create() =>
    [
        new AtLeast1Operator(), new AtLeast2Operator(), new AtLeast3Operator(),
    ];

    internal static ViewLayout Rank1(TensorType self) => self.Rank > 0 ? ViewLayout.Of(self) : new ViewLayout([1], [1]);

    internal static ViewLayout Rank2(TensorType self) => self.Rank switch
    {
        0 => new ViewLayout([1, 1], [1, 1]),
        1 => new ViewLayout([1, self.Shape[0]], [self.Shape[0] * self.Strides[0], self.Strides[0]]),
        _ => ViewLayout.Of(self),
    };

    internal static ViewLayout Rank3(TensorType self) => self.Rank switch
    {
        0 => new ViewLayout([1, 1, 1], [1, 1, 1]),
        1 => new ViewLayout([1, self.Shape[0], 1], [self.Shape[0] * self.Strides[0], self.Strides[0], 1]),
        2 => new ViewLayout(self.Shape.Add(1), self.Strides.Add(1)),
        _ => ViewLayout.Of(self),
    };

    private sealed class AtLeast1Operator() : ReshapingViewOperator("aten::atleast_1d(Tensor(a) self) -> Tensor(a)")
    {
        protected override ViewLayout Layout(InferenceContext context) => Rank1(context.Tensor("self"));
    }

    private sealed class AtLeast2Operator() : ReshapingViewOperator("aten::atleast_2d(Tensor(a) self) -> Tensor(a)")
    {
        protected override ViewLayout Layout(InferenceContext context) => Rank2(context.Tensor("self"));
    }

    private sealed class AtLeast3Operator() : ReshapingViewOperator("aten::atleast_3d(Tensor(a) self) -> Tensor(a)")
    {
        protected override ViewLayout Layout(InferenceContext context) => Rank3(context.Tensor("self"));
    }
}
