using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Collectives;

internal sealed class AllGather : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["piecewise::all_gather.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4], 2, 2), 0L, 1L).Gives(Tensor.From([1f, 2, 3, 4], 2, 2)).Showing("one rank has all"),
        ],
    };
}
