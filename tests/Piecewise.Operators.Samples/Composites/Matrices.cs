using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Composites;

internal sealed class Matrices : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["aten::kron.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([-1.41f, -0.78f, -1.27f, 0.47f], 2, 2), Tensor.From([-1.98f, 0.59f, -0.76f, 0.23f, -0.24f,
                1.84f], 2, 3)).Gives(Tensor.From([2.7918f, -0.83189994f, 1.0716f, 1.5444f, -0.46019995f, 0.59279996f, -0.3243f,
                0.33839998f, -2.5944f, -0.1794f, 0.1872f, -1.4352f, 2.5146f, -0.74929994f, 0.96519995f, -0.9306f, 0.2773f, -0.3572f,
                -0.2921f, 0.30479997f, -2.3368f, 0.108100004f, -0.112799995f, 0.86480004f], 4, 6)),
            OperatorSample.Of(Tensor.From([-0.33f, -0.3f], 2), Tensor.From([0.93, -1.43, -0.85, -0.85], 2, 2))
                .Gives(Tensor.From([-0.3069000121951103, 0.47190001875162124, -0.27900001108646394, 0.42900001704692836,
                0.28050001114606854, 0.28050001114606854, 0.2550000101327896, 0.2550000101327896], 2, 4)),
            OperatorSample.Of(Tensor.From([1L, 2], 2), Tensor.Scalar(3L)).Gives(Tensor.From([3L, 6], 2)),
            OperatorSample.Of(Tensor.From([1L, 2], 1, 2), Tensor.From([0L, 1, 1, 0], 1, 2, 2))
                .Gives(Tensor.From([0L, 1, 0, 2, 1, 0, 2, 0], 1, 2, 4)),
        ],
        ["aten::linalg_vander.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2, 3], 3)).Gives(Tensor.From([1f, 1, 1, 1, 2, 4, 1, 3, 9], 3, 3)),
            OperatorSample.Of(Tensor.From([1L, 2, 3], 3)).With("N", 4L).Gives(Tensor.From([1L, 1, 1, 1, 1, 2, 4, 8, 1, 3, 9, 27], 3, 4)),
            OperatorSample.Of(Tensor.From([-1.07, 0.05, 0.17, -2.06], 2, 2)).With("N", 2L)
                .Gives(Tensor.From([1.0, -1.07, 1.0, 0.05, 1.0, 0.17, 1.0, -2.06], 2, 2, 2)),
        ],
        ["aten::vander.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2, 3], 3)).Gives(Tensor.From([1f, 1, 1, 4, 2, 1, 9, 3, 1], 3, 3)),
            OperatorSample.Of(Tensor.From([1L, 2, 3], 3), 4L, true).Gives(Tensor.From([1L, 1, 1, 1, 1, 2, 4, 8, 1, 3, 9, 27], 3, 4)),
            OperatorSample.Of(Tensor.From([1.28, 0.06], 2), 2L).Gives(Tensor.From([1.28, 1.0, 0.06, 1.0], 2, 2)),
            OperatorSample.Of(Tensor.From([1L, 2], 2), 0L).Gives(Tensor.Zeros(DType.I64, 2, 0)),
            OperatorSample.Of(Tensor.From([1L, 2], 2), 1L).Gives(Tensor.From([1L, 1], 2, 1)),
        ],
        ["aten::fill_diagonal.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([0.41f, 0.97f, 2.19f, 1.1f, 1f, -0.06f, 0.17f, 0.03f, 1.28f], 3, 3), 5L)
                .Gives(Tensor.From([5f, 0.97f, 2.19f, 1.1f, 5f, -0.06f, 0.17f, 0.03f, 5f], 3, 3)),
            OperatorSample.Of(Tensor.From([1.91f, 0.55f, -1.32f, -1.08f, 0.55f, 1.3f, 0.48f, -1.14f, -0.79f, 0.71f, 0.05f, -0.8f, -1.28f,
                0.56f, 1.29f, -1.36f, -1.5f, -0.15f, -1.92f, -1.73f, 0.14f], 7, 3), 1.5, true)
                .Gives(Tensor.From([1.5f, 0.55f, -1.32f, -1.08f, 1.5f, 1.3f, 0.48f, -1.14f, 1.5f, 0.71f, 0.05f, -0.8f, 1.5f, 0.56f, 1.29f,
                -1.36f, 1.5f, -0.15f, -1.92f, -1.73f, 1.5f], 7, 3)),
            OperatorSample.Of(Tensor.From([-1.92f, 0.15f, -0.18f, 0.4f, -0.55f, -0.12f, 0.68f, 0.97f, 0.98f, -0.07f, 0.52f, 0.41f, 1.44f,
                0.21f, 1.38f, 1.37f, -0.34f, -0.16f, 0.35f, 1.06f, 0.74f], 7, 3), 1.5, false)
                .Gives(Tensor.From([1.5f, 0.15f, -0.18f, 0.4f, 1.5f, -0.12f, 0.68f, 0.97f, 1.5f, -0.07f, 0.52f, 0.41f, 1.44f, 0.21f, 1.38f,
                1.37f, -0.34f, -0.16f, 0.35f, 1.06f, 0.74f], 7, 3)),
            OperatorSample.Of(Tensor.From([1.59f, -2.58f, -1.39f, -2.13f, 0.02f, -1.42f, -1.37f, -0.92f], 2, 2, 2), 0L)
                .Gives(Tensor.From([0f, -2.58f, -1.39f, -2.13f, 0.02f, -1.42f, -1.37f, 0f], 2, 2, 2)),
            OperatorSample.Of(Tensor.From([1L, 2, 3, 4], 2, 2), true).Gives(Tensor.From([1L, 2, 3, 1], 2, 2)),
        ],
        ["aten::channel_shuffle.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1.83f, 0.18f, 0.29f, 0.33f, 0.31f, -0.93f, 1.58f, 1.11f], 1, 4, 2), 2L)
                .Gives(Tensor.From([1.83f, 0.18f, 0.31f, -0.93f, 0.29f, 0.33f, 1.58f, 1.11f], 1, 4, 2)),
            OperatorSample.Of(Tensor.From([0L, 1, 2, 3, 4, 5], 1, 6, 1, 1), 3L).Gives(Tensor.From([0L, 2, 4, 1, 3, 5], 1, 6, 1, 1)),
        ],
        ["aten::native_channel_shuffle.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([-0.35f, -0.08f, 0.59f, -0.28f, -0.88f, 0.05f, 0.13f, -0.09f], 1, 4, 1, 2), 2L)
                .Gives(Tensor.From([-0.35f, -0.08f, -0.88f, 0.05f, 0.59f, -0.28f, 0.13f, -0.09f], 1, 4, 1, 2)),
        ],
        ["aten::bilinear.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([0.39f, 0.5f, -1.04f, -1.32f], 2, 2), Tensor.From([-0.9f, -0.13f, -1.56f, -0.63f, 0.3f, 1.03f],
                2, 3), Tensor.From([-0.21f, -0.58f, 0.94f, -0.87f, 2.04f, -0.07f, 0.49f, 0.62f, -0.35f, -0.08f, 0.47f, 0.25f], 2, 2, 3),
                Tensor.From([0.11f, 0.71f], 2)).Gives(Tensor.From([-0.045279965f, 0.52996594f, -2.2897203f, 0.6199799f], 2, 2)),
            OperatorSample.Of(Tensor.From([1.15, 0.09], 2), Tensor.From([-0.2, 0.7], 2), Tensor.From([-0.93, -0.8, -0.12, 0.45], 1, 2, 2))
                .Gives(Tensor.From([-0.39958999999999995], 1)),
            OperatorSample.Of(Tensor.From([-0.05f, -0.58f, -0.71f, 0.14f], 1, 2, 2), Tensor.From([-1.82f, -0.05f], 1, 2, 1),
                Tensor.From([0.1f, 0.3f, 0.04f, -0.27f, 0.11f, 0.34f], 3, 2, 1), Value.None)
                .Gives(Tensor.From([0.32578f, -0.281372f, 0.368914f, 0.00145f, 0.0033100003f, 0.0015249997f], 1, 2, 3)),
        ],
        ["aten::norm_except_dim.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([0.5f, -0.47f, 0.26f, 0.37f, -1.2f, -0.35f], 2, 3))
                .Gives(Tensor.From([0.7338256f, 1.3036104f], 2, 1)),
            OperatorSample.Of(Tensor.From([0.08, 0.24, -0.52, -1.0, -0.71, -1.34, 0.59, 0.82, -0.24, 1.14, 0.97, 0.19], 2, 3, 2), 1L, 2L)
                .Gives(Tensor.From([3.1099999999999994, 4.73], 1, 1, 2)),
            OperatorSample.Of(Tensor.From([0.68f, 1.02f, 0.09f, -2.43f], 2, 2), 2L, -1L).Gives(Tensor.Scalar(2.7231967f)),
        ],
        ["aten::_weight_norm.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([-0.65f, 1.2f, -0.72f, 0.64f, 0.07f, 0.9f], 2, 3), Tensor.From([0.05f, 1.05f], 2, 1))
                .Gives(Tensor.From([-0.021062639f, 0.038884874f, -0.023330925f, 0.60728127f, 0.06642139f, 0.85398924f], 2, 3)),
            OperatorSample.Of(Tensor.From([-0.58, 0.43, -0.01, -0.14, -0.67, -0.9], 2, 3), Tensor.From([-1.52, 0.7, -0.78], 1, 3), 1L)
                .Gives(Tensor.From([1.4775649570313958, 0.3780858100653858, 0.008666131736772834, 0.3566536103179232, -0.5891104482414151,
                0.7799518563095551], 2, 3)),
            OperatorSample.Of(Tensor.From([0.23f, 0.66f, -1.46f, 0.31f, 0.63f, -0.13f], 3, 2), Tensor.From([-1.73f, 0.56f, 0.36f, -0.86f,
                -1.6f, -0.62f], 3, 2), -1L)
                .Gives(Tensor.From([-0.22490637f, 0.20891027f, -0.2970867f, -0.15069123f, -0.56975526f, 0.045557808f], 3, 2)),
        ],
        ["aten::_weight_norm_interface.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([0.47f, 0.49f, -0.03f, -0.42f, 0.13f, 0.22f], 2, 3), Tensor.From([-0.08f, 1.52f], 2, 1))
                .Gives(Value.List(Tensor.From([-0.055324037f, -0.057678252f, 0.0035313214f, -1.2985376f, 0.4019283f, 0.6801864f], 2, 3),
                Tensor.From([0.67963225f, 0.49162993f], 2, 1))),
            OperatorSample.Of(Tensor.From([0.92, 0.99, 0.07, -0.95, 1.12, -0.72], 2, 3), Tensor.From([-0.39, -0.11, -0.92], 1, 3), 1L)
                .Gives(Value.List(Tensor.From([-0.2713125889059531, -0.07285136613986619, -0.08902469613579972, 0.2801597385441907,
                -0.08241770714813146, 0.9156825888253683], 2, 3), Tensor.From([1.3224598292575847, 1.494824404403407, 0.723394774656273],
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
