using System.Collections.Immutable;

namespace Piecewise.Graphs;

/// <summary>
/// Where the results of one call with several views lie in what is viewed: found out once for all, when one is asked for.
/// </summary>
/// <param name="count">How many results there are.</param>
internal sealed class PartOffsets(int count)
{
    private ImmutableArray<SymInt?> offsets;

    /// <summary>The offset of a result, in elements of the viewed tensor; null where it is not known.</summary>
    public SymInt? Of(int item, Node maker, ShapeEnvironment shapes)
    {
        if (offsets.IsDefault)
        {
            offsets = ((ViewOperator)maker.Operator!).Offsets(InferenceContext.Of(maker, shapes), count);
        }
        return item < offsets.Length ? offsets[item] : null;
    }
}
