using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Sym;

internal sealed class SizeQueries : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["aten::sym_numel.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2f, 3f, 4f, 5f, 6f], 2, 3)).Gives(6L),
            OperatorSample.Of(Tensor.Scalar(1f)).Gives(1L).Showing("rank 0"),
        ],
        ["aten::numel.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2f, 3f, 4f, 5f, 6f], 2, 3)).Gives(6L),
        ],
        ["aten::sym_stride.int"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2f, 3f, 4f, 5f, 6f], 6).AsStrided([3, 2], [1, 3], 0), -1L).Gives(3L),
        ],
        ["aten::sym_stride.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2f, 3f, 4f, 5f, 6f], 6).AsStrided([3, 2], [1, 3], 0)).Gives(Value.Ints(1, 3)),
        ],
        ["aten::sym_size.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2f, 3f, 4f, 5f, 6f], 2, 3)).Gives(Value.Ints(2, 3)),
        ],
        ["aten::sym_storage_offset.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2f, 3f, 4f, 5f, 6f], 2, 3)).Gives(0L),
        ],
    };
}
