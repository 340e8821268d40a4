using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Aten;

internal sealed class AnyAll : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["aten::any.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([false, false, true, true, true, true], 2, 3)).Gives(Tensor.Scalar(true)),
            OperatorSample.Of(Tensor.Zeros(DType.F32, 0, 3)).Gives(Tensor.Scalar(false)),
            OperatorSample.Of(Tensor.From([float.NaN], 1)).Gives(Tensor.Scalar(true)).Showing("NaN is not zero"),
            OperatorSample.Of(Cast.To(Tensor.From([0, 0, 3], 3), DType.U8))
                .Gives(Cast.To(Tensor.Scalar(1), DType.U8)).Showing("u8 stays u8"),
        ],
        ["aten::any.dim"] = () =>
        [
            OperatorSample.Of(Tensor.From([0f, 0, 0, 2], 2, 2), 1L).Gives(Tensor.From([false, true], 2)),
            OperatorSample.Of(Tensor.From([false, false, true, true, true, true], 2, 3), 0L, true)
                .Gives(Tensor.From([true, true, true], 1, 3)),
            OperatorSample.Of(Tensor.Scalar(2f), -1L).Gives(Tensor.Scalar(true)),
        ],
        ["aten::any.dims"] = () =>
        [
            OperatorSample.Of(Tensor.From([false, false, true, true, true, true], 2, 3), Value.Ints(0, 1)).Gives(Tensor.Scalar(true)),
            OperatorSample.Of(Tensor.From([false, false, true, true, true, true], 2, 3), Value.None, true).Gives(Tensor.From([true], 1, 1)),
            OperatorSample.Of(Tensor.From([false, false, true, true, true, true], 2, 3), Value.Ints())
                .Gives(Tensor.From([false, false, true, true, true, true], 2, 3)).Showing("an empty list reduces nothing"),
        ],
        ["aten::all.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([false, false, true, true, true, true], 2, 3)).Gives(Tensor.Scalar(false)),
            OperatorSample.Of(Tensor.Zeros(DType.F32, 0, 3)).Gives(Tensor.Scalar(true)),
            OperatorSample.Of(Tensor.From([1f, -0f], 2)).Gives(Tensor.Scalar(false)),
        ],
        ["aten::all.dim"] = () =>
        [
            OperatorSample.Of(Tensor.From([false, false, true, true, true, true], 2, 3), 1L, true).Gives(Tensor.From([false, true], 2, 1)),
            OperatorSample.Of(Cast.To(Tensor.From([1, 0, 1, 2], 2, 2), DType.U8), 0L).Gives(Cast.To(Tensor.From([1, 0], 2), DType.U8)),
        ],
        ["aten::all.dims"] = () =>
        [
            OperatorSample.Of(Tensor.From([false, false, true, true, true, true], 2, 3), Value.Ints(0))
                .Gives(Tensor.From([false, false, true], 3)),
            OperatorSample.Of(Tensor.From([false, false, true, true, true, true], 2, 3), Value.Ints(), true)
                .Gives(Tensor.From([false, false, true, true, true, true], 2, 3)),
        ],
    };
}
