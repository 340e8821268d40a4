using System.Numerics;
using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Aten;

internal sealed class Trigonometry : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["aten::sin.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([0f, 1f, -20f, 1000f], 4)).Gives(Tensor.From([0f, 0.84147096f, -0.9129452f, 0.8268795f], 4)),
            OperatorSample.Of(Tensor.From([float.PositiveInfinity, float.NaN], 2))
                .Gives(Tensor.From([float.NaN, float.NaN], 2)).Showing("infinity has no sine"),
            OperatorSample.Of(Tensor.From([0L, 1], 2)).Gives(Tensor.From([0f, 0.84147096f], 2)).Showing("integers become f32"),
            OperatorSample.Of(Tensor.From([1f, 2f, 3f, 4f, 5f, 6f], 6).AsStrided([3, 2], [1, 3], 0))
                .Gives(Tensor.From([0.84147096f, -0.7568025f, 0.9092974f, -0.95892423f, 0.14112f, -0.2794155f], 3, 2)).WithStrides(1, 3)
                .Showing("the memory order is kept"),
            OperatorSample.Of(Tensor.From([new Complex64(1f, 2f)], 1)).Gives(Tensor.From([new Complex64(3.1657784f, 1.9596009f)], 1)),
        ],
        ["aten::cos.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([0f, 1f, -20f, 1000f], 4)).Gives(Tensor.From([1f, 0.5403023f, 0.40808207f, 0.56237906f], 4)),
            OperatorSample.Of(Cast.To(Tensor.From([0.5f, 2f], 2), DType.BF16))
                .Gives(Cast.To(Tensor.From([0.87890625f, -0.41601562f], 2), DType.BF16)).Showing("computed in f32, rounded once"),
            OperatorSample.Of(Tensor.From([new Complex(1.0, 2.0)], 1))
                .Gives(Tensor.From([new Complex(2.0327230070196656, -3.0518977991518)], 1)),
        ],
        ["aten::tan.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([0f, 1f, -1.5f], 3)).Gives(Tensor.From([0f, 1.5574077f, -14.10142f], 3)),
            OperatorSample.Of(Tensor.Scalar(0.5)).Gives(Tensor.Scalar(0.5463024898437905)).Showing("rank 0"),
        ],
        ["aten::arcsin.default", "aten::asin.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([0f, 1f, -0.5f, 2f], 4))
                .Gives(Tensor.From([0f, 1.5707964f, -0.5235988f, float.NaN], 4)).Showing("NaN outside -1…1"),
            OperatorSample.Of(Tensor.From([true, false], 2)).Gives(Tensor.From([1.5707964f, 0f], 2)),
        ],
        ["aten::acos.default", "aten::arccos.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([0f, 1f, -0.5f, 2f], 4))
                .Gives(Tensor.From([1.5707964f, 0f, 2.0943952f, float.NaN], 4)).Showing("NaN outside -1…1"),
        ],
        ["aten::arctan.default", "aten::atan.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([0f, 1f, -2f, float.PositiveInfinity], 4))
                .Gives(Tensor.From([0f, 0.7853981f, -1.1071488f, 1.5707964f], 4)),
        ],
        ["aten::sinc.default", "aten::special_sinc.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([0f, 0.5f, -1.25f], 3)).Gives(Tensor.From([1f, 0.63661975f, -0.18006328f], 3)).Showing("1 at 0"),
        ],
        ["aten::deg2rad.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([0f, 180f, -45f], 3)).Gives(Tensor.From([0f, 3.1415927f, -0.7853982f], 3)),
            OperatorSample.Of(Tensor.From([90L], 1)).Gives(Tensor.From([1.5707964f], 1)),
        ],
        ["aten::rad2deg.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([0f, 3.1415927f, -1f], 3)).Gives(Tensor.From([0f, 180f, -57.29578f], 3)),
        ],
    };
}
