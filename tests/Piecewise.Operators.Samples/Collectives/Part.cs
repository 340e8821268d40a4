using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Collectives;

internal sealed class Part : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["piecewise::part.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4], 2, 2), 1L, Value.Ints(2), Value.Ints(1), Value.Ints(1), 1L)
                .Gives(Tensor.From([1f, 2, 3, 4], 2, 2)).Showing("one rank takes the whole section"),
        ],
    };
}
