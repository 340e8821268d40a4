using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Aten;

internal sealed class CrossEntropy : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["aten::nll_loss.default", "aten::nll_loss_nd.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([-0.52851367f, -2.7785137f, -1.5285137f, -2.0285137f, -2.565417f, -0.56541705f, -1.065417f,
                -4.5654173f, -3.0952368f, -2.3452368f, -0.8452369f, -0.8452369f], 3, 4), Tensor.From([0L, 3, 1], 3))
                .Gives(Tensor.Scalar(2.4797227f)),
            OperatorSample.Of(Tensor.From([-0.52851367f, -2.7785137f, -1.5285137f, -2.0285137f, -2.565417f, -0.56541705f, -1.065417f,
                -4.5654173f, -3.0952368f, -2.3452368f, -0.8452369f, -0.8452369f], 3, 4), Tensor.From([0L, 3, 1], 3), Tensor.From([1f, 2,
                0.5f, 3], 4))
                .Gives(Tensor.Scalar(3.15254f)),
            OperatorSample.Of(Tensor.From([-0.52851367f, -2.7785137f, -1.5285137f, -2.0285137f, -2.565417f, -0.56541705f, -1.065417f,
                -4.5654173f, -3.0952368f, -2.3452368f, -0.8452369f, -0.8452369f], 3, 4), Tensor.From([0L, -100, 1], 3), Tensor.From([1f,
                2, 0.5f, 3], 4), 0L)
                .Gives(Tensor.From([0.52851367f, 0, 4.6904736f], 3)).Showing("an ignored example"),
            OperatorSample.Of(Tensor.From([-0.52851367f, -2.7785137f, -1.5285137f, -2.0285137f], 4), Tensor.Scalar(2L), Value.None, 2L)
                .Gives(Tensor.Scalar(1.5285137f)),
            OperatorSample.Of(Tensor.From([1.75f, -1.75f, -0.5f, 0.5f, -0.5f, -0.5f, 0.25f, -0.5f, 1.5f, 0, -1, -1.75f], 2, 3, 2),
                Tensor.From([0L, 1, 2, 2], 2, 2))
                .Gives(Tensor.Scalar(0.125f)),
        ],
        ["aten::nll_loss2d.default"] = () =>
        [
            OperatorSample.Of(Images(), Tensor.From([0L, 1, 2, 2], 2, 1, 2)).Gives(Tensor.Scalar(0.125f)),
            OperatorSample.Of(Images(), Tensor.From([0L, 1, 2, 1], 2, 1, 2), Tensor.From([1f, 2, 0.5f], 3), 0L, 2L)
                .Gives(Tensor.From([-1.75f, -1, 0, -0f], 2, 1, 2)).Showing("weights, and a class that is ignored"),
        ],
        ["aten::nll_loss2d_forward.default"] = () =>
        [
            OperatorSample.Of(Images(), Tensor.From([0L, 1, 2, 2], 2, 1, 2), Tensor.From([1f, 2, 0.5f], 3), 2L, -100L)
                .Gives(Value.List(Tensor.Scalar(-1.375f), Tensor.Scalar(4f))),
        ],
        ["aten::nll_loss_forward.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([-0.52851367f, -2.7785137f, -1.5285137f, -2.0285137f, -2.565417f, -0.56541705f, -1.065417f,
                -4.5654173f, -3.0952368f, -2.3452368f, -0.8452369f, -0.8452369f], 3, 4), Tensor.From([0L, 3, 1], 3), Tensor.From([1f, 2,
                0.5f, 3], 4), 1L, -100L)
                .Gives(Value.List(Tensor.Scalar(3.15254f), Tensor.Scalar(6f))),
        ],
        ["aten::cross_entropy_loss.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1.75f, -0.5f, 0.75f, 0.25f, 0, 2, 1.5f, -2, -0.25f, 0.5f, 2, 2], 3, 4), Tensor.From([0L, 3, 1],
                3))
                .Gives(Tensor.Scalar(2.4797227f)),
            OperatorSample.Of(Tensor.From([1.75f, -0.5f, 0.75f, 0.25f, 0, 2, 1.5f, -2, -0.25f, 0.5f, 2, 2], 3, 4), Tensor.From([0L, 3, 1],
                3), Tensor.From([1f, 2, 0.5f, 3], 4), 2L, 3L)
                .Gives(Tensor.Scalar(5.2189875f)),
            OperatorSample.Of(Tensor.From([1.75f, -1.75f, -0.5f, 0.5f, -0.5f, -0.5f, 0.25f, -0.5f, 1.5f, 0, -1, -1.75f], 2, 3, 2),
                Tensor.From([0L, 1, 2, 2], 2, 2), Value.None, 0L)
                .Gives(Tensor.From([0.19128007f, 0.38749036f, 2.8137808f, 2.3267846f], 2, 2)),
            OperatorSample.Of(Scores(), Tensor.From([0L, 3, 1], 3), Tensor.From([1f, 2, 0.5f, 3], 4), 1L, 3L, 0.2)
                .Gives(Tensor.Scalar(1.7863863f)).Showing("smoothing, with weights and a class that is ignored"),
            OperatorSample.Of(Scores(), Tensor.From([0L, 3, 1], 3), Value.None, 0L, -100L, 0.3)
                .Gives(Tensor.From([0.88476356f, 3.852917f, 2.176487f], 3)),
            OperatorSample.Of(Scores(), Tensor.From([0L, 3, 1], 3), Tensor.From([1f, 2, 0.5f, 3], 4), 2L, -100L, 0.1)
                .Gives(Tensor.Scalar(18.06383f)),
            OperatorSample.Of(Scores(), Probabilities(), Tensor.From([1f, 2, 0.5f, 3], 4))
                .Gives(Tensor.Scalar(3.0263923f)).Showing("probabilities: a mean over examples"),
            OperatorSample.Of(Scores(), Probabilities(), Value.None, 0L).Gives(Tensor.From([1.8785136f, 2.565417f, 1.7827369f], 3)),
            OperatorSample.Of(Scores(), Probabilities(), Tensor.From([1f, 2, 0.5f, 3], 4), 2L, -100L, 0.1).Gives(Tensor.Scalar(9.211374f)),
        ],
    };

    // Three examples of four classes.
    private static Tensor Scores() => Tensor.From([1.75f, -0.5f, 0.75f, 0.25f, 0, 2, 1.5f, -2, -0.25f, 0.5f, 2, 2], 3, 4);

    private static Tensor Probabilities() => Tensor.From([0.1f, 0.2f, 0.3f, 0.4f, 1, 0, 0, 0, 0.25f, 0.25f, 0.25f, 0.25f], 3, 4);

    // Two images of three classes.
    private static Tensor Images() =>
        Tensor.From([1.75f, -1.75f, -0.5f, 0.5f, -0.5f, -0.5f, 0.25f, -0.5f, 1.5f, 0, -1, -1.75f], 2, 3, 1, 2);
}
