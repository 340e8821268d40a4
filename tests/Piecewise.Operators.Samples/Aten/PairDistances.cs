using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Aten;

internal sealed class PairDistances : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["aten::pdist.default", "aten::_pdist_forward.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([-1.61f, 0.23f, 2.24f, 0.85f, 1.2f, -0.4f, -1.43f, 0.9f], 4, 2))
                .Gives(Tensor.From([3.8996024f, 2.8797567f, 0.69375783f, 1.6260688f, 3.6703405f, 2.9337518f], 6)),
            OperatorSample.Of(Tensor.From([0.86, 0.69, 0.88, 1.77, -0.08, 0.05, -0.87, -0.28, -1.27], 3, 3), 1.0)
                .Gives(Tensor.From([2.51, 4.85, 4.16], 3)),
            OperatorSample.Of(Tensor.From([0.88, -0.66, 0.26, 0.16, 1.18, -0.36, 0.47, -0.73, -0.91], 3, 3), double.PositiveInfinity)
                .Gives(Tensor.From([1.8399999999999999, 1.17, 1.91], 3)),
            OperatorSample.Of(Tensor.From([-0.05f, 0.11f, 1.13f, -0.27f, 0.31f, 0.47f], 3, 2), 0.0).Gives(Tensor.From([2f, 2, 2], 3)),
            OperatorSample.Of(Tensor.From([-1.2f, 0.53f, 1.26f, 0.34f, 1.85f, -0.24f], 3, 2), 3.0)
                .Gives(Tensor.From([2.4603777f, 3.066272f, 0.7371077f], 3)),
            OperatorSample.Of(Tensor.From([-0.14f, 1.79f], 1, 2)).Gives(Tensor.Zeros(DType.F32, 0)).Showing("no pair"),
            OperatorSample.Of(Tensor.Zeros(DType.F32, 3, 0)).Gives(Tensor.From([0f, 0, 0], 3)),
        ],
    };
}
