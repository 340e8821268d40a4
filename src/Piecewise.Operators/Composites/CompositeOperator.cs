using Piecewise.Graphs;
using Piecewise.Tracing;

namespace Piecewise.Operators.Composites;

/// <summary>
/// An operator that is spelled out in others, as PyTorch's composite ones are. Its shape rule and its reference kernel are those of the
/// calls that it consists of. Normalization puts these in its place (<see cref="Trace"/>), so that they are compiled and fused like any.
/// </summary>
/// <param name="composite">Its schema and the function that says what it consists of.</param>
/// <param name="catalog">The operators that it may call, composites among them.</param>
internal sealed class CompositeOperator(Composite composite, Func<OperatorCatalog> catalog) : TracedOperator(composite.Schema)
{
    public override bool IsRandom => composite.IsRandom;

    /// <summary>
    /// The calls that a call consists of. Inputs are the nodes among its arguments, each once, in order of appearance; outputs are its
    /// results.
    /// </summary>
    /// <exception cref="InferenceException">The arguments break a rule, or sizes are not known that have to be.</exception>
    public override Graph Trace(InferenceContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return CompositeTrace.Of(catalog(), context, composite.Body)!;
    }
}
