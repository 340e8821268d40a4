using System.Numerics;
using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Aten;

internal sealed class ComplexViews : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["aten::real.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([new Complex64(1f, 2f), new Complex64(3f, -4f)], 2))
                .Gives(Tensor.From([1f, 3f], 2)).WithStrides(2),
            OperatorSample.Of(Tensor.From([1f, 2f], 2)).Gives(Tensor.From([1f, 2f], 2)).Showing("itself"),
        ],
        ["aten::imag.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([new Complex64(1f, 2f), new Complex64(3f, -4f)], 2))
                .Gives(Tensor.From([2f, -4f], 2)).WithStrides(2),
            OperatorSample.Of(Tensor.From([new Complex(0.0, 1.0), new Complex(2.0, 0.0), new Complex(3.0, 0.0), new Complex(0.0, 4.0)],
                4).AsStrided([2, 2], [1, 2], 0))
                .Gives(Tensor.From([1.0, 0.0, 0.0, 4.0], 2, 2)).WithStrides(2, 4),
        ],
        ["aten::view_as_real.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([new Complex64(1f, 2f), new Complex64(3f, -4f)], 2)).Gives(Tensor.From([1f, 2f, 3f, -4f], 2, 2)),
            OperatorSample.Of(Tensor.From([new Complex64(0f, 1f), new Complex64(2f, 0f), new Complex64(3f, 0f), new Complex64(0f, 4f)],
                4).AsStrided([2, 2], [1, 2], 0))
                .Gives(Tensor.From([0f, 1f, 3f, 0f, 2f, 0f, 0f, 4f], 2, 2, 2)).WithStrides(2, 4, 1),
        ],
        ["aten::view_as_complex.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2f, 3f, -4f], 2, 2)).Gives(Tensor.From([new Complex64(1f, 2f), new Complex64(3f, -4f)], 2)),
            OperatorSample.Of(Tensor.From([1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0, 11.0, 12.0], 12).AsStrided([3, 2, 2], [2, 6,
                1], 0))
                .Gives(Tensor.From([new Complex(1.0, 2.0), new Complex(7.0, 8.0), new Complex(3.0, 4.0), new Complex(9.0, 10.0),
                    new Complex(5.0, 6.0), new Complex(11.0, 12.0)], 3, 2))
                .WithStrides(1, 3),
        ],
        ["aten::_conj.default", "aten::conj.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([new Complex64(1f, 2f), new Complex64(-0f, -1f)], 2))
                .Gives(Tensor.From([new Complex64(1f, -2f), new Complex64(-0f, 1f)], 2)),
            OperatorSample.Of(Tensor.From([new Complex64(1f, 2f), new Complex64(3f, 0f), new Complex64(0f, 4f)], 3).AsStrided([2], [2], 0))
                .Gives(Tensor.From([new Complex64(1f, -2f), new Complex64(0f, -4f)], 2)).WithStrides(2).Showing("strides stay"),
        ],
    };
}
