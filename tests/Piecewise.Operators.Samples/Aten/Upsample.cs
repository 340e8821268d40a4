using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Aten;

internal sealed class Upsample : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["aten::upsample_nearest1d.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([-1.5f, 0.25f, 1.75f, 0], 1, 1, 4), Value.Ints(6))
                .Gives(Tensor.From([-1.5f, -1.5f, 0.25f, 1.75f, 1.75f, 0], 1, 1, 6)),
            OperatorSample.Of(Tensor.From([-1.5f, 0.25f, 1.75f, 0], 1, 1, 4), Value.Ints(3), 1.7)
                .Gives(Tensor.From([-1.5f, -1.5f, 0.25f], 1, 1, 3)),
            OperatorSample.Of(Tensor.From([-1.5, 0.25, 1.75, 0.0], 1, 1, 4), Value.Ints(6))
                .Gives(Tensor.From([-1.5, -1.5, 0.25, 1.75, 1.75, 0.0], 1, 1, 6)),
            OperatorSample.Of(Cast.To(Tensor.From([-1.5f, 0.25f, 1.75f, 0], 1, 1, 4), DType.BF16), Value.Ints(6))
                .Gives(Cast.To(Tensor.From([-1.5f, -1.5f, 0.25f, 1.75f, 1.75f, 0], 1, 1, 6), DType.BF16)),
            OperatorSample.Of(Tensor.From(new byte[] { 12, 2, 14, 0 }, 1, 1, 4), Value.Ints(6))
                .Gives(Tensor.From(new byte[] { 12, 12, 2, 14, 14, 0 }, 1, 1, 6)),
        ],
        ["aten::upsample_nearest1d.vec"] = () =>
        [
            OperatorSample.Of(Tensor.From([-1.5f, 0.25f, 1.75f, 0], 1, 1, 4), Value.None, Value.List(2.0))
                .Gives(Tensor.From([-1.5f, -1.5f, 0.25f, 0.25f, 1.75f, 1.75f, 0, 0], 1, 1, 8)),
            OperatorSample.Of(Tensor.From([-1.5f, 0.25f, 1.75f, 0], 1, 1, 4), Value.Ints(6), Value.None)
                .Gives(Tensor.From([-1.5f, -1.5f, 0.25f, 1.75f, 1.75f, 0], 1, 1, 6)),
            OperatorSample.Of(Cast.To(Tensor.From([-1.5f, 0.25f, 1.75f, 0], 1, 1, 4), DType.F16), Value.None, Value.List(0.7))
                .Gives(Cast.To(Tensor.From([-1.5f, 0.25f], 1, 1, 2), DType.F16)),
        ],
        ["aten::upsample_nearest2d.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1.5f, -0.25f, -0.25f, 2, -0.75f, -0.75f], 1, 1, 3, 2), Value.Ints(4, 3))
                .Gives(Tensor.From([1.5f, 1.5f, -0.25f, 1.5f, 1.5f, -0.25f, -0.25f, -0.25f, 2, -0.75f, -0.75f, -0.75f], 1, 1, 4, 3)),
            OperatorSample.Of(Tensor.From([1.5f, -0.25f, -0.25f, 2, -0.75f, -0.75f], 1, 1, 3, 2), Value.Ints(2, 5), 1.7, 1.7)
                .Gives(Tensor.From([1.5f, 1.5f, -0.25f, -0.25f, -0.25f, 1.5f, 1.5f, -0.25f, -0.25f, -0.25f], 1, 1, 2, 5)),
            OperatorSample.Of(Tensor.From([2f, 1, -1.5f, -0.5f, -1, -2, -0.5f, -1, -1.75f, 1.75f, 1.5f, -2], 12).AsStrided([1, 2, 2, 3],
                [12, 1, 6, 2], 0), Value.Ints(3, 4))
                .Gives(Tensor.From([2f, 1, 2, 1, -1.5f, -0.5f, -1, -2, 2, 1, 2, 1, -1.5f, -0.5f, -1, -2, -0.5f, -1, -0.5f, -1, -1.75f,
                    1.75f, 1.5f, -2], 24).AsStrided([1, 2, 3, 4], [24, 1, 8, 2], 0))
                .WithStrides(24, 1, 8, 2),
            OperatorSample.Of(Tensor.From([1.5, -0.25, -0.25, 2.0, -0.75, -0.75], 1, 1, 3, 2), Value.Ints(4, 3))
                .Gives(Tensor.From([1.5, 1.5, -0.25, 1.5, 1.5, -0.25, -0.25, -0.25, 2.0, -0.75, -0.75, -0.75], 1, 1, 4, 3)),
            OperatorSample.Of(Cast.To(Tensor.From([1.5f, -0.25f, -0.25f, 2, -0.75f, -0.75f], 1, 1, 3, 2), DType.BF16), Value.Ints(4, 3))
                .Gives(Cast.To(Tensor.From([1.5f, 1.5f, -0.25f, 1.5f, 1.5f, -0.25f, -0.25f, -0.25f, 2, -0.75f, -0.75f, -0.75f], 1, 1, 4,
                    3), DType.BF16)),
            OperatorSample.Of(Tensor.From(new byte[] { 12, 2, 2, 16, 6, 6 }, 1, 1, 3, 2), Value.Ints(4, 3))
                .Gives(Tensor.From(new byte[] { 12, 12, 2, 12, 12, 2, 2, 2, 16, 6, 6, 6 }, 1, 1, 4, 3)),
            OperatorSample.Of(Tensor.Zeros(DType.F32, 0, 1, 3, 2), Value.Ints(4, 3))
                .Gives(Tensor.Zeros(DType.F32, 0, 1, 4, 3))
                .Showing("of nothing"),
            OperatorSample.Of(Tensor.From([1f, 2], 1, 1, 1, 2), Value.Ints(1, 4), -1.0, double.NaN)
                .Gives(Tensor.From([1f, 1, 2, 2], 1, 1, 1, 4))
                .Showing("factors that are none"),
        ],
        ["aten::upsample_nearest2d.vec"] = () =>
        [
            OperatorSample.Of(Tensor.From([1.5f, -0.25f, -0.25f, 2, -0.75f, -0.75f], 1, 1, 3, 2), Value.None, Value.List(2.0, 1.5))
                .Gives(Tensor.From([1.5f, 1.5f, -0.25f, 1.5f, 1.5f, -0.25f, -0.25f, -0.25f, 2, -0.25f, -0.25f, 2, -0.75f, -0.75f, -0.75f,
                    -0.75f, -0.75f, -0.75f], 1, 1, 6, 3)),
            OperatorSample.Of(Tensor.From([1.5f, -0.25f, -0.25f, 2, -0.75f, -0.75f], 1, 1, 3, 2), Value.Ints(4, 3), Value.None)
                .Gives(Tensor.From([1.5f, 1.5f, -0.25f, 1.5f, 1.5f, -0.25f, -0.25f, -0.25f, 2, -0.75f, -0.75f, -0.75f], 1, 1, 4, 3)),
            OperatorSample.Of(Cast.To(Tensor.From([1.5f, -0.25f, -0.25f, 2, -0.75f, -0.75f], 1, 1, 3, 2), DType.F16), Value.None,
                Value.List(0.7, 2.0))
                .Gives(Cast.To(Tensor.From([1.5f, 1.5f, -0.25f, -0.25f, -0.25f, -0.25f, 2, 2], 1, 1, 2, 4), DType.F16)),
        ],
        ["aten::upsample_nearest3d.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([-0.75f, -0.25f, -1.75f, -1, 0, 1.25f, 1.75f, 1.25f], 1, 1, 2, 2, 2), Value.Ints(3, 2, 3))
                .Gives(Tensor.From([-0.75f, -0.75f, -0.25f, -1.75f, -1.75f, -1, -0.75f, -0.75f, -0.25f, -1.75f, -1.75f, -1, 0, 0, 1.25f,
                    1.75f, 1.75f, 1.25f], 1, 1, 3, 2, 3)),
            OperatorSample.Of(Tensor.From([-0.75f, -0.25f, -1.75f, -1, 0, 1.25f, 1.75f, 1.25f], 1, 1, 2, 2, 2), Value.Ints(2, 3, 2), 1.7,
                1.7, 1.7)
                .Gives(Tensor.From([-0.75f, -0.75f, -0.75f, -0.75f, -1.75f, -1.75f, -0.75f, -0.75f, -0.75f, -0.75f, -1.75f, -1.75f], 1,
                    1, 2, 3, 2)),
            OperatorSample.Of(Tensor.From([-0.75, -0.25, -1.75, -1.0, 0.0, 1.25, 1.75, 1.25], 1, 1, 2, 2, 2), Value.Ints(3, 2, 3))
                .Gives(Tensor.From([-0.75, -0.75, -0.25, -1.75, -1.75, -1.0, -0.75, -0.75, -0.25, -1.75, -1.75, -1.0, 0.0, 0.0, 1.25,
                    1.75, 1.75, 1.25], 1, 1, 3, 2, 3)),
            OperatorSample.Of(Cast.To(Tensor.From([-0.75f, -0.25f, -1.75f, -1, 0, 1.25f, 1.75f, 1.25f], 1, 1, 2, 2, 2), DType.BF16),
                Value.Ints(3, 2, 3))
                .Gives(Cast.To(Tensor.From([-0.75f, -0.75f, -0.25f, -1.75f, -1.75f, -1, -0.75f, -0.75f, -0.25f, -1.75f, -1.75f, -1, 0, 0,
                    1.25f, 1.75f, 1.75f, 1.25f], 1, 1, 3, 2, 3), DType.BF16)),
            OperatorSample.Of(Tensor.From(new byte[] { 6, 2, 14, 8, 0, 10, 14, 10 }, 1, 1, 2, 2, 2), Value.Ints(3, 2, 3))
                .Gives(Tensor.From(new byte[] { 6, 6, 2, 14, 14, 8, 6, 6, 2, 14, 14, 8, 0, 0, 10, 14, 14, 10 }, 1, 1, 3, 2, 3)),
        ],
        ["aten::upsample_nearest3d.vec"] = () =>
        [
            OperatorSample.Of(Tensor.From([-0.75f, -0.25f, -1.75f, -1, 0, 1.25f, 1.75f, 1.25f], 1, 1, 2, 2, 2), Value.None,
                Value.List(2.0, 1.5, 0.5))
                .Gives(Tensor.From([-0.75f, -0.75f, -1.75f, -0.75f, -0.75f, -1.75f, 0, 0, 1.75f, 0, 0, 1.75f], 1, 1, 4, 3, 1)),
            OperatorSample.Of(Tensor.From([-0.75f, -0.25f, -1.75f, -1, 0, 1.25f, 1.75f, 1.25f], 1, 1, 2, 2, 2), Value.Ints(3, 2, 3),
                Value.None)
                .Gives(Tensor.From([-0.75f, -0.75f, -0.25f, -1.75f, -1.75f, -1, -0.75f, -0.75f, -0.25f, -1.75f, -1.75f, -1, 0, 0, 1.25f,
                    1.75f, 1.75f, 1.25f], 1, 1, 3, 2, 3)),
            OperatorSample.Of(Cast.To(Tensor.From([-0.75f, -0.25f, -1.75f, -1, 0, 1.25f, 1.75f, 1.25f], 1, 1, 2, 2, 2), DType.F16),
                Value.None, Value.List(0.7, 2.0, 1.0))
                .Gives(Cast.To(Tensor.From([-0.75f, -0.25f, -0.75f, -0.25f, -1.75f, -1, -1.75f, -1], 1, 1, 1, 4, 2), DType.F16)),
        ],
        ["aten::_upsample_nearest_exact1d.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([-2f, 0.5f, 0.75f, 1.25f], 1, 1, 4), Value.Ints(6))
                .Gives(Tensor.From([-2f, 0.5f, 0.5f, 0.75f, 1.25f, 1.25f], 1, 1, 6)),
            OperatorSample.Of(Tensor.From([-2f, 0.5f, 0.75f, 1.25f], 1, 1, 4), Value.Ints(3), 1.7)
                .Gives(Tensor.From([-2f, -2, 0.5f], 1, 1, 3)),
            OperatorSample.Of(Tensor.From([-2.0, 0.5, 0.75, 1.25], 1, 1, 4), Value.Ints(6))
                .Gives(Tensor.From([-2.0, 0.5, 0.5, 0.75, 1.25, 1.25], 1, 1, 6)),
            OperatorSample.Of(Cast.To(Tensor.From([-2f, 0.5f, 0.75f, 1.25f], 1, 1, 4), DType.BF16), Value.Ints(6))
                .Gives(Cast.To(Tensor.From([-2f, 0.5f, 0.5f, 0.75f, 1.25f, 1.25f], 1, 1, 6), DType.BF16)),
            OperatorSample.Of(Tensor.From(new byte[] { 16, 4, 6, 10 }, 1, 1, 4), Value.Ints(6))
                .Gives(Tensor.From(new byte[] { 16, 4, 4, 6, 10, 10 }, 1, 1, 6)),
        ],
        ["aten::_upsample_nearest_exact1d.vec"] = () =>
        [
            OperatorSample.Of(Tensor.From([-2f, 0.5f, 0.75f, 1.25f], 1, 1, 4), Value.None, Value.List(2.0))
                .Gives(Tensor.From([-2f, -2, 0.5f, 0.5f, 0.75f, 0.75f, 1.25f, 1.25f], 1, 1, 8)),
            OperatorSample.Of(Tensor.From([-2f, 0.5f, 0.75f, 1.25f], 1, 1, 4), Value.Ints(6), Value.None)
                .Gives(Tensor.From([-2f, 0.5f, 0.5f, 0.75f, 1.25f, 1.25f], 1, 1, 6)),
            OperatorSample.Of(Cast.To(Tensor.From([-2f, 0.5f, 0.75f, 1.25f], 1, 1, 4), DType.F16), Value.None, Value.List(0.7))
                .Gives(Cast.To(Tensor.From([-2f, 0.75f], 1, 1, 2), DType.F16)),
        ],
        ["aten::_upsample_nearest_exact2d.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1.75f, -0.25f, 0.75f, 0.5f, -2, 0.25f], 1, 1, 3, 2), Value.Ints(4, 3))
                .Gives(Tensor.From([1.75f, -0.25f, -0.25f, 0.75f, 0.5f, 0.5f, 0.75f, 0.5f, 0.5f, -2, 0.25f, 0.25f], 1, 1, 4, 3)),
            OperatorSample.Of(Tensor.From([1.75f, -0.25f, 0.75f, 0.5f, -2, 0.25f], 1, 1, 3, 2), Value.Ints(2, 5), 1.7, 1.7)
                .Gives(Tensor.From([1.75f, 1.75f, -0.25f, -0.25f, -0.25f, 1.75f, 1.75f, -0.25f, -0.25f, -0.25f], 1, 1, 2, 5)),
            OperatorSample.Of(Tensor.From([-1.5f, -1.75f, -0.25f, 0.25f, 0.5f, -1.25f, 1.5f, 1, 0, -0.25f, -1, -1], 12).AsStrided([1, 2,
                2, 3], [12, 1, 6, 2], 0), Value.Ints(3, 4))
                .Gives(Tensor.From([-1.5f, -1.75f, -0.25f, 0.25f, -0.25f, 0.25f, 0.5f, -1.25f, 1.5f, 1, 0, -0.25f, 0, -0.25f, -1, -1,
                    1.5f, 1, 0, -0.25f, 0, -0.25f, -1, -1], 24).AsStrided([1, 2, 3, 4], [24, 1, 8, 2], 0))
                .WithStrides(24, 1, 8, 2),
            OperatorSample.Of(Tensor.From([1.75, -0.25, 0.75, 0.5, -2.0, 0.25], 1, 1, 3, 2), Value.Ints(4, 3))
                .Gives(Tensor.From([1.75, -0.25, -0.25, 0.75, 0.5, 0.5, 0.75, 0.5, 0.5, -2.0, 0.25, 0.25], 1, 1, 4, 3)),
            OperatorSample.Of(Cast.To(Tensor.From([1.75f, -0.25f, 0.75f, 0.5f, -2, 0.25f], 1, 1, 3, 2), DType.BF16), Value.Ints(4, 3))
                .Gives(Cast.To(Tensor.From([1.75f, -0.25f, -0.25f, 0.75f, 0.5f, 0.5f, 0.75f, 0.5f, 0.5f, -2, 0.25f, 0.25f], 1, 1, 4, 3),
                    DType.BF16)),
            OperatorSample.Of(Tensor.From(new byte[] { 14, 2, 6, 4, 16, 2 }, 1, 1, 3, 2), Value.Ints(4, 3))
                .Gives(Tensor.From(new byte[] { 14, 2, 2, 6, 4, 4, 6, 4, 4, 16, 2, 2 }, 1, 1, 4, 3)),
            OperatorSample.Of(Tensor.Zeros(DType.F32, 0, 1, 3, 2), Value.Ints(4, 3))
                .Gives(Tensor.Zeros(DType.F32, 0, 1, 4, 3))
                .Showing("of nothing"),
        ],
        ["aten::_upsample_nearest_exact2d.vec"] = () =>
        [
            OperatorSample.Of(Tensor.From([1.75f, -0.25f, 0.75f, 0.5f, -2, 0.25f], 1, 1, 3, 2), Value.None, Value.List(2.0, 1.5))
                .Gives(Tensor.From([1.75f, -0.25f, -0.25f, 1.75f, -0.25f, -0.25f, 0.75f, 0.5f, 0.5f, 0.75f, 0.5f, 0.5f, -2, 0.25f, 0.25f,
                    -2, 0.25f, 0.25f], 1, 1, 6, 3)),
            OperatorSample.Of(Tensor.From([1.75f, -0.25f, 0.75f, 0.5f, -2, 0.25f], 1, 1, 3, 2), Value.Ints(4, 3), Value.None)
                .Gives(Tensor.From([1.75f, -0.25f, -0.25f, 0.75f, 0.5f, 0.5f, 0.75f, 0.5f, 0.5f, -2, 0.25f, 0.25f], 1, 1, 4, 3)),
            OperatorSample.Of(Cast.To(Tensor.From([1.75f, -0.25f, 0.75f, 0.5f, -2, 0.25f], 1, 1, 3, 2), DType.F16), Value.None,
                Value.List(0.7, 2.0))
                .Gives(Cast.To(Tensor.From([1.75f, 1.75f, -0.25f, -0.25f, -2, -2, 0.25f, 0.25f], 1, 1, 2, 4), DType.F16)),
        ],
        ["aten::_upsample_nearest_exact3d.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([-1.25f, -1.5f, -1, -0.25f, -1.75f, 0.25f, 0.5f, 0.25f], 1, 1, 2, 2, 2), Value.Ints(3, 2, 3))
                .Gives(Tensor.From([-1.25f, -1.5f, -1.5f, -1, -0.25f, -0.25f, -1.75f, 0.25f, 0.25f, 0.5f, 0.25f, 0.25f, -1.75f, 0.25f,
                    0.25f, 0.5f, 0.25f, 0.25f], 1, 1, 3, 2, 3)),
            OperatorSample.Of(Tensor.From([-1.25f, -1.5f, -1, -0.25f, -1.75f, 0.25f, 0.5f, 0.25f], 1, 1, 2, 2, 2), Value.Ints(2, 3, 2),
                1.7, 1.7, 1.7)
                .Gives(Tensor.From([-1.25f, -1.25f, -1.25f, -1.25f, -1, -1, -1.25f, -1.25f, -1.25f, -1.25f, -1, -1], 1, 1, 2, 3, 2)),
            OperatorSample.Of(Tensor.From([-1.25, -1.5, -1.0, -0.25, -1.75, 0.25, 0.5, 0.25], 1, 1, 2, 2, 2), Value.Ints(3, 2, 3))
                .Gives(Tensor.From([-1.25, -1.5, -1.5, -1.0, -0.25, -0.25, -1.75, 0.25, 0.25, 0.5, 0.25, 0.25, -1.75, 0.25, 0.25, 0.5,
                    0.25, 0.25], 1, 1, 3, 2, 3)),
            OperatorSample.Of(Cast.To(Tensor.From([-1.25f, -1.5f, -1, -0.25f, -1.75f, 0.25f, 0.5f, 0.25f], 1, 1, 2, 2, 2), DType.BF16),
                Value.Ints(3, 2, 3))
                .Gives(Cast.To(Tensor.From([-1.25f, -1.5f, -1.5f, -1, -0.25f, -0.25f, -1.75f, 0.25f, 0.25f, 0.5f, 0.25f, 0.25f, -1.75f,
                    0.25f, 0.25f, 0.5f, 0.25f, 0.25f], 1, 1, 3, 2, 3), DType.BF16)),
            OperatorSample.Of(Tensor.From(new byte[] { 10, 12, 8, 2, 14, 2, 4, 2 }, 1, 1, 2, 2, 2), Value.Ints(3, 2, 3))
                .Gives(Tensor.From(new byte[] { 10, 12, 12, 8, 2, 2, 14, 2, 2, 4, 2, 2, 14, 2, 2, 4, 2, 2 }, 1, 1, 3, 2, 3)),
        ],
        ["aten::_upsample_nearest_exact3d.vec"] = () =>
        [
            OperatorSample.Of(Tensor.From([-1.25f, -1.5f, -1, -0.25f, -1.75f, 0.25f, 0.5f, 0.25f], 1, 1, 2, 2, 2), Value.None,
                Value.List(2.0, 1.5, 0.5))
                .Gives(Tensor.From([-1.5f, -0.25f, -0.25f, -1.5f, -0.25f, -0.25f, 0.25f, 0.25f, 0.25f, 0.25f, 0.25f, 0.25f], 1, 1, 4, 3,
                    1)),
            OperatorSample.Of(Tensor.From([-1.25f, -1.5f, -1, -0.25f, -1.75f, 0.25f, 0.5f, 0.25f], 1, 1, 2, 2, 2), Value.Ints(3, 2, 3),
                Value.None)
                .Gives(Tensor.From([-1.25f, -1.5f, -1.5f, -1, -0.25f, -0.25f, -1.75f, 0.25f, 0.25f, 0.5f, 0.25f, 0.25f, -1.75f, 0.25f,
                    0.25f, 0.5f, 0.25f, 0.25f], 1, 1, 3, 2, 3)),
            OperatorSample.Of(Cast.To(Tensor.From([-1.25f, -1.5f, -1, -0.25f, -1.75f, 0.25f, 0.5f, 0.25f], 1, 1, 2, 2, 2), DType.F16),
                Value.None, Value.List(0.7, 2.0, 1.0))
                .Gives(Cast.To(Tensor.From([-1.25f, -1.5f, -1.25f, -1.5f, -1, -0.25f, -1, -0.25f], 1, 1, 1, 4, 2), DType.F16)),
        ],
        ["aten::upsample_linear1d.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1.25f, 0.5f, 1, 1], 1, 1, 4), Value.Ints(6), false)
                .Gives(Tensor.From([1.25f, 0.875f, 0.5833334f, 0.9166667f, 1, 1], 1, 1, 6)),
            OperatorSample.Of(Tensor.From([1.25f, 0.5f, 1, 1], 1, 1, 4), Value.Ints(3), true)
                .Gives(Tensor.From([1.25f, 0.75f, 1], 1, 1, 3)),
            OperatorSample.Of(Tensor.From([1.25f, 0.5f, 1, 1], 1, 1, 4), Value.Ints(6), false, 1.7)
                .Gives(Tensor.From([1.25f, 0.9632353f, 0.5220587f, 0.7794118f, 1, 1], 1, 1, 6))
                .Showing("factors decide places"),
            OperatorSample.Of(Tensor.From([1.25, 0.5, 1.0, 1.0], 1, 1, 4), Value.Ints(6), false)
                .Gives(Tensor.From([1.25, 0.875, 0.5833333333333333, 0.9166666666666666, 1.0, 1.0], 1, 1, 6)),
            OperatorSample.Of(Cast.To(Tensor.From([1.25f, 0.5f, 1, 1], 1, 1, 4), DType.BF16), Value.Ints(6), false)
                .Gives(Cast.To(Tensor.From([1.25f, 0.875f, 0.58203125f, 0.9140625f, 1, 1], 1, 1, 6), DType.BF16)),
        ],
        ["aten::upsample_linear1d.vec"] = () =>
        [
            OperatorSample.Of(Tensor.From([1.25f, 0.5f, 1, 1], 1, 1, 4), Value.None, false, Value.List(2.0))
                .Gives(Tensor.From([1.25f, 1.0625f, 0.6875f, 0.625f, 0.875f, 1, 1, 1], 1, 1, 8)),
            OperatorSample.Of(Tensor.From([1.25f, 0.5f, 1, 1], 1, 1, 4), Value.Ints(6), true, Value.None)
                .Gives(Tensor.From([1.25f, 0.79999995f, 0.6f, 0.90000004f, 1, 1], 1, 1, 6)),
            OperatorSample.Of(Cast.To(Tensor.From([1.25f, 0.5f, 1, 1], 1, 1, 4), DType.F16), Value.None, false, Value.List(0.7))
                .Gives(Cast.To(Tensor.From([1.0888672f, 0.82128906f], 1, 1, 2), DType.F16)),
        ],
        ["aten::upsample_bilinear2d.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([-1.25f, -0.75f, 0.25f, -1.25f, 0.5f, 0], 1, 1, 3, 2), Value.Ints(4, 3), false)
                .Gives(Tensor.From([-1.25f, -1, -0.75f, -0.3125f, -0.6875f, -1.0625f, 0.34375f, -0.21875f, -0.78125f, 0.5f, 0.25f, 0], 1,
                    1, 4, 3)),
            OperatorSample.Of(Tensor.From([-1.25f, -0.75f, 0.25f, -1.25f, 0.5f, 0], 1, 1, 3, 2), Value.Ints(2, 5), true)
                .Gives(Tensor.From([-1.25f, -1.125f, -1, -0.875f, -0.75f, 0.5f, 0.375f, 0.25f, 0.125f, 0], 1, 1, 2, 5)),
            OperatorSample.Of(Tensor.From([-1.25f, -0.75f, 0.25f, -1.25f, 0.5f, 0], 1, 1, 3, 2), Value.Ints(4, 3), false, 1.7, 0.8)
                .Gives(Tensor.From([-1.1875f, -0.75f, -0.75f, -0.7095588f, -0.94117653f, -0.94117653f, 0.025735404f, -1.2352942f,
                    -1.2352941f, 0.27205884f, -0.5514705f, -0.5514705f], 1, 1, 4, 3))
                .Showing("factors decide places"),
            OperatorSample.Of(Tensor.From([2f, -2, -1.25f, -1, 1.5f, -1.5f, 1, -0.25f, -2, -2, -1, 1.75f], 12).AsStrided([1, 2, 2, 3],
                [12, 1, 6, 2], 0), Value.Ints(3, 4), false)
                .Gives(Tensor.From([2f, -2, -0.03125f, -1.375f, -0.21875f, -1.1875f, 1.5f, -1.5f, 1.5f, -1.125f, -0.453125f, -1.359375f,
                    -0.921875f, -0.890625f, 0.25f, 0.125f, 1, -0.25f, -0.87499994f, -1.34375f, -1.625f, -0.59374994f, -1, 1.7500001f],
                    24).AsStrided([1, 2, 3, 4], [24, 1, 8, 2], 0))
                .WithStrides(24, 1, 8, 2),
            OperatorSample.Of(Tensor.From([-1.25, -0.75, 0.25, -1.25, 0.5, 0.0], 1, 1, 3, 2), Value.Ints(4, 3), false)
                .Gives(Tensor.From([-1.25, -1.0, -0.75, -0.3125, -0.6874999999999999, -1.0625, 0.34375, -0.21874999999999994, -0.78125,
                    0.5, 0.25, 0.0], 1, 1, 4, 3)),
            OperatorSample.Of(Cast.To(Tensor.From([-1.25f, -0.75f, 0.25f, -1.25f, 0.5f, 0], 1, 1, 3, 2), DType.BF16), Value.Ints(4, 3),
                false)
                .Gives(Cast.To(Tensor.From([-1.25f, -1, -0.75f, -0.3125f, -0.6875f, -1.0625f, 0.34375f, -0.21875f, -0.78125f, 0.5f,
                    0.25f, 0], 1, 1, 4, 3), DType.BF16)),
            OperatorSample.Of(Tensor.Zeros(DType.F32, 0, 1, 3, 2), Value.Ints(4, 3), false)
                .Gives(Tensor.Zeros(DType.F32, 0, 1, 4, 3))
                .Showing("of nothing"),
        ],
        ["aten::upsample_bilinear2d.vec"] = () =>
        [
            OperatorSample.Of(Tensor.From([-1.25f, -0.75f, 0.25f, -1.25f, 0.5f, 0], 1, 1, 3, 2), Value.None, false, Value.List(2.0, 1.5))
                .Gives(Tensor.From([-1.25f, -1, -0.75f, -0.875f, -0.875f, -0.875f, -0.125f, -0.625f, -1.125f, 0.3125f, -0.3125f,
                    -0.9375f, 0.4375f, 0.0625f, -0.3125f, 0.5f, 0.25f, 0], 1, 1, 6, 3)),
            OperatorSample.Of(Tensor.From([-1.25f, -0.75f, 0.25f, -1.25f, 0.5f, 0], 1, 1, 3, 2), Value.Ints(4, 3), true, Value.None)
                .Gives(Tensor.From([-1.25f, -1, -0.75f, -0.24999996f, -0.6666666f, -1.0833334f, 0.33333334f, -0.24999997f, -0.83333325f,
                    0.5f, 0.25f, 0], 1, 1, 4, 3)),
            OperatorSample.Of(Cast.To(Tensor.From([-1.25f, -0.75f, 0.25f, -1.25f, 0.5f, 0], 1, 1, 3, 2), DType.F16), Value.None, false,
                Value.List(0.7, 2.0))
                .Gives(Cast.To(Tensor.From([-0.92871094f, -0.91064453f, -0.875f, -0.8569336f, 0.41064453f, 0.19641113f, -0.23217773f,
                    -0.4465332f], 1, 1, 2, 4), DType.F16)),
        ],
        ["aten::upsample_trilinear3d.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([0f, -2, -0.75f, -1.25f, 0, 0.25f, 1.25f, 1], 1, 1, 2, 2, 2), Value.Ints(3, 2, 3), false)
                .Gives(Tensor.From([0f, -1, -2, -0.75f, -1, -1.25f, 0, -0.4375f, -0.875f, 0.25f, 0.0625f, -0.125f, 0, 0.125f, 0.25f,
                    1.25f, 1.125f, 1], 1, 1, 3, 2, 3)),
            OperatorSample.Of(Tensor.From([0f, -2, -0.75f, -1.25f, 0, 0.25f, 1.25f, 1], 1, 1, 2, 2, 2), Value.Ints(2, 3, 2), true)
                .Gives(Tensor.From([0f, -2, -0.375f, -1.625f, -0.75f, -1.25f, 0, 0.25f, 0.625f, 0.625f, 1.25f, 1], 1, 1, 2, 3, 2)),
            OperatorSample.Of(Tensor.From([0f, -2, -0.75f, -1.25f, 0, 0.25f, 1.25f, 1], 1, 1, 2, 2, 2), Value.Ints(3, 2, 3), false, 1.7,
                0.8, 2.3)
                .Gives(Tensor.From([0f, -0.30434778f, -1.173913f, -0.75f, -0.82608694f, -1.0434783f, 0, -0.17343348f, -0.66895777f,
                    0.014705926f, -0.046834983f, -0.22266617f, 0, 0.027973175f, 0.107896544f, 1.1911767f, 1.1520141f, 1.0401217f], 1, 1,
                    3, 2, 3))
                .Showing("factors decide places"),
            OperatorSample.Of(Tensor.From([0.0, -2.0, -0.75, -1.25, 0.0, 0.25, 1.25, 1.0], 1, 1, 2, 2, 2), Value.Ints(3, 2, 3), false)
                .Gives(Tensor.From([0.0, -0.9999999999999999, -2.0, -0.75, -0.9999999999999999, -1.25, 0.0, -0.43749999999999994, -0.875,
                    0.2499999999999999, 0.062499999999999944, -0.12500000000000006, 0.0, 0.12499999999999999, 0.25, 1.25, 1.125, 1.0], 1,
                    1, 3, 2, 3)),
            OperatorSample.Of(Cast.To(Tensor.From([0f, -2, -0.75f, -1.25f, 0, 0.25f, 1.25f, 1], 1, 1, 2, 2, 2), DType.BF16),
                Value.Ints(3, 2, 3), false)
                .Gives(Cast.To(Tensor.From([0f, -1, -2, -0.75f, -1, -1.25f, 0, -0.4375f, -0.875f, 0.25f, 0.0625f, -0.125f, 0, 0.125f,
                    0.25f, 1.25f, 1.125f, 1], 1, 1, 3, 2, 3), DType.BF16)),
        ],
        ["aten::upsample_trilinear3d.vec"] = () =>
        [
            OperatorSample.Of(Tensor.From([0f, -2, -0.75f, -1.25f, 0, 0.25f, 1.25f, 1], 1, 1, 2, 2, 2), Value.None, false,
                Value.List(2.0, 1.5, 0.5))
                .Gives(Tensor.From([-1f, -1, -1, -0.71875f, -0.59375f, -0.46875f, -0.15625f, 0.21875f, 0.59375f, 0.125f, 0.625f, 1.125f],
                    1, 1, 4, 3, 1)),
            OperatorSample.Of(Tensor.From([0f, -2, -0.75f, -1.25f, 0, 0.25f, 1.25f, 1], 1, 1, 2, 2, 2), Value.Ints(3, 2, 3), true,
                Value.None)
                .Gives(Tensor.From([0f, -1, -2, -0.75f, -1, -1.25f, 0, -0.4375f, -0.875f, 0.25f, 0.0625f, -0.125f, 0, 0.125f, 0.25f,
                    1.25f, 1.125f, 1], 1, 1, 3, 2, 3)),
            OperatorSample.Of(Cast.To(Tensor.From([0f, -2, -0.75f, -1.25f, 0, 0.25f, 1.25f, 1], 1, 1, 2, 2, 2), DType.F16), Value.None,
                false, Value.List(0.7, 2.0, 1.0))
                .Gives(Cast.To(Tensor.From([0f, -1.5175781f, -0.0803833f, -1.3300781f, -0.24108887f, -0.9550781f, -0.3215332f,
                    -0.7675781f], 1, 1, 1, 4, 2), DType.F16)),
        ],
        ["aten::upsample_bicubic2d.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([-2f, 0, 2, -0.5f, 1.75f, 2], 1, 1, 3, 2), Value.Ints(4, 3), false)
                .Gives(Tensor.From([-2.488759f, -1.1256104f, 0.23753732f, 0.68853724f, -0.004211426f, -0.69695985f, 2.5232735f,
                    1.3476562f, 0.17203994f, 1.6932201f, 1.9557495f, 2.2182794f], 1, 1, 4, 3)),
            OperatorSample.Of(Tensor.From([-2f, 0, 2, -0.5f, 1.75f, 2], 1, 1, 3, 2), Value.Ints(2, 5), true)
                .Gives(Tensor.From([-2f, -1.546875f, -1, -0.453125f, 0, 1.75f, 1.8066406f, 1.875f, 1.9433594f, 2], 1, 1, 2, 5)),
            OperatorSample.Of(Tensor.From([-2f, 0, 2, -0.5f, 1.75f, 2], 1, 1, 3, 2), Value.Ints(4, 3), false, 1.7, 0.8)
                .Gives(Tensor.From([-2.1347313f, 0.31655562f, 0.048687935f, -0.49295714f, -0.3364318f, -0.35353634f, 1.6578857f,
                    -0.8103199f, -0.5406034f, 2.047859f, 0.73043585f, 0.87439895f], 1, 1, 4, 3))
                .Showing("factors decide places"),
            OperatorSample.Of(Tensor.From([-0.25f, -0.75f, 1.75f, 0.75f, -0.25f, 1, -2, 1.75f, 1.5f, -1.25f, 0, -1], 12).AsStrided([1, 2,
                2, 3], [12, 1, 6, 2], 0), Value.Ints(3, 4), false)
                .Gives(Tensor.From([-0.23229899f, -1.1027182f, 1.3224142f, 0.21485566f, 1.2407796f, 1.2214096f, -0.4183715f, 1.1915556f,
                    -1.3223877f, 0.553833f, 0.82629395f, -0.0072021484f, 1.2965088f, -0.24230957f, -0.25061035f, 0.017944336f,
                    -2.4124763f, 2.2103834f, 0.33017412f, -0.22925986f, 1.3522382f, -1.7060281f, -0.08284936f, -1.1556665f],
                    24).AsStrided([1, 2, 3, 4], [24, 1, 8, 2], 0))
                .WithStrides(24, 1, 8, 2),
            OperatorSample.Of(Tensor.From([-2.0, 0.0, 2.0, -0.5, 1.75, 2.0], 1, 1, 3, 2), Value.Ints(4, 3), false)
                .Gives(Tensor.From([-2.488758511013455, -1.1256103515625002, 0.23753780788845547, 0.6885371738009982,
                    -0.0042114257812499445, -0.6969600253634987, 2.5232730441623263, 1.34765625, 0.17203945583767324, 1.6932199266221795,
                    1.95574951171875, 2.2182790968153214], 1, 1, 4, 3)),
            OperatorSample.Of(Cast.To(Tensor.From([-2f, 0, 2, -0.5f, 1.75f, 2], 1, 1, 3, 2), DType.BF16), Value.Ints(4, 3), false)
                .Gives(Cast.To(Tensor.From([-2.484375f, -1.125f, 0.23828125f, 0.69140625f, -0.0033569336f, -0.6953125f, 2.515625f,
                    1.34375f, 0.16992188f, 1.6953125f, 1.9609375f, 2.21875f], 1, 1, 4, 3), DType.BF16)),
            OperatorSample.Of(Tensor.Zeros(DType.F32, 0, 1, 3, 2), Value.Ints(4, 3), false)
                .Gives(Tensor.Zeros(DType.F32, 0, 1, 4, 3))
                .Showing("of nothing"),
        ],
        ["aten::upsample_bicubic2d.vec"] = () =>
        [
            OperatorSample.Of(Tensor.From([-2f, 0, 2, -0.5f, 1.75f, 2], 1, 1, 3, 2), Value.None, false, Value.List(2.0, 1.5))
                .Gives(Tensor.From([-2.6366854f, -1.1845703f, 0.2675437f, -1.1616791f, -0.6430664f, -0.12445428f, 1.2738074f,
                    0.23486328f, -0.80408025f, 2.5693636f, 1.1894531f, -0.19045629f, 1.9933815f, 1.6816406f, 1.3699005f, 1.6767547f,
                    1.9936523f, 2.3105505f], 1, 1, 6, 3)),
            OperatorSample.Of(Tensor.From([-2f, 0, 2, -0.5f, 1.75f, 2], 1, 1, 3, 2), Value.Ints(4, 3), true, Value.None)
                .Gives(Tensor.From([-2f, -1, 0, 0.768518f, 0.07407373f, -0.6203705f, 2.3657403f, 1.2986107f, 0.23148113f, 1.75f, 1.875f,
                    2], 1, 1, 4, 3)),
            OperatorSample.Of(Cast.To(Tensor.From([-2f, 0, 2, -0.5f, 1.75f, 2], 1, 1, 3, 2), DType.F16), Value.None, false,
                Value.List(0.7, 2.0))
                .Gives(Cast.To(Tensor.From([-1.3457031f, -0.9902344f, -0.4050293f, -0.04989624f, 2.1835938f, 1.8632812f, 1.3359375f,
                    1.015625f], 1, 1, 2, 4), DType.F16)),
        ],
        ["aten::_upsample_bilinear2d_aa.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([0f, -1.5f, -1, 1.75f, -0.75f, -0.5f], 1, 1, 3, 2), Value.Ints(4, 3), false)
                .Gives(Tensor.From([0f, -0.75f, -1.5f, -0.625f, -0.046875f, 0.53125f, -0.90625f, 0, 0.90625f, -0.75f, -0.625f, -0.5f], 1,
                    1, 4, 3)),
            OperatorSample.Of(Tensor.From([0f, -1.5f, -1, 1.75f, -0.75f, -0.5f], 1, 1, 3, 2), Value.Ints(2, 5), true)
                .Gives(Tensor.From([-0.53571427f, -0.53571427f, -0.4642857f, -0.3214286f, -0.17857145f, -0.8125f, -0.8125f, -0.703125f,
                    -0.484375f, -0.265625f], 1, 1, 2, 5)),
            OperatorSample.Of(Tensor.From([0f, -1.5f, -1, 1.75f, -0.75f, -0.5f], 1, 1, 3, 2), Value.Ints(4, 3), false, 1.7, 0.8)
                .Gives(Tensor.From([-0.375f, -1.5f, -0f, -0.35110292f, -0.25735292f, -0f, -0.31433818f, 1.654412f, -0f, -0.5220588f,
                    0.49264693f, 0], 1, 1, 4, 3))
                .Showing("factors decide places"),
            OperatorSample.Of(Tensor.From([2f, -2, 1, 0.25f, -1.75f, 0.25f, -2, -1.75f, 1.25f, 1, -0.5f, 0.5f], 12).AsStrided([1, 2, 2,
                3], [12, 1, 6, 2], 0), Value.Ints(3, 4), false)
                .Gives(Tensor.From([2f, -2, 1.375f, -0.59375f, -0.03125f, 0.25f, -1.75f, 0.25f, 0, -1.875f, 0.703125f, -0.3125f,
                    0.28125f, 0.53125f, -1.125f, 0.375f, -2, -1.75f, 0.03125f, -0.03125f, 0.59375f, 0.8125f, -0.5f, 0.5f],
                    24).AsStrided([1, 2, 3, 4], [24, 1, 8, 2], 0))
                .WithStrides(24, 1, 8, 2),
            OperatorSample.Of(Tensor.From([0.0, -1.5, -1.0, 1.75, -0.75, -0.5], 1, 1, 3, 2), Value.Ints(4, 3), false)
                .Gives(Tensor.From([0.0, -0.75, -1.5, -0.625, -0.046875, 0.53125, -0.90625, 0.0, 0.90625, -0.75, -0.625, -0.5], 1, 1, 4,
                    3)),
            OperatorSample.Of(Tensor.Zeros(DType.F32, 0, 1, 3, 2), Value.Ints(4, 3), false)
                .Gives(Tensor.Zeros(DType.F32, 0, 1, 4, 3))
                .Showing("of nothing"),
        ],
        ["aten::_upsample_bilinear2d_aa.vec"] = () =>
        [
            OperatorSample.Of(Tensor.From([0f, -1.5f, -1, 1.75f, -0.75f, -0.5f], 1, 1, 3, 2), Value.None, false, Value.List(2.0, 1.5))
                .Gives(Tensor.From([0f, -0.75f, -1.5f, -0.25f, -0.46875f, -0.6875f, -0.75f, 0.09375f, 0.9375f, -0.9375f, 0.125f, 1.1875f,
                    -0.8125f, -0.375f, 0.0625f, -0.75f, -0.625f, -0.5f], 1, 1, 6, 3)),
            OperatorSample.Of(Tensor.From([0f, -1.5f, -1, 1.75f, -0.75f, -0.5f], 1, 1, 3, 2), Value.Ints(4, 3), true, Value.None)
                .Gives(Tensor.From([0f, -0.375f, -1.125f, -0.5f, -0.34375f, -0.03125f, -0.9583333f, -0.375f, 0.7916665f, -0.7916666f,
                    -0.62500006f, -0.29166692f], 1, 1, 4, 3)),
        ],
        ["aten::_upsample_bicubic2d_aa.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([0.75f, 0, -0.5f, -0.75f, 0.25f, 1.5f], 1, 1, 3, 2), Value.Ints(4, 3), false)
                .Gives(Tensor.From([0.86635894f, 0.4272388f, -0.011881456f, -0.050413046f, -0.3569925f, -0.6635722f, -0.33045822f,
                    -0.13529f, 0.05987829f, 0.20178732f, 0.95335823f, 1.7049295f], 1, 1, 4, 3)),
            OperatorSample.Of(Tensor.From([0.75f, 0, -0.5f, -0.75f, 0.25f, 1.5f], 1, 1, 3, 2), Value.Ints(2, 5), true)
                .Gives(Tensor.From([0.17277902f, 0.1549994f, 0.113797575f, 0.03557361f, -0.05449792f, -0.068517156f, -0.00551155f,
                    0.14049514f, 0.41769707f, 0.7368831f], 1, 1, 2, 5)),
            OperatorSample.Of(Tensor.From([0.75f, 0, -0.5f, -0.75f, 0.25f, 1.5f], 1, 1, 3, 2), Value.Ints(4, 3), false, 1.7, 0.8)
                .Gives(Tensor.From([0.666032f, 0.016602427f, 0.057809927f, 0.15720183f, -0.37638643f, -0.34252927f, -0.55368936f,
                    -0.7834425f, -0.76886415f, 0.04175635f, 0.59905565f, 0.56369394f], 1, 1, 4, 3))
                .Showing("factors decide places"),
            OperatorSample.Of(Tensor.From([1f, -2, -0.5f, -1.75f, -1.5f, -0.75f, -0.75f, 1, -0.5f, 1.5f, 0.75f, 1.5f], 12).AsStrided([1,
                2, 2, 3], [12, 1, 6, 2], 0), Value.Ints(3, 4), false)
                .Gives(Tensor.From([1.1995038f, -2.2095685f, 0.18338571f, -2.1257627f, -1.0418122f, -1.5496278f, -1.7079976f,
                    -0.84235036f, 0.15764925f, -0.51958954f, -0.27549112f, -0.30004674f, -0.4971936f, 0.087932646f, -0.36847016f,
                    0.4011194f, -0.88420576f, 1.1703901f, -0.7343682f, 1.5256699f, 0.047425136f, 1.7254938f, 0.9710578f, 1.6445898f],
                    24).AsStrided([1, 2, 3, 4], [24, 1, 8, 2], 0))
                .WithStrides(24, 1, 8, 2),
            OperatorSample.Of(Tensor.From([0.75, 0.0, -0.5, -0.75, 0.25, 1.5], 1, 1, 3, 2), Value.Ints(4, 3), false)
                .Gives(Tensor.From([0.8663589945011784, 0.4272388059701493, -0.01188138256087975, -0.050412953571956035,
                    -0.35699251637043966, -0.663572079168923, -0.33045824922455813, -0.13528999064546304, 0.05987826793363208,
                    0.20178711704634714, 0.9533582089552239, 1.7049293008641004], 1, 1, 4, 3)),
            OperatorSample.Of(Tensor.Zeros(DType.F32, 0, 1, 3, 2), Value.Ints(4, 3), false)
                .Gives(Tensor.Zeros(DType.F32, 0, 1, 4, 3))
                .Showing("of nothing"),
        ],
        ["aten::_upsample_bicubic2d_aa.vec"] = () =>
        [
            OperatorSample.Of(Tensor.From([0.75f, 0, -0.5f, -0.75f, 0.25f, 1.5f], 1, 1, 3, 2), Value.None, false, Value.List(2.0, 1.5))
                .Gives(Tensor.From([0.91253865f, 0.46323526f, 0.013931817f, 0.54161054f, 0.15237226f, -0.23686619f, -0.2443f,
                    -0.50667936f, -0.76905894f, -0.42750603f, -0.36164123f, -0.29577643f, 0.016063347f, 0.56843066f, 1.1207982f,
                    0.22523241f, 1.007353f, 1.7894738f], 1, 1, 6, 3)),
            OperatorSample.Of(Tensor.From([0.75f, 0, -0.5f, -0.75f, 0.25f, 1.5f], 1, 1, 3, 2), Value.Ints(4, 3), true, Value.None)
                .Gives(Tensor.From([0.90131557f, 0.67006564f, 0.21151304f, 0.17084774f, -0.007247876f, -0.3603992f, -0.47141275f,
                    -0.47901678f, -0.4940951f, 0.05526785f, 0.3756918f, 1.0110701f], 1, 1, 4, 3)),
        ],
        ["aten::_upsample_lanczos2d_aa.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([0.5f, -2, 0.75f, 1.75f, -0.25f, 1], 1, 1, 3, 2), Value.Ints(4, 3), false)
                .Gives(Tensor.From([0.8002609f, -0.9118467f, -2.6239548f, 0.84640145f, 0.54220444f, 0.23800746f, 0.17221291f, 1.1661661f,
                    2.1601195f, -0.47430366f, 0.26776293f, 1.0098298f], 1, 1, 4, 3)),
            OperatorSample.Of(Tensor.From([0.5f, -2, 0.75f, 1.75f, -0.25f, 1], 1, 1, 3, 2), Value.Ints(2, 5), true)
                .Gives(Tensor.From([0.62580687f, 0.55627066f, 0.45601228f, 0.33255956f, 0.20038518f, -0.48245606f, -0.2438409f,
                    0.1001985f, 0.52382964f, 0.97738945f], 1, 1, 2, 5)),
            OperatorSample.Of(Tensor.From([0.5f, -2, 0.75f, 1.75f, -0.25f, 1], 1, 1, 3, 2), Value.Ints(4, 3), false, 1.7, 0.8)
                .Gives(Tensor.From([-0.2949746f, -2.7046053f, -2.8372097f, 0.30923566f, -0.8940612f, -0.96027976f, 0.9977842f,
                    1.7556362f, 1.7973413f, 0.5456877f, 1.843628f, 1.9150548f], 1, 1, 4, 3))
                .Showing("factors decide places"),
            OperatorSample.Of(Tensor.From([0.75f, -1.75f, -1.25f, -0.75f, -1.5f, 0.5f, -1.75f, -1.5f, 0, 1.25f, -0.75f, 1.25f],
                12).AsStrided([1, 2, 2, 3], [12, 1, 6, 2], 0), Value.Ints(3, 4), false)
                .Gives(Tensor.From([1.2313621f, -1.8050115f, -0.35575944f, -1.5193502f, -1.8274682f, -0.30585554f, -1.5509276f,
                    0.48912007f, -0.50237966f, -1.7441738f, -0.5033053f, -0.615384f, -0.8499506f, 0.77119726f, -1.1577184f, 0.87718093f,
                    -2.2361217f, -1.6833361f, -0.65085125f, 0.28858232f, 0.12756707f, 1.8482503f, -0.764509f, 1.265242f],
                    24).AsStrided([1, 2, 3, 4], [24, 1, 8, 2], 0))
                .WithStrides(24, 1, 8, 2),
            OperatorSample.Of(Tensor.From([0.5, -2.0, 0.75, 1.75, -0.25, 1.0], 1, 1, 3, 2), Value.Ints(4, 3), false)
                .Gives(Tensor.From([0.8002608760145334, -0.9118467650959337, -2.6239544062064, 0.8464014333925214, 0.5422044605076174,
                    0.23800748762271348, 0.1722129151376138, 1.1661660447309654, 2.1601191743243167, -0.47430366272960744,
                    0.2677629245621207, 1.0098295118538485], 1, 1, 4, 3)),
            OperatorSample.Of(Tensor.Zeros(DType.F32, 0, 1, 3, 2), Value.Ints(4, 3), false)
                .Gives(Tensor.Zeros(DType.F32, 0, 1, 4, 3))
                .Showing("of nothing"),
        ],
        ["aten::_upsample_lanczos2d_aa.vec"] = () =>
        [
            OperatorSample.Of(Tensor.From([0.5f, -2, 0.75f, 1.75f, -0.25f, 1], 1, 1, 3, 2), Value.None, false, Value.List(2.0, 1.5))
                .Gives(Tensor.From([0.795161f, -1.0446688f, -2.8844993f, 0.8401662f, -0.32516792f, -1.4905025f, 0.80772114f, 0.8371877f,
                    0.8666543f, 0.3308368f, 1.2785443f, 2.2262518f, -0.22561869f, 0.6612162f, 1.5480514f, -0.5328545f, 0.18440978f,
                    0.9016743f], 1, 1, 6, 3)),
            OperatorSample.Of(Tensor.From([0.5f, -2, 0.75f, 1.75f, -0.25f, 1], 1, 1, 3, 2), Value.Ints(4, 3), true, Value.None)
                .Gives(Tensor.From([0.94247735f, -0.20711797f, -1.7111795f, 0.9098527f, 0.5015043f, -0.03275437f, 0.3640022f, 0.9373144f,
                    1.6874019f, -0.36223015f, 0.19280083f, 0.9189701f], 1, 1, 4, 3)),
        ],
    };
}
