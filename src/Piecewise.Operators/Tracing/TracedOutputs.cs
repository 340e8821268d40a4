using System.Collections;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;

namespace Piecewise.Tracing;

/// <summary>What a traced function returns: a tensor, a size, a tuple or a list of these. All convert to it by themselves.</summary>
[CollectionBuilder(typeof(TracedOutputs), nameof(Create))]
internal sealed class TracedOutputs : IEnumerable<TracedArgument>
{
    private readonly ImmutableArray<TracedArgument> values;

    private TracedOutputs(ImmutableArray<TracedArgument> values) => this.values = values;

    public static implicit operator TracedOutputs(TracedTensor tensor) => new([tensor]);

    public static implicit operator TracedOutputs(TracedResult result) => new([result]);

    public static implicit operator TracedOutputs(SymbolicInt size) => new([size]);

    public static implicit operator TracedOutputs(TracedTensor[] tensors) => new([.. tensors]);

    public static implicit operator TracedOutputs((TracedTensor, TracedTensor) tensors) => new([tensors.Item1, tensors.Item2]);

    public static implicit operator TracedOutputs((TracedTensor, SymbolicInt) values) => new([values.Item1, values.Item2]);

    public static implicit operator TracedOutputs((TracedTensor, TracedTensor, TracedTensor) tensors) =>
        new([tensors.Item1, tensors.Item2, tensors.Item3]);

    public static TracedOutputs Create(ReadOnlySpan<TracedArgument> values) => new(ImmutableArray.Create(values));

    public IEnumerator<TracedArgument> GetEnumerator() => values.AsEnumerable().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
