using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Aten;

internal sealed class Split : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["aten::split.Tensor", "aten::unsafe_split.Tensor"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5], 5), 2L)
                .Gives(Value.List(Tensor.From([1f, 2], 2), Tensor.From([3f, 4], 2), Tensor.From([5f], 1))),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3), 2L, -1L)
                .Gives(Value.List(Tensor.From([1f, 2, 4, 5], 2, 2), Tensor.From([3f, 6], 2, 1))).WithStrides(3, 1),
            OperatorSample.Of(Tensor.Zeros(DType.F32, 0), 3L).Gives(Value.List(Tensor.Zeros(DType.F32, 0))),
            OperatorSample.Of(Tensor.From([1f, 2], 2), 5L).Gives(Value.List(Tensor.From([1f, 2], 2))),
        ],
        ["aten::split_copy.Tensor"] = OperatorSamples.WithoutStrides("aten::split.Tensor"),
        ["aten::split.sizes", "aten::split_with_sizes.default", "aten::unsafe_split_with_sizes.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5], 5), Value.Ints(2, 0, 3))
                .Gives(Value.List(Tensor.From([1f, 2], 2), Tensor.Zeros(DType.F32, 0), Tensor.From([3f, 4, 5], 3))),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3), Value.Ints(1, 2), 1L)
                .Gives(Value.List(Tensor.From([1f, 4], 2, 1), Tensor.From([2f, 3, 5, 6], 2, 2))).WithStrides(3, 1),
        ],
        ["aten::split_with_sizes_copy.default"] = OperatorSamples.WithoutStrides("aten::split.sizes"),
        ["aten::chunk.default", "aten::unsafe_chunk.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5], 5), 3L)
                .Gives(Value.List(Tensor.From([1f, 2], 2), Tensor.From([3f, 4], 2), Tensor.From([5f], 1))),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5], 5), 4L)
                .Gives(Value.List(Tensor.From([1f, 2], 2), Tensor.From([3f, 4], 2), Tensor.From([5f], 1)))
                .Showing("fewer parts than asked for"),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6, 7, 8], 2, 4), 2L, -1L)
                .Gives(Value.List(Tensor.From([1f, 2, 5, 6], 2, 2), Tensor.From([3f, 4, 7, 8], 2, 2))).WithStrides(4, 1),
            OperatorSample.Of(Tensor.Zeros(DType.F32, 0), 2L).Gives(Value.List(Tensor.Zeros(DType.F32, 0), Tensor.Zeros(DType.F32, 0))),
        ],
        ["aten::tensor_split.sections"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5], 5), 3L)
                .Gives(Value.List(Tensor.From([1f, 2], 2), Tensor.From([3f, 4], 2), Tensor.From([5f], 1))),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3), 2L, 1L)
                .Gives(Value.List(Tensor.From([1f, 2, 4, 5], 2, 2), Tensor.From([3f, 6], 2, 1))).WithStrides(3, 1),
            OperatorSample.Of(Tensor.From([1f], 1), 2L).Gives(Value.List(Tensor.From([1f], 1), Tensor.Zeros(DType.F32, 0))),
        ],
        ["aten::tensor_split.indices"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5], 5), Value.Ints(1, 3))
                .Gives(Value.List(Tensor.From([1f], 1), Tensor.From([2f, 3], 2), Tensor.From([4f, 5], 2))),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5], 5), Value.Ints(-2, 1, 9))
                .Gives(Value.List(Tensor.From([1f, 2, 3], 3), Tensor.Zeros(DType.F32, 0), Tensor.From([2f, 3, 4, 5], 4),
                    Tensor.Zeros(DType.F32, 0)))
                .Showing("slices that overlap, or lie outside"),
        ],
    };
}
