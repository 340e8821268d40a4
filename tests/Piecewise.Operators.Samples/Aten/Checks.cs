using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Aten;

internal sealed class Checks : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["aten::_assert_scalar.default"] = () =>
        [
            OperatorSample.Of(true, "a message").Gives(Value.None),
            OperatorSample.Of(3L, "anything but zero holds").Gives(Value.None),
        ],
        ["aten::_assert_async.default"] = () =>
        [
            OperatorSample.Of(Tensor.Scalar(true)).Gives(Value.None),
        ],
        ["aten::_assert_async.msg"] = () =>
        [
            OperatorSample.Of(Tensor.From([3L], 1, 1), "a message").Gives(Value.None),
            OperatorSample.Of(Tensor.From([true], 1), "a message").Gives(Value.None),
        ],
        ["aten::_functional_assert_scalar.default"] = () =>
        [
            OperatorSample.Of(true, "a message", Tensor.Scalar(1f)).Gives(Tensor.Scalar(1f)),
        ],
        ["aten::_functional_assert_async.msg"] = () =>
        [
            OperatorSample.Of(Tensor.Scalar(true), "a message", Tensor.Scalar(1f)).Gives(Tensor.Scalar(1f)),
        ],
        ["aten::sym_constrain_range.default"] = () =>
        [
            OperatorSample.Of(3L).With("min", 2L).With("max", 3L).Gives(Value.None),
        ],
        ["aten::sym_constrain_range_for_size.default"] = () =>
        [
            OperatorSample.Of(3L).Gives(Value.None),
            OperatorSample.Of(3L).With("max", 4L).Gives(Value.None),
        ],
        ["aten::_functional_sym_constrain_range.default"] = () =>
        [
            OperatorSample.Of(3L, 1L, Value.None, Tensor.Scalar(1f)).Gives(Tensor.Scalar(1f)),
        ],
        ["aten::_functional_sym_constrain_range_for_size.default"] = () =>
        [
            OperatorSample.Of(3L, 0L, 7L, Tensor.Scalar(1f)).Gives(Tensor.Scalar(1f)),
        ],
        ["aten::_assert_tensor_metadata.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2f, 3f, 4f, 5f, 6f], 2, 3), Value.Ints(2, 3), Value.Ints(3, 1), DType.F32).Gives(Value.None),
            OperatorSample.Of(Tensor.From([1L], 1)).With("dtype", DType.I64).Gives(Value.None),
        ],
    };
}
