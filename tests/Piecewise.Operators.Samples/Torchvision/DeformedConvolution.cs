using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Torchvision;

internal sealed class DeformedConvolution : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["torchvision::deform_conv2d.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([-1.5f, -1.75f, 0, -0.75f, -1.75f, -0.75f, 0.5f, -1.5f, 1.25f, 1.25f, 1.25f, 0.5f, 0, 0.75f,
                1.75f, 1.5f, -1.25f, 1.25f], 1, 2, 3, 3), Tensor.From([1.75f, -0.25f, 0.5f, -0.25f, 0.25f, -1.25f, 2, -1.5f, -1.5f, 0.5f,
                -1.75f, -0.25f, -0.75f, 0, 0.75f, 1], 2, 2, 2, 2), Tensor.From([0f, 1.75f, -2, 0.25f, -0.5f, -0.25f, 2, 1.5f, 1.25f,
                -0.5f, 0.5f, -1, 1.25f, 0.75f, -0.25f, 1.75f, -0.5f, -1, -0.75f, 1.5f, 1.75f, 1.25f, 0.25f, -1, 2, -1.5f, 0.25f, 0.25f,
                0.5f, 0.5f, 0, 0.5f], 1, 8, 2, 2), Tensor.From([0.25f, 1, 0.5f, 0.75f, -1.75f, -1.75f, -1.25f, 1.25f, 1.5f, 0.25f, 1.25f,
                1.25f, 1.25f, 1.25f, 0.75f, -0.25f], 1, 4, 2, 2), Tensor.From([1.25f, 1.5f], 2), 1L, 1L, 0L, 0L, 1L, 1L, 1L, 1L, true)
                .Gives(Tensor.From([6.2871094f, -0.69921875f, 2.515625f, 1.4433594f, 4.9453125f, 3.625f, 3.7519531f, 1.0957031f], 1, 2,
                    2, 2)),
            OperatorSample.Of(Tensor.From([-0.75f, 0.5f, -1.75f, 1.25f, 0.75f, -1, -0.25f, 1.5f, 1.25f, 0.5f, -2, 0.5f, 1, 1.5f, 0,
                -0.75f, -1.5f, 1.25f], 1, 2, 3, 3), Tensor.From([1.25f, 0.5f, 0, -1.75f], 2, 1, 1, 2), Tensor.From([1f, -1, -0.5f, 1.25f,
                -1.5f, 1, 0.75f, -1.25f, -1.5f, -0.25f, 1.5f, 1.25f, 1.25f, -1.25f, -1.75f, -1.75f, -1.25f, -1.75f, -2, 1.75f, 0.25f, -2,
                1.75f, 1, -0.75f, 0.25f, -1.5f, -2, 0.5f, 0, -0.25f, -1.25f, -0.75f, -0.25f, -0.5f, -2, -1, -0.75f, 1.5f, 0.75f, 1.25f,
                -0.5f, 0, 0.25f, 2, 0, -1.5f, 1.5f, -0.5f, 0, -0.5f, 0.75f, -1.25f, -1, -0.25f, 1, -0.75f, -1.5f, -1, 1, -0.25f, 1.5f,
                0.5f, -0.75f, 1.75f, 1.75f, 0.5f, 0.75f, 1.25f, 0.75f, -1.75f, 2], 1, 8, 3, 3), Tensor.Zeros(DType.F32, 1, 0, 0, 0),
                Tensor.From([-1.25f, -1.25f], 2), 2L, 1L, 1L, 1L, 1L, 2L, 2L, 2L, false)
                .Gives(Tensor.From([-1.25f, -1.546875f, -1.25f, -1.0742188f, -1.1171875f, -0.859375f, -0.8515625f, -1.25f, -0.53125f,
                    -1.25f, -1.25f, -1.25f, -0.59375f, -1.46875f, -1.25f, -1.4960938f, -1.25f, -1.25f], 1, 2, 3, 3)),
            OperatorSample.Of(Tensor.From([-1.0, 1.0, -1.5, -0.5], 1, 1, 2, 2), Tensor.From([-1.25], 1, 1, 1, 1), Tensor.From([-5.0,
                -7.5, -15.0, 12.5, -5.0, -10.0, 5.0, -5.0], 1, 2, 2, 2), Tensor.Zeros(DType.F64, 1, 0, 0, 0), Tensor.From([-1.0], 1), 1L,
                1L, 0L, 0L, 1L, 1L, 1L, 1L, false)
                .Gives(Tensor.From([-1.0, -1.0, -1.0, -1.0], 1, 1, 2, 2)),
        ],
    };
}
