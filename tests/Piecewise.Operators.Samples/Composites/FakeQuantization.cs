using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Composites;

internal sealed class FakeQuantization : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["aten::fake_quantize_per_channel_affine.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, -2, 0.25f, 0.3f, 127, -0.6f], 2, 3), Tensor.From([0.1f, 0.5f, 2], 3), Tensor.From([0, 3,
                -2], 3), 1L, -8L, 7L)
                .Gives(Tensor.From([0.7f, -2, 0, 0.3f, 2, 0], 2, 3)),
            OperatorSample.Of(Tensor.From([1f, -2, 0.25f, 0.3f, 127, -0.6f], 6).AsStrided([3, 2], [1, 3], 0), Tensor.From([0.1f, 0.5f,
                2], 3), Tensor.From([0, 3, -2], 3), 0L, -8L, 7L)
                .Gives(Tensor.From([0.7f, -2, 0, 0.3f, 2, 0], 6).AsStrided([3, 2], [1, 3], 0)),
            OperatorSample.Of(Cast.To(Tensor.From([1f, -2, 0.25f, 0.30078125f, 127, -0.6015625f], 2, 3), DType.BF16), Tensor.From([0.1f,
                0.5f], 2), Tensor.From([0, 3], 2), 0L, -128L, 127L)
                .Gives(Cast.To(Tensor.From([1f, -2, 0.20019531f, 0.5f, 62, -0.5f], 2, 3), DType.BF16)),
        ],
        ["aten::fake_quantize_per_channel_affine_cachemask.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, -2, 0.25f, 0.3f, 127, -0.6f], 2, 3), Tensor.From([0.1f, 0.5f, 2], 3), Tensor.From([0, 3,
                -2], 3), 1L, -8L, 7L)
                .Gives(Value.List(Tensor.From([0.7f, -2, 0, 0.3f, 2, 0], 2, 3), Tensor.From([false, true, true, true, false, true], 2,
                    3))),
        ],
        ["aten::fake_quantize_per_tensor_affine.tensor_qparams"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, -2, 0.25f, 0.3f, 127, -0.6f], 2, 3), Tensor.Scalar(0.1f), Tensor.Scalar(2), 0L, 15L)
                .Gives(Tensor.From([1f, -0.2f, 0.2f, 0.3f, 1.3000001f, -0.2f], 2, 3)),
            OperatorSample.Of(Tensor.From([1.0, -2.0, 0.25, 0.30000001192092896, 127.0, -0.6000000238418579], 2, 3), Tensor.From([0.3f],
                1), Tensor.From([0], 1), -128L, 127L)
                .Gives(Tensor.From([0.9000000357627869, -2.1000001430511475, 0.30000001192092896, 0.30000001192092896, 38.10000228881836,
                    -0.6000000238418579], 2, 3)),
            OperatorSample.Of(Cast.To(Tensor.From([1f, -2, 0.25f, 0.30004883f, 127, -0.60009766f], 2, 3), DType.F16), Tensor.From([0.3f],
                1), Tensor.From([0], 1), -128L, 127L)
                .Gives(Cast.To(Tensor.From([0.89990234f, -2.0996094f, 0.30004883f, 0.30004883f, 38.09375f, -0.60009766f], 2, 3),
                    DType.F16)),
            OperatorSample.Of(Tensor.From([float.NaN, 1e+09f, -1e+09f], 3), Tensor.From([0.5f], 1), Tensor.From([1], 1), 0L, 15L)
                .Gives(Tensor.From([-0.5f, 7, -0.5f], 3)),
        ],
        ["aten::fake_quantize_per_tensor_affine_cachemask.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, -2, 0.25f, 0.3f, 127, -0.6f], 2, 3), 0.1, 2L, 0L, 15L)
                .Gives(Value.List(Tensor.From([1f, -0.2f, 0.2f, 0.3f, 1.3000001f, -0.2f], 2, 3), Tensor.From([true, false, true, true,
                    false, false], 2, 3))),
            OperatorSample.Of(Cast.To(Tensor.From([1f, -2, 0.25f, 0.3f, 127, -0.6f], 2, 3), DType.BF16), 0.1, 2L, 0L, 15L)
                .Gives(Value.List(Cast.To(Tensor.From([1f, -0.2f, 0.2f, 0.3f, 1.3f, -0.2f], 2, 3), DType.BF16), Tensor.From([true, false,
                    true, true, false, false], 2, 3))),
            OperatorSample.Of(Tensor.From([float.NaN, 1e+09f, -1e+09f], 3), 0.1, 2L, 0L, 15L)
                .Gives(Value.List(Tensor.From([-0.2f, 1.3000001f, -0.2f], 3), Tensor.From([false, false, false], 3))),
        ],
        ["aten::_fake_quantize_per_tensor_affine_cachemask_tensor_qparams.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, -2, 0.25f, 0.3f, 127, -0.6f], 2, 3), Tensor.From([0.1f], 1), Tensor.From([2], 1),
                Tensor.From([0L], 1), 0L, 15L)
                .Gives(Value.List(Tensor.From([1f, -2, 0.25f, 0.3f, 127, -0.6f], 2, 3), Tensor.From([true, true, true, true, true, true],
                    2, 3))),
            OperatorSample.Of(Tensor.From([1f, -2, 0.25f, 0.3f, 127, -0.6f], 2, 3), Tensor.From([0.1f], 1), Tensor.From([2], 1),
                Tensor.From([1L], 1), 0L, 15L)
                .Gives(Value.List(Tensor.From([1f, -0.2f, 0.2f, 0.3f, 1.3000001f, -0.2f], 2, 3), Tensor.From([true, false, true, true,
                    false, false], 2, 3))),
        ],
    };
}
