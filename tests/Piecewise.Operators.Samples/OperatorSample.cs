using System.Collections.Immutable;
using Piecewise.Graphs;

namespace Piecewise.Operators.Samples;

/// <summary>One call of an operator with what PyTorch's documentation or definition says it returns.</summary>
/// <param name="Arguments">Positional values; trailing ones may be left out where the schema has a default.</param>
/// <param name="Expected">The result; null where only types, determinism and the shape rule are checked.</param>
/// <param name="Note">What the sample shows, in a few words.</param>
internal sealed record OperatorSample(ImmutableArray<Value> Arguments, Value? Expected = null, string Note = "")
{
    /// <summary>Named arguments that follow the positional ones.</summary>
    public ImmutableDictionary<string, Value> Named { get; init; } = ImmutableDictionary<string, Value>.Empty;

    public static OperatorSample Of(params ReadOnlySpan<Value> arguments) => new([.. arguments]);

    /// <summary>
    /// Strides of the (first) result, in elements; null where the value alone is compared. Those of size-1 dims do not matter.
    /// </summary>
    public ImmutableArray<long>? Strides { get; init; }

    public OperatorSample With(string name, Value value) => this with { Named = Named.SetItem(name, value) };

    public OperatorSample Gives(Value expected) => this with { Expected = expected };

    public OperatorSample WithStrides(params ReadOnlySpan<long> strides) => this with { Strides = [.. strides] };

    public OperatorSample Showing(string note) => this with { Note = note };
}
