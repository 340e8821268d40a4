using Piecewise.Tracing;

namespace Piecewise.Operators.Composites;

/// <summary>An operator as a function over traced tensors that calls other operators; see <see cref="CompositeOperator"/>.</summary>
/// <param name="Schema">PyTorch's schema.</param>
/// <param name="Body">Records what the operator does; one tensor per result of the schema.</param>
internal sealed record Composite(string Schema, Func<CompositeCall, TracedTensor[]> Body)
{
    public Composite(string schema, Func<CompositeCall, TracedTensor> body)
        : this(schema, call => new[] { body(call) })
    {
    }

    /// <summary>Whether there is a form that writes the result into the first argument (<c>fill_diagonal_</c>).</summary>
    public bool HasInPlaceForm { get; init; }

    /// <summary>See <see cref="Graphs.Operator.IsRandom"/>.</summary>
    public bool IsRandom { get; init; }
}
