using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Composites;

internal sealed class Matrices : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["aten::kron.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([0.86f, -0.32f, -1.59f, 0.37f], 2, 2), Tensor.From([-0.31f, -0.03f, -1.23f, -0.94f, -0.28f,
                1.95f], 2, 3)).Gives(Tensor.From([-0.2666f, -0.025799999f, -1.0578f, 0.099199995f, 0.0095999995f, 0.3936f, -0.80840003f,
                -0.24080001f, 1.677f, 0.3008f, 0.0896f, -0.624f, 0.4929f, 0.0477f, 1.9557f, -0.114700004f, -0.0111f, -0.4551f, 1.4946f,
                0.44520003f, -3.1005f, -0.34780002f, -0.1036f, 0.72150004f], 4, 6)),
            OperatorSample.Of(Tensor.From([0.45f, -0.43f], 2), Tensor.From([-0.12, -0.31, 0.35, 0.28], 2, 2))
                .Gives(Tensor.From([-0.053999998569488526, -0.13949999630451201, 0.051600000858306884, 0.1333000022172928,
                0.15749999582767485, 0.1259999966621399, -0.15050000250339507, -0.12040000200271607], 2, 4)),
            OperatorSample.Of(Tensor.From([1L, 2], 2), Tensor.Scalar(3L)).Gives(Tensor.From([3L, 6], 2)),
            OperatorSample.Of(Tensor.From([1L, 2], 1, 2), Tensor.From([0L, 1, 1, 0], 1, 2, 2))
                .Gives(Tensor.From([0L, 1, 0, 2, 1, 0, 2, 0], 1, 2, 4)),
        ],
        ["aten::linalg_vander.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2, 3], 3)).Gives(Tensor.From([1f, 1, 1, 1, 2, 4, 1, 3, 9], 3, 3)),
            OperatorSample.Of(Tensor.From([1L, 2, 3], 3)).With("N", 4L).Gives(Tensor.From([1L, 1, 1, 1, 1, 2, 4, 8, 1, 3, 9, 27], 3, 4)),
            OperatorSample.Of(Tensor.From([-1.51, 1.03, 1.09, -1.81], 2, 2)).With("N", 2L)
                .Gives(Tensor.From([1.0, -1.51, 1.0, 1.03, 1.0, 1.09, 1.0, -1.81], 2, 2, 2)),
        ],
        ["aten::vander.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2, 3], 3)).Gives(Tensor.From([1f, 1, 1, 4, 2, 1, 9, 3, 1], 3, 3)),
            OperatorSample.Of(Tensor.From([1L, 2, 3], 3), 4L, true).Gives(Tensor.From([1L, 1, 1, 1, 1, 2, 4, 8, 1, 3, 9, 27], 3, 4)),
            OperatorSample.Of(Tensor.From([0.51, 0.03], 2), 2L).Gives(Tensor.From([0.51, 1.0, 0.03, 1.0], 2, 2)),
            OperatorSample.Of(Tensor.From([1L, 2], 2), 0L).Gives(Tensor.Zeros(DType.I64, 2, 0)),
            OperatorSample.Of(Tensor.From([1L, 2], 2), 1L).Gives(Tensor.From([1L, 1], 2, 1)),
        ],
        ["aten::fill_diagonal.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([-1.2f, 1.11f, -0.85f, -1.14f, -0.48f, -0.66f, -0.26f, -0.82f, -1.18f], 3, 3), 5L)
                .Gives(Tensor.From([5f, 1.11f, -0.85f, -1.14f, 5f, -0.66f, -0.26f, -0.82f, 5f], 3, 3)),
            OperatorSample.Of(Tensor.From([-0.44f, -1.87f, 0.58f, -1.27f, 0.86f, 0.87f, 0.24f, -0.69f, -1.45f, 0.17f, -0.13f, 1.02f, 1.4f,
                0.01f, 0.06f, -0.01f, 2.54f, -0.24f, -0.17f, 0.45f, 0.45f], 7, 3), 1.5, true)
                .Gives(Tensor.From([1.5f, -1.87f, 0.58f, -1.27f, 1.5f, 0.87f, 0.24f, -0.69f, 1.5f, 0.17f, -0.13f, 1.02f, 1.5f, 0.01f,
                0.06f, -0.01f, 1.5f, -0.24f, -0.17f, 0.45f, 1.5f], 7, 3)),
            OperatorSample.Of(Tensor.From([1.56f, 0.13f, 0.25f, -1.38f, -0.92f, -1.18f, -0.39f, 1.39f, 0.86f, 1.44f, -0.24f, 0.83f, -0.46f,
                1.15f, -0.49f, 0.16f, -0.81f, -1.75f, -0.97f, -0.84f, 0.68f], 7, 3), 1.5, false)
                .Gives(Tensor.From([1.5f, 0.13f, 0.25f, -1.38f, 1.5f, -1.18f, -0.39f, 1.39f, 1.5f, 1.44f, -0.24f, 0.83f, -0.46f, 1.15f,
                -0.49f, 0.16f, -0.81f, -1.75f, -0.97f, -0.84f, 0.68f], 7, 3)),
            OperatorSample.Of(Tensor.From([-0.44f, 0.62f, -0.39f, -0.96f, -0.53f, -0.7f, -0.66f, 0.42f], 2, 2, 2), 0L)
                .Gives(Tensor.From([0f, 0.62f, -0.39f, -0.96f, -0.53f, -0.7f, -0.66f, 0f], 2, 2, 2)),
            OperatorSample.Of(Tensor.From([1L, 2, 3, 4], 2, 2), true).Gives(Tensor.From([1L, 2, 3, 1], 2, 2)),
        ],
        ["aten::channel_shuffle.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([0.32f, 1.3f, 1.17f, -0.37f, -0.59f, -1.16f, 0.39f, -2.58f], 1, 4, 2), 2L)
                .Gives(Tensor.From([0.32f, 1.3f, -0.59f, -1.16f, 1.17f, -0.37f, 0.39f, -2.58f], 1, 4, 2)),
            OperatorSample.Of(Tensor.From([0L, 1, 2, 3, 4, 5], 1, 6, 1, 1), 3L).Gives(Tensor.From([0L, 2, 4, 1, 3, 5], 1, 6, 1, 1)),
        ],
        ["aten::native_channel_shuffle.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([-1.39f, -2.13f, 0.02f, -1.42f, -1.37f, -0.92f, -1.41f, -0.78f], 1, 4, 1, 2), 2L)
                .Gives(Tensor.From([-1.39f, -2.13f, -1.37f, -0.92f, 0.02f, -1.42f, -1.41f, -0.78f], 1, 4, 1, 2)),
        ],
        ["aten::bilinear.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([-1.27f, 0.47f, -1.98f, 0.59f], 2, 2), Tensor.From([-0.76f, 0.23f, -0.24f, 1.84f, -0.33f, -0.3f],
                2, 3), Tensor.From([0.93f, -1.43f, -0.85f, -0.85f, -1.07f, 0.05f, 0.17f, -2.06f, 1.28f, 0.06f, 1.83f, 0.18f], 2, 2, 3),
                Tensor.From([0.29f, 0.33f], 2)).Gives(Tensor.From([1.5285721f, 1.6420411f, -5.2607193f, -1.198053f], 2, 2)),
            OperatorSample.Of(Tensor.From([0.31, -0.93], 2), Tensor.From([1.58, 1.11], 2), Tensor.From([-0.35, -0.08, 0.59, -0.28], 1, 2,
                2)).Gives(Tensor.From([-0.7768599999999999], 1)),
            OperatorSample.Of(Tensor.From([-0.88f, 0.05f, 0.13f, -0.09f], 1, 2, 2), Tensor.From([0.39f, 0.5f], 1, 2, 1),
                Tensor.From([-1.04f, -1.32f, -0.9f, -0.13f, -1.56f, -0.63f], 3, 2, 1), Value.None)
                .Gives(Tensor.From([0.33118796f, 0.306345f, 0.523107f, -0.0081999935f, -0.052649997f, -0.07304999f], 1, 2, 3)),
        ],
        ["aten::norm_except_dim.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([0.3f, 1.03f, -0.21f, -0.58f, 0.94f, -0.87f], 2, 3))
                .Gives(Tensor.From([1.0931605f, 1.4060227f], 2, 1)),
            OperatorSample.Of(Tensor.From([2.04, -0.07, 0.49, 0.62, -0.35, -0.08, 0.47, 0.25, 0.11, 0.71, 1.15, 0.09], 2, 3, 2), 1L, 2L)
                .Gives(Tensor.From([4.61, 1.82], 1, 1, 2)),
            OperatorSample.Of(Tensor.From([-0.2f, 0.7f, -0.93f, -0.8f], 2, 2), 2L, -1L).Gives(Tensor.Scalar(1.4264992f)),
        ],
        ["aten::_weight_norm.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([-0.12f, 0.45f, -0.05f, -0.58f, -0.71f, 0.14f], 2, 3), Tensor.From([-1.82f, -0.05f], 2, 1))
                .Gives(Tensor.From([0.46626663f, -1.7484999f, 0.19427776f, 0.03126969f, 0.03827841f, -0.007547856f], 2, 3)),
            OperatorSample.Of(Tensor.From([0.1, 0.3, 0.04, -0.27, 0.11, 0.34], 2, 3), Tensor.From([0.5, -0.47, 0.26], 1, 3), 1L)
                .Gives(Tensor.From([0.173657177911797, -0.441271868466706, 0.030378724367523268, -0.46887438036185186,
                -0.16179968510445888, 0.25821915712394783], 2, 3)),
            OperatorSample.Of(Tensor.From([0.37f, -1.2f, -0.35f, 0.08f, 0.24f, -0.52f], 3, 2), Tensor.From([-1f, -0.71f, -1.34f, 0.59f,
                0.82f, -0.24f], 3, 2), -1L)
                .Gives(Tensor.From([-0.25944635f, 0.59742785f, 0.32886583f, 0.03309694f, 0.13799742f, 0.08751055f], 3, 2)),
        ],
        ["aten::_weight_norm_interface.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1.14f, 0.97f, 0.19f, 0.68f, 1.02f, 0.09f], 2, 3), Tensor.From([-2.43f, -0.65f], 2, 1))
                .Gives(Value.List(Tensor.From([-1.8359793f, -1.562193f, -0.30599657f, -0.35958734f, -0.53938097f, -0.047592442f], 2, 3),
                Tensor.From([1.5088406f, 1.2291868f], 2, 1))),
            OperatorSample.Of(Tensor.From([1.2, -0.72, 0.64, 0.07, 0.9, 0.05], 2, 3), Tensor.From([1.05, -0.58, 0.43], 1, 3), 1L)
                .Gives(Value.List(Tensor.From([1.0482180879673202, 0.36232312758156604, 0.4286937207801747, 0.06114605513142701,
                -0.4529039094769576, 0.03349169693595115], 2, 3), Tensor.From([1.2020399327809372, 1.1525623627379127, 0.6419501538281613],
                1, 3))),
        ],
        ["aten::_is_all_true.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([true, false], 2)).Gives(Tensor.Scalar(false)),
            OperatorSample.Of(Tensor.Zeros(DType.Bool, 0)).Gives(Tensor.Scalar(true)),
        ],
        ["aten::_is_any_true.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([true, false], 2)).Gives(Tensor.Scalar(true)),
            OperatorSample.Of(Tensor.From([false], 1, 1)).Gives(Tensor.Scalar(false)),
        ],
    };
}
