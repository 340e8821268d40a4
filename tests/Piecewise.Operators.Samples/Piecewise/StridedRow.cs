using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Samples;

internal sealed class StridedRow : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["piecewise::strided.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 6), Value.Ints(2, 2), Value.Ints(3, 1), 1L)
                .Gives(Tensor.From([2f, 3, 5, 6], 2, 2)).WithStrides(3, 1),
            OperatorSample.Of(Tensor.From([1f, 2, 3], 3), Value.Ints(2, 2), Value.Ints(1, 1), 0L)
                .Gives(Tensor.From([1f, 2, 2, 3], 2, 2)).WithStrides(1, 1).Showing("overlap"),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6, 7], 7).AsStrided([3], [2], 1), Value.Ints(2), Value.Ints(1), 1L)
                .Gives(Tensor.From([4f, 6], 2)).WithStrides(2).Showing("elements of the row, not of its storage"),
            OperatorSample.Of(Tensor.From([1f, 2], 2), Value.Ints(), Value.Ints(), 1L).Gives(Tensor.Scalar(2f)),
            OperatorSample.Of(Tensor.From([1f, 2], 2), Value.Ints(0, 3), Value.Ints(1, 1), 0L)
                .Gives(Tensor.Zeros(DType.F32, 0, 3)).WithStrides(1, 1).Showing("no element"),
        ],
        ["piecewise::strided_scatter.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 6), Tensor.From([0f, 0, 0, 0], 2, 2), Value.Ints(2, 2), Value.Ints(3, 1),
                0L)
                .Gives(Tensor.From([0f, 0, 3, 0, 0, 6], 6)),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4], 4), Tensor.From([0f, 9], 2), Value.Ints(2), Value.Ints(2), 1L)
                .Gives(Tensor.From([1f, 0, 3, 9], 4)),
            OperatorSample.Of(Tensor.From([1f, 2, 3], 3), Tensor.From([7f, 8], 2), Value.Ints(2), Value.Ints(0), 1L)
                .Gives(Tensor.From([1f, 8, 3], 3)).Showing("the last one stays"),
        ],
    };
}
