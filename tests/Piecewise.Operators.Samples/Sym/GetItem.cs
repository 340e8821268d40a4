using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Sym;

internal sealed class GetItem : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["_operator::getitem.default"] = () =>
        [
            OperatorSample.Of(Value.List(Tensor.Scalar(1f), Tensor.Scalar(2f)), 1L).Gives(Tensor.Scalar(2f)),
        ],
    };
}
