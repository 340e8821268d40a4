using System.Collections.Immutable;
using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.OpIr;

internal sealed class FusedLinearCollective : ISampleSource, IOpInputSource
{
    public SampleTable Samples => new()
    {
        ["piecewise_ir::linear_reduce_scatter.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2], 1, 2), Tensor.From([1f, 0, 0, -1], 2, 2), Value.None, 0L, 1L)
                .Gives(Tensor.From([1f, -2], 1, 2)),
        ],
        ["piecewise_ir::all_gather_linear.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2], 1, 2), Tensor.From([1f, 0, 0, -1], 2, 2), Value.None, 0L, 1L)
                .Gives(Tensor.From([1f, -2], 1, 2)),
        ],
    };

    public Dictionary<string, OpInputs.Generator> Inputs => new(StringComparer.Ordinal)
    {
        ["linear_reduce_scatter"] = Arguments,
        ["all_gather_linear"] = Arguments,
    };

    private static ImmutableArray<Value> Arguments(Random random, long rows, DType dtype) =>
    [
        RandomTensors.Normal(random, dtype, rows, 24), RandomTensors.Normal(random, dtype, 10, 24),
        RandomTensors.Normal(random, dtype, 10), 0L, 1L,
    ];
}
