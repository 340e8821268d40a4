using System.Numerics;
using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Aten;

internal sealed class Complexes : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["aten::complex.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2f], 2), Tensor.From([3f, float.NaN], 2))
                .Gives(Tensor.From([new Complex64(1f, 3f), new Complex64(2f, float.NaN)], 2)),
            OperatorSample.Of(Tensor.From([1.0, 2.0], 2, 1), Tensor.From([3.0, 4.0], 2))
                .Gives(Tensor.From([new Complex(1.0, 3.0), new Complex(1.0, 4.0), new Complex(2.0, 3.0), new Complex(2.0, 4.0)], 2, 2))
                .Showing("broadcasting"),
            OperatorSample.Of(Tensor.From([1f, 2f, 3f, 4f, 5f, 6f], 6).AsStrided([3, 2], [1, 3], 0), Tensor.Scalar(1f))
                .Gives(Tensor.From([new Complex64(1f, 1f), new Complex64(4f, 1f), new Complex64(2f, 1f), new Complex64(5f, 1f),
                    new Complex64(3f, 1f), new Complex64(6f, 1f)], 3, 2))
                .WithStrides(1, 3),
        ],
        ["aten::polar.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2f], 2), Tensor.From([0f, 1.5f], 2))
                .Gives(Tensor.From([new Complex64(1f, 0f), new Complex64(0.1414744f, 1.99499f)], 2)),
            OperatorSample.Of(Tensor.Scalar(1f), Tensor.From([0.5f, -1f], 1, 2))
                .Gives(Tensor.From([new Complex64(0.87758255f, 0.47942555f), new Complex64(0.5403023f, -0.84147096f)], 1, 2)),
        ],
        ["aten::angle.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([-1f, 2f, float.NaN, 0f], 4)).Gives(Tensor.From([3.1415927f, 0f, float.NaN, 0f], 4)),
            OperatorSample.Of(Tensor.From([-1L, 2], 2)).Gives(Tensor.From([3.1415927f, 0f], 2)).Showing("integers become f32"),
            OperatorSample.Of(Tensor.From([new Complex64(1f, 1f), new Complex64(-1f, 0f)], 2))
                .Gives(Tensor.From([0.7853982f, 3.1415927f], 2)),
        ],
        ["aten::_conj_physical.default", "aten::conj_physical.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([new Complex64(1f, 2f), new Complex64(-0f, -1f)], 2))
                .Gives(Tensor.From([new Complex64(1f, -2f), new Complex64(-0f, 1f)], 2)),
            OperatorSample.Of(Tensor.From([1f, 2f], 2)).Gives(Tensor.From([1f, 2f], 2)).Showing("a real number is its own"),
        ],
    };
}
