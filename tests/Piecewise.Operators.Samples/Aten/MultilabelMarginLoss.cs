using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Aten;

internal sealed class MultilabelMarginLoss : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["aten::multilabel_margin_loss.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([-2.34f, 0.93f, -0.39f, -1.37f, -0.71f, 0.96f, -0.14f, 1.3f], 2, 4), Tensor.From([3L, 0, -1, 1,
                1, -1, 0, 2], 2, 4)).Gives(Tensor.Scalar(1.73f)),
            OperatorSample.Of(Tensor.From([0.48, -0.31, 3.08, -0.78], 4), Tensor.From([0L, -1, 1, 2], 4), 0L).Gives(Tensor.Scalar(0.9525)),
            OperatorSample.Of(Tensor.From([-0.31f, 0.19f, 1.84f, -0.86f, 0.07f, -0.81f], 2, 3), Tensor.From([0L, 1, 2, -1, 0, 1], 2, 3), 2L)
                .Gives(Tensor.Scalar(0f)),
        ],
        ["aten::multilabel_margin_loss_forward.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([-0.25f, 1.57f, -0.88f, -0.42f, -0.42f, -0.9f, -0.41f, -0.87f], 2, 4), Tensor.From([3L, 0, -1, 1,
                1, -1, 0, 2], 2, 4), 0L).Gives(Value.List(Tensor.From([1.6800001f, 1f], 2), Tensor.From([1f, 0, 0, 1, 0, 1, 0, 0], 2, 4))),
            OperatorSample.Of(Tensor.From([-1.37, -1.07, 1.15], 3), Tensor.From([2L, -1, 0], 3), 1L)
                .Gives(Value.List(Tensor.Scalar(0.0), Tensor.From([0.0, 0.0, 1.0], 3))),
        ],
    };
}
