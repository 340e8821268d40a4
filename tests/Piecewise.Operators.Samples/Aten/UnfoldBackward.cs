using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Aten;

internal sealed class UnfoldBackward : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["aten::unfold_backward.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([0.67f, -1.31f, -1.35f, 0.07f, -0.37f, 0.04f, -0.64f, 1.18f, 0.76f, 2.35f, 0.84f, -1.05f], 3, 4),
                Value.Ints(8), 0L, 4L, 2L).Gives(Tensor.From([0.67f, -1.31f, -1.72f, 0.11f, 0.120000005f, 3.5299997f, 0.84f, -1.05f], 8)),
            OperatorSample.Of(Tensor.From([0.52, 0.2, -0.25, 0.42, 0.82, 0.75, -0.52, 0.58, -0.66, 0.27, 0.72, -0.39], 2, 3, 2),
                Value.Ints(4, 3), 0L, 2L, 2L)
                .Gives(Tensor.From([0.52, -0.25, 0.82, 0.2, 0.42, 0.75, -0.52, -0.66, 0.72, 0.58, 0.27, -0.39], 4, 3)),
            OperatorSample.Of(Tensor.From([-0.23f, -0.29f, 0.18f, 0.02f, 0.32f, -2.6f, 1.07f, 1.88f, -0.61f, -0.33f, 1.22f, 0.47f], 2, 2,
                3), Value.Ints(2, 5), 1L, 3L, 2L)
                .Gives(Tensor.From([-0.23f, -0.29f, 0.2f, 0.32f, -2.6f, 1.07f, 1.88f, -0.94000006f, 1.22f, 0.47f], 2, 5)),
            OperatorSample.Of(Tensor.From([1f, 2f, 3f, 4f], 2, 2), Value.Ints(7), 0L, 2L, 4L)
                .Gives(Tensor.From([1f, 2f, 0f, 0f, 3f, 4f, 0f], 7)).Showing("gaps are zeros"),
            OperatorSample.Of(Tensor.From([new Complex64(-1.46f, 2.17f), new Complex64(-0.12f, 1.21f), new Complex64(-0.05f, -0.12f),
                new Complex64(-0.96f, -0.56f)], 2, 2), Value.Ints(3), 0L, 2L, 1L)
                .Gives(Tensor.From([new Complex64(-1.46f, 2.17f), new Complex64(-0.17f, 1.09f), new Complex64(-0.96f, -0.56f)], 3)),
        ],
    };
}
