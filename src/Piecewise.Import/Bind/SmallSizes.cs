using System.Collections.Immutable;
using Piecewise.Graphs;

namespace Piecewise.Import;

/// <summary>
/// Sizes of 0 and 1 in dims that a file gives the range [2, inf). PyTorch takes no dim that it traces for 0 or 1, unless told to, and
/// writes that range of any (<c>Dim.DYNAMIC</c>, <c>Dim.AUTO</c>); where the program runs it checks no lower bound of 2 or less. So such a
/// range begins at 0 here, and the types that were recorded for 2 and more are asked whether they are right below: where an operator makes
/// something else of a dim of one element (<c>squeeze</c> drops it), calls of that size are refused.
/// </summary>
/// <param name="shapes">What is known of the program's symbols.</param>
/// <param name="recordedOnly">Whether ranges begin where the file says after all.</param>
internal sealed class SmallSizes(ShapeEnvironment shapes, bool recordedOnly)
{
    /// <summary>The least lower bound that PyTorch checks.</summary>
    private const long FirstChecked = 3;

    // More symbols than this are not combined with each other, only one by one and all at once.
    private const int Combined = 3;

    private readonly List<string> symbols = [];

    /// <summary>The symbols whose range begins lower than the file says.</summary>
    public IReadOnlyList<string> Symbols => symbols;

    /// <summary>Whether what is known by now leaves a symbol no size that the file records.</summary>
    public bool ExcludesRecorded => symbols.Exists(s => shapes.BoundsOf(SymInt.Symbol(s)).Max < FirstChecked - 1);

    /// <summary>The range of a symbol in which PyTorch runs the program.</summary>
    /// <param name="name">The symbol.</param>
    /// <param name="recorded">Its range in the file.</param>
    public Interval RangeOf(string name, Interval recorded)
    {
        // A size that the program itself finds out (u0) is checked where it does.
        if (recordedOnly || !name.StartsWith('s') || recorded.Min != FirstChecked - 1 || recorded.Max < FirstChecked - 1)
        {
            return recorded;
        }
        symbols.Add(name);
        return recorded with { Min = 0 };
    }

    /// <summary>A lower bound of a derived size that PyTorch checks; null where it checks none.</summary>
    public static long? LowerBound(long? recorded) => recorded >= FirstChecked ? recorded : null;

    /// <summary>
    /// What has to hold of the small sizes for the types of a graph to be right, with the reason: facts that exclude each size, or several
    /// at once, for which an operator gives another type than the graph says.
    /// </summary>
    /// <param name="graph">The imported graph.</param>
    public IEnumerable<(SymBool Condition, string Reason)> Conditions(Graph graph)
    {
        var taken = graph.Inputs.Where(i => i.Input!.Kind == InputKind.User).SelectMany(i => SymbolsOf(i.Type))
            .ToHashSet(StringComparer.Ordinal);
        var used = symbols.Where(taken.Contains).ToList();
        if (used.Count == 0)
        {
            yield break;
        }
        var calls = new SmallSizeCalls(graph, used);
        // x[:, s - 1] counts from the end where s is 0: what cannot be told apart would be no code for any size.
        if (calls.LeastWithoutUnknowns(shapes, FirstChecked - 1) is > 0 and var least)
        {
            used.ForEach(s => shapes.Constrain(s, Interval.AtLeast(least)));
        }
        // What one size excludes is excluded in company too.
        var alone = new HashSet<(string, SymInt)>();
        var together = new List<IReadOnlyDictionary<string, SymInt>>();
        foreach (var sizes in Combinations(used))
        {
            var isExcluded = sizes.Any(s => alone.Contains((s.Key, s.Value)))
                || together.Exists(e => e.All(p => sizes.TryGetValue(p.Key, out var size) && size == p.Value));
            if (!isExcluded && calls.Objection(shapes, sizes) is { } reason)
            {
                if (sizes.Count == 1)
                {
                    alone.Add((sizes.First().Key, sizes.First().Value));
                }
                else
                {
                    together.Add(sizes);
                }
                yield return (SymBool.Or([.. sizes.Select(s => SymBool.Ne(SymInt.Symbol(s.Key), s.Value))]), reason);
            }
        }
    }

    // One size small, then several: 1 in all ways for a few symbols, as products of them are 1 only then; 0 together once.
    private static IEnumerable<IReadOnlyDictionary<string, SymInt>> Combinations(List<string> names)
    {
        foreach (var name in names)
        {
            yield return Sizes([name], 1);
            yield return Sizes([name], 0);
        }
        if (names.Count > 1)
        {
            for (var chosen = 1; names.Count <= Combined && chosen < (1 << names.Count) - 1; chosen++)
            {
                if (!int.IsPow2(chosen))
                {
                    yield return Sizes([.. names.Where((_, i) => (chosen & (1 << i)) != 0)], 1);
                }
            }
            yield return Sizes(names, 1);
            yield return Sizes(names, 0);
        }
    }

    private static ImmutableSortedDictionary<string, SymInt> Sizes(List<string> names, long size) =>
        names.ToImmutableSortedDictionary(n => n, _ => (SymInt)size, StringComparer.Ordinal);

    private static IEnumerable<string> SymbolsOf(NodeType type) => type switch
    {
        TensorType tensor => tensor.Shape.SelectMany(s => s.Symbols),
        SymIntType { Value: var value } => value.Symbols,
        _ => [],
    };
}
