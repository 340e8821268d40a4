using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Collectives;

internal sealed class AllReduce : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["piecewise::all_reduce.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4], 2, 2), 1L)
                .Gives(Tensor.From([1f, 2, 3, 4], 2, 2)).Showing("one rank has the sum already"),
        ],
    };
}
