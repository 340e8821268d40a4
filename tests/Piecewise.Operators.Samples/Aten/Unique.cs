using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Aten;

internal sealed class Unique : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["aten::_unique.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([3L, 1, 3], 3)).Gives(Value.List(Tensor.From([1L, 3], 2), Tensor.Zeros(DType.I64, 0))),
            OperatorSample.Of(Tensor.From([1f, float.NaN, 1, float.NaN], 2, 2), true, true)
                .Gives(Value.List(Tensor.From([1f, float.NaN, float.NaN], 3), Tensor.From([0L, 1, 0, 2], 2, 2))),
        ],
        ["aten::_unique2.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([3L, 1, 3], 3), true, true, true)
                .Gives(Value.List(Tensor.From([1L, 3], 2), Tensor.From([1L, 0, 1], 3), Tensor.From([1L, 2], 2))),
            OperatorSample.Of(Tensor.From([2f, 1, 2, 0], 2, 2), true, true)
                .Gives(Value.List(Tensor.From([0f, 1, 2], 3), Tensor.From([2L, 1, 2, 0], 2, 2), Tensor.Zeros(DType.I64, 0))),
            OperatorSample.Of(Tensor.From([true, true], 2))
                .Gives(Value.List(Tensor.From([true], 1), Tensor.Zeros(DType.I64, 0), Tensor.Zeros(DType.I64, 0))),
            OperatorSample.Of(Tensor.Zeros(DType.F32, 0), true, true, true)
                .Gives(Value.List(Tensor.Zeros(DType.F32, 0), Tensor.Zeros(DType.I64, 0), Tensor.Zeros(DType.I64, 0))),
        ],
        ["aten::unique_dim.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([2L, 1, 0, 5, 2, 1], 3, 2), 0L, true, true, true)
                .Gives(Value.List(Tensor.From([0L, 5, 2, 1], 2, 2), Tensor.From([1L, 0, 1], 3), Tensor.From([1L, 2], 2))),
            OperatorSample.Of(Tensor.From([2L, 1, 2, 0, 5, 0], 2, 3), 1L)
                .Gives(Value.List(Tensor.From([1L, 2, 5, 0], 2, 2), Tensor.From([1L, 0, 1], 3), Tensor.From([1L, 2], 2))).WithStrides(1, 2),
        ],
        ["aten::unique_consecutive.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1L, 1, 2, 1], 4), true, true)
                .Gives(Value.List(Tensor.From([1L, 2, 1], 3), Tensor.From([0L, 0, 1, 2], 4), Tensor.From([2L, 1, 1], 3))),
            OperatorSample.Of(Tensor.From([1L, 1, 2, 2], 2, 2))
                .Gives(Value.List(Tensor.From([1L, 2], 2), Tensor.Zeros(DType.I64, 0), Tensor.Zeros(DType.I64, 0))),
            OperatorSample.Of(Tensor.From([1L, 1, 1, 1, 2, 2], 3, 2), true, true, 0L)
                .Gives(Value.List(Tensor.From([1L, 1, 2, 2], 2, 2), Tensor.From([0L, 0, 1], 3), Tensor.From([2L, 1], 2))),
        ],
        ["aten::unique_dim_consecutive.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1L, 1, 1, 1, 2, 2], 3, 2), 0L, true, true)
                .Gives(Value.List(Tensor.From([1L, 1, 2, 2], 2, 2), Tensor.From([0L, 0, 1], 3), Tensor.From([2L, 1], 2))),
        ],
    };
}
