using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Aten;

internal sealed class Bitwise : ISampleSource
{
    public SampleTable Samples => new()
    {
        [
            "aten::__and__.Scalar", "aten::__and__.Tensor", "aten::bitwise_and.Scalar", "aten::bitwise_and.Scalar_Tensor",
            "aten::bitwise_and.Tensor"
        ] = () =>
        [
            OperatorSample.Of(Tensor.From([12L, -1], 2), Tensor.From([10L, 255], 2)).Gives(Tensor.From([8L, 255], 2)),
            OperatorSample.Of(Tensor.From([true, true], 2), Tensor.From([true, false], 2)).Gives(Tensor.From([true, false], 2)),
            OperatorSample.Of(Tensor.From<byte>([255], 1), 15L).Gives(Tensor.From<byte>([15], 1)),
            OperatorSample.Of(Tensor.From([true, false], 2, 1), Tensor.From([true, false], 2))
                .Gives(Tensor.From([true, false, false, false], 2, 2)).Showing("broadcasting"),
        ],
        [
            "aten::__or__.Scalar", "aten::__or__.Tensor", "aten::bitwise_or.Scalar", "aten::bitwise_or.Scalar_Tensor",
            "aten::bitwise_or.Tensor"
        ] = () =>
        [
            OperatorSample.Of(Tensor.From([12L, -2], 2), Tensor.From([10L, 1], 2)).Gives(Tensor.From([14L, -1], 2)),
            OperatorSample.Of(Tensor.From([true, false], 2), Tensor.From([false, false], 2)).Gives(Tensor.From([true, false], 2)),
            OperatorSample.Of(Tensor.From([1], 1), 6L).Gives(Tensor.From([7], 1)),
        ],
        [
            "aten::__xor__.Scalar", "aten::__xor__.Tensor", "aten::bitwise_xor.Scalar", "aten::bitwise_xor.Scalar_Tensor",
            "aten::bitwise_xor.Tensor"
        ] = () =>
        [
            OperatorSample.Of(Tensor.From([12L, -1], 2), Tensor.From([10L, 1], 2)).Gives(Tensor.From([6L, -2], 2)),
            OperatorSample.Of(Tensor.From([true, true], 2), Tensor.From([true, false], 2)).Gives(Tensor.From([false, true], 2)),
            OperatorSample.Of(Tensor.From<short>([1], 1), true).Gives(Tensor.From<short>([0], 1)),
        ],
        ["aten::bitwise_not.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([true, false], 2)).Gives(Tensor.From([false, true], 2)),
            OperatorSample.Of(Tensor.From([0L, 5], 2)).Gives(Tensor.From([-1L, -6], 2)),
            OperatorSample.Of(Tensor.From<byte>([1], 1)).Gives(Tensor.From<byte>([254], 1)),
        ],
        [
            "aten::__lshift__.Scalar", "aten::__lshift__.Tensor", "aten::bitwise_left_shift.Scalar_Tensor",
            "aten::bitwise_left_shift.Tensor", "aten::bitwise_left_shift.Tensor_Scalar"
        ] = () =>
        [
            OperatorSample.Of(Tensor.From([1L, 1, 1], 3), Tensor.From([70L, -1, 3], 3))
                .Gives(Tensor.From([0L, 0, 8], 3)).Showing("a shift out of range gives 0"),
            OperatorSample.Of(Tensor.From([1, 3], 2), Tensor.Scalar(31))
                .Gives(Tensor.From([-2147483648, -2147483648], 2)).Showing("overflow is cut off"),
        ],
        [
            "aten::__rshift__.Scalar", "aten::__rshift__.Tensor", "aten::bitwise_right_shift.Scalar_Tensor",
            "aten::bitwise_right_shift.Tensor", "aten::bitwise_right_shift.Tensor_Scalar"
        ] = () =>
        [
            OperatorSample.Of(Tensor.From([-8L, 8, 8], 3), Tensor.From([70L, -1, 1], 3))
                .Gives(Tensor.From([-1L, 0, 4], 3)).Showing("a shift out of range leaves the sign"),
            OperatorSample.Of(Tensor.From<byte>([200], 1), Tensor.Scalar((byte)3)).Gives(Tensor.From<byte>([25], 1)),
        ],
    };
}
