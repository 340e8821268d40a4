using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Composites;

internal sealed class Distances : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["aten::cdist.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([-1.59f, -0.12f, 0.69f, -0.51f, 0.9f, -0.2f], 3, 2), Tensor.From([-1.37f, 0.93f, 0.14f, -0.82f,
                0.16f, 1.23f, 0.21f, 0.46f], 4, 2))
                .Gives(Tensor.From([1.0728f, 1.866253f, 2.2102036f, 1.8911372f, 2.5134041f, 0.6313478f, 1.8189282f, 1.0822662f, 2.5357049f,
                0.980816f, 1.6101242f, 0.9548298f], 3, 4)),
            OperatorSample.Of(Tensor.From([0.35f, -1.08f, -0.03f, 1.67f, -0.24f, -0.67f, 0.82f, 0.81f, 1.11f, 0.58f, 2.19f, 1.03f], 2, 3,
                2), Tensor.From([0.16f, 0.09f, -0.26f, 0.76f], 1, 2, 2), 1.0)
                .Gives(Tensor.From([1.3600001f, 2.45f, 1.77f, 1.14f, 1.16f, 1.45f, 1.38f, 1.1299999f, 1.44f, 1.55f, 2.9699998f, 2.72f], 2,
                3, 2)),
            OperatorSample.Of(Tensor.From([-0.98, -0.83, 1.05, -0.4, -1.13, 0.34], 2, 3), Tensor.From([1.48, -0.06, -0.06, 0.67, -0.19,
                -0.53], 2, 3), 0.0).Gives(Tensor.From([3.0, 3.0, 3.0, 3.0], 2, 2)),
            OperatorSample.Of(Tensor.From([-0.13f, -0.47f, -0.71f, 1.26f, -1.3f, -0.49f], 2, 3), Tensor.From([-1.69f, 0.98f, -0.18f, 0.05f,
                -0.49f, -1.12f], 2, 3), double.PositiveInfinity, 2L).Gives(Tensor.From([1.5600001f, 0.41000003f, 2.95f, 1.21f], 2, 2)),
            OperatorSample.Of(Tensor.From([0.9f, -0.36f, 0.81f, -0.86f, 2.39f, 0.26f], 2, 3), Tensor.From([-2.53f, -0.83f, 1.83f, -1.92f,
                2.94f, 0.57f], 2, 3), 3.0).Gives(Tensor.From([3.4626958f, 3.8792365f, 3.4736416f, 1.1152643f], 2, 2)),
            OperatorSample.Of(Tensor.From([0.06f, -0.96f, -0.37f, -0.82f, -2.05f, -0.62f], 3, 2), Tensor.From([1.9f, 0.78f, -1.47f,
                -0.14f], 2, 2), 2.0, 1L).Gives(Tensor.From([2.5324297f, 1.735886f, 2.777211f, 1.293213f, 4.1907635f, 0.75286096f], 3,
                2)).Showing("by a product"),
            OperatorSample.Of(Tensor.Zeros(DType.F32, 2, 0), Tensor.Zeros(DType.F32, 3, 0)).Gives(Tensor.From([0f, 0, 0, 0, 0, 0], 2, 3)),
        ],
        ["aten::_cdist_forward.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([-0.32f, -0.98f, 0.76f, -0.98f, -0.41f, 0.35f], 3, 2), Tensor.From([-0.07f, 0.42f, 0.4f, -1.34f,
                0.64f, -0.85f, -0.27f, 0.12f], 4, 2), 2.0, Value.None)
                .Gives(Tensor.From([1.4221463f, 0.80498445f, 0.9687621f, 1.1011358f, 1.6275442f, 0.5091169f, 0.17691806f, 1.5069506f,
                0.3471311f, 1.8740865f, 1.5945219f, 0.26925823f], 3, 4)),
            OperatorSample.Of(Tensor.From([1.6, -0.94, -1.59, -0.17, 0.6, -0.04], 3, 2), Tensor.From([-0.34, 1.04, -0.34, 1.11], 2, 2),
                1.5, 0L).Gives(Tensor.From([3.1113870517072795, 3.1674668390575107, 1.9526323509171681, 2.008132916754958,
                1.6052003765715666, 1.6630209734349781], 3, 2)),
        ],
        ["aten::_euclidean_dist.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([-0.57f, 0.83f, 0.44f, -0.47f, 0.62f, -0.79f], 3, 2), Tensor.From([-0.3f, -0.63f, -0.17f, -0.59f,
                -0.91f, 1.15f, 0.96f, -1.11f], 4, 2))
                .Gives(Tensor.From([1.4847559f, 1.4752626f, 0.46690476f, 2.4707286f, 0.75709975f, 0.6216912f, 2.1087673f, 0.824621f,
                0.93380946f, 0.8149234f, 2.4707286f, 0.46690464f], 3, 4)),
            OperatorSample.Of(Tensor.From([0.97, 0.92, -0.71, -0.22, 0.39, -1.2, -1.8, -0.08, -0.63, 0.52, -0.4, -0.8], 2, 3, 2),
                Tensor.From([2.52, -0.9, -0.67, 0.44, 0.32, 1.53, -0.36, -0.05], 2, 2, 2))
                .Gives(Tensor.From([2.3905857022913866, 1.7088007490635064, 3.300802932621092, 0.6612110101926616, 2.1510230124292025,
                1.9527416623813811, 2.6620480837129894, 1.4403124660989366, 1.3865785228395828, 0.6307138812488592, 2.438708674688307,
                0.7510659092250161], 2, 3, 2)),
        ],
        ["aten::dist.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([0.13f, 0.62f, -0.33f], 3), Tensor.From([1.88f, -0.09f, 0.71f], 3))
                .Gives(Tensor.Scalar(2.1559684f)),
            OperatorSample.Of(Tensor.From([-0.75f, 0.04f, -0.69f, -0.16f, -0.44f, 0.04f], 2, 3), Tensor.From([0.37f, 1.2f, -0.45f], 3), 1L)
                .Gives(Tensor.Scalar(5.1800003f)),
            OperatorSample.Of(Tensor.From([0.7, -1.89, 0.63, 0.76], 4), Tensor.From([0.54, 0.46, -1.0, -0.32], 4), double.PositiveInfinity)
                .Gives(Tensor.Scalar(2.35)),
        ],
    };
}
