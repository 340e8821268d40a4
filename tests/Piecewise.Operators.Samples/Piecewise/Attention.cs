using Piecewise.Tensors;

namespace Piecewise.Operators.Samples;

internal sealed class Attention : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["piecewise::attention.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([0.875f, -0.875f, -0.25f, 0.25f, -0.25f, -0.25f, 0.125f, -0.25f, 0.75f, 0, -0.5f, -0.875f], 3,
                2, 2), Tensor.From([-0.25f, -0.625f, 0.25f, 0, -0.375f, 0.75f], 3, 1, 2), Tensor.From([-1f, 0.875f, 0.875f, 0.25f, -0.5f,
                -1, -0.125f, -0.75f, 0.25f], 3, 1, 3), 0L, 0.5)
                .Gives(Tensor.From([-1f, 0.875f, 0.875f, -1, 0.875f, 0.875f, -0.41887304f, 0.23576035f, 0.0033095537f, -0.38964576f,
                    0.20361033f, -0.040531367f, -0.25873584f, -0.14041416f, -0.029324612f, -0.40363914f, 0.0515507f, 0.15423004f], 3, 2,
                    3))
                .Showing("two query heads read one head of keys"),
            OperatorSample.Of(Tensor.From([0.875f, -0.875f, -0.25f, 0.25f, -0.25f, -0.25f, 0.125f, -0.25f, 0.75f, 0, -0.5f, -0.875f], 3,
                2, 2), Tensor.From([-0.25f, -0.625f, 0.25f, 0, -0.375f, 0.75f], 3, 1, 2), Tensor.From([-1f, 0.875f, 0.875f, 0.25f, -0.5f,
                -1, -0.125f, -0.75f, 0.25f], 3, 1, 3), 3L, 1.0, 2L)
                .Gives(Tensor.From([-1f, 0.875f, 0.875f, -1, 0.875f, 0.875f, -0.46231583f, 0.2835474f, 0.06847372f, -0.40427545f,
                    0.21970297f, -0.018586846f, 0.10565794f, -0.59622806f, -0.5188598f, 0.09441293f, -0.6037247f, -0.48137644f], 3, 2, 3))
                .Showing("each token sees two"),
            OperatorSample.Of(Tensor.From([0.875f, -0.875f, -0.25f, 0.25f, -0.25f, -0.25f, 0.125f, -0.25f, 0.75f, 0, -0.5f, -0.875f], 3,
                2, 2), Tensor.From([-0.25f, -0.625f, 0.25f, 0, -0.375f, 0.75f], 3, 1, 2), Tensor.From([-1f, 0.875f, 0.875f, 0.25f, -0.5f,
                -1, -0.125f, -0.75f, 0.25f], 3, 1, 3), 0L, 2.0)
                .With("softcap", 1.5)
                .Gives(Tensor.From([-1f, 0.875f, 0.875f, -1, 0.875f, 0.875f, -0.5427314f, 0.37200457f, 0.18909714f, -0.43272462f,
                    0.2509971f, 0.024086948f, -0.14870751f, -0.20367423f, -0.25431824f, -0.67195463f, 0.4444242f, 0.45528904f], 3, 2, 3)),
            OperatorSample.Of(Tensor.From([0.875f, -0.875f, -0.25f, 0.25f, -0.25f, -0.25f, 0.125f, -0.25f, 0.75f, 0, -0.5f, -0.875f], 3,
                2, 2), Tensor.From([-0.25f, -0.625f, 0.25f, 0, -0.375f, 0.75f], 3, 1, 2), Tensor.From([-1f, 0.875f, 0.875f, 0.25f, -0.5f,
                -1, -0.125f, -0.75f, 0.25f], 3, 1, 3), 0L, 0.5, -1L, 0.0, Tensor.From([0.5f, -1], 2))
                .Gives(Tensor.From([-0.41679665f, 0.36469707f, 0.36469707f, -0.7217432f, 0.6315253f, 0.6315253f, -0.23389958f,
                    0.13164906f, 0.0018480617f, -0.33109367f, 0.17301379f, -0.034440715f, -0.16449103f, -0.089268155f, -0.01864309f,
                    -0.36118427f, 0.046128582f, 0.13800809f], 3, 2, 3)),
            OperatorSample.Of(Cast.To(Tensor.From([0.875f, -0.875f, -0.25f, 0.25f, -0.25f, -0.25f, 0.125f, -0.25f, 0.75f, 0, -0.5f,
                -0.875f], 3, 2, 2), DType.BF16), Cast.To(Tensor.From([-0.25f, -0.625f, 0.25f, 0, -0.375f, 0.75f], 3, 1, 2), DType.BF16),
                Cast.To(Tensor.From([-1f, 0.875f, 0.875f, 0.25f, -0.5f, -1, -0.125f, -0.75f, 0.25f], 3, 1, 3), DType.BF16), 1L, 0.7)
                .Gives(Cast.To(Tensor.From([-1f, 0.875f, 0.875f, -1, 0.875f, 0.875f, -0.43554688f, 0.25585938f, 0.029541016f,
                    -0.39453125f, 0.20996094f, -0.03173828f, -0.24511719f, -0.14746094f, -0.05908203f, -0.45117188f, 0.12402344f,
                    0.20507812f], 3, 2, 3), DType.BF16)),
            OperatorSample.Of(Tensor.From([-1.5f, 2, 0.25f, 1.5f], 1, 2, 2), Tensor.From([-1f, 0.75f, -2, -2], 1, 2, 2),
                Tensor.From([-0.25f, -0.5f, 1.75f, -0.25f], 1, 2, 2), 0L, 1.0)
                .Gives(Tensor.From([-0.25f, -0.5f, 1.75f, -0.25f], 1, 2, 2)).Showing("one token sees itself"),
            OperatorSample.Of(Tensor.Zeros(DType.F32, 0, 2, 2), Tensor.Zeros(DType.F32, 0, 2, 2), Tensor.Zeros(DType.F32, 0, 2, 2), 0L,
                1.0)
                .Gives(Tensor.Zeros(DType.F32, 0, 2, 2)).Showing("no token"),
        ],
    };
}
