using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Composites;

internal sealed class IntegerProducts : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["aten::_int_mm.default"] = () =>
        [
            OperatorSample.Of(Tensor.From(new sbyte[] { -104, 113, -85, -52, -102, -76 }, 2, 3), Tensor.From(new sbyte[] { -48, -19, -13,
                -87, 82, -113, -64, 68, -103, -17, 98, 87 }, 3, 4))
                .Gives(Tensor.From([23013, -9348, -14210, 9337, 1960, 13806, -244, -9024], 2, 4)),
            OperatorSample.Of(Tensor.From(new sbyte[] { -128, -128 }, 1, 2), Tensor.From(new sbyte[] { -128, -128 }, 2, 1))
                .Gives(Tensor.From([32768], 1, 1)),
            OperatorSample.Of(Tensor.From(new sbyte[] { 7, -102, 25, -24, -106, -119, 67, 103, -2, -105, -3, -28, 27, 37, -71, -45 }, 2,
                8), Tensor.From(new sbyte[] { 38, 8, -96, 34, -118, -105, 15, 111, -41, -103, 71, 115, -36, -54, 62, -82, 32, 88, 23, 55,
                -63, -15, -51, -125, 0, 120, 125, 77, -122, -76, 85, 70 }, 32).AsStrided([8, 4], [1, 8], 0))
                .Gives(Tensor.From([33675, 15184, -17326, 23918, -14711, 3782, -3923, -30422], 2, 4)),
            OperatorSample.Of(Tensor.From(new byte[] { 130, 204, 91, 21, 75, 135 }, 2, 3), Tensor.From(new sbyte[] { -51, 72, -53, -52,
                -85, -108 }, 3, 2))
                .Gives(Tensor.From([-25177, -11076, -16521, -16968], 2, 2)),
        ],
        ["aten::_weight_int8pack_mm.default"] = () =>
        [
            OperatorSample.Of(Cast.To(Tensor.From([1.75f, -0.25f, 1, 0.75f, -1.25f, -1.5f, -1.75f, 0], 2, 4), DType.BF16),
                Tensor.From(new sbyte[] { 124, 82, -32, -115, -118, -105, -4, -47, 7, -7, 24, 74 }, 3, 4), Cast.To(Tensor.From([1.5f,
                -1.25f, 1.25f], 3), DType.BF16))
                .Gives(Cast.To(Tensor.From([117.5f, 274, 117, -332, -390, -50.25f], 2, 3), DType.BF16)),
            OperatorSample.Of(Tensor.From([1.75f, -0.25f, 0.5f, -0.25f, 0.25f, -1.25f, 2, -1.5f], 2, 4), Tensor.From(new sbyte[] { -31,
                2, 108, 92, -25, -30, -118, 54, -32, 105, -46, 86 }, 3, 4), Tensor.From([-0.5f, -0.25f, 2], 3))
                .Gives(Tensor.From([11.875f, 27.1875f, -253.5f, -33.875f, 71.4375f, -720.5f], 2, 3)),
            OperatorSample.Of(Cast.To(Tensor.From([1.5f, 1.25f, -0.5f, 0.5f, -1, 1.25f, 0.75f, -0.25f], 2, 4), DType.F16),
                Tensor.From(new sbyte[] { -10, 48, -106, 101, 13, 113, -14, -31, 53, -44, -118, -32 }, 3, 4), Cast.To(Tensor.From([0.25f,
                0.5f, 0.5f], 3), DType.F16))
                .Gives(Cast.To(Tensor.From([37.125f, 76.125f, 33.75f, -8.6875f, 62.75f, -94.25f], 2, 3), DType.F16)),
        ],
    };
}
