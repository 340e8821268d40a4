using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Aten;

internal sealed class Prod : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["aten::prod.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3)).Gives(Tensor.Scalar(720f)),
            OperatorSample.Of(Tensor.From([false, false, true, true, true, true], 2, 3)).Gives(Tensor.Scalar(0L)),
            OperatorSample.Of(Tensor.Zeros(DType.F32, 0, 3)).Gives(Tensor.Scalar(1f)).Showing("of nothing"),
        ],
        ["aten::prod.dim_int"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3), 1L, true).Gives(Tensor.From([6f, 120], 2, 1)),
            OperatorSample.Of(Tensor.From([1, 2, 3, 4, 5, 6], 2, 3), 0L).Gives(Tensor.From([4L, 10, 18], 3)),
            OperatorSample.Of(Tensor.From([1099511600000f, 1099511600000], 2), 0L)
                .Gives(Tensor.Scalar(1.2089258e+24f)).Showing("overflow wraps"),
            OperatorSample.Of(Tensor.Scalar(2f), -1L).Gives(Tensor.Scalar(2f)),
        ],
    };
}
