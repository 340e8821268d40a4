using System.Collections.Immutable;
using Piecewise.Graphs;

namespace Piecewise.Compiler.Import;

/// <summary>
/// Sizes of 0 and 1 in dims that a file gives the range [2, inf). PyTorch takes no dim that it traces for 0 or 1, unless told to, and writes
/// that range of any (<c>Dim.DYNAMIC</c>, <c>Dim.AUTO</c>); where the program runs it checks no lower bound of 2 or less. So such a range begins at 0
/// here, and the types that were recorded for 2 and more are asked whether they are right below: where an operator makes something else of a
/// dim of one element (<c>squeeze</c> drops it), calls of that size are refused.
/// </summary>
/// <param name="recorded">What the file says of the program's symbols: what its types were made with.</param>
internal sealed class SmallSizes(ShapeEnvironment recorded)
{
    /// <summary>The least lower bound that PyTorch checks.</summary>
    private const long FirstChecked = 3;

    // More symbols than this are not combined with each other, only one by one and all at once.
    private const int Combined = 3;

    private readonly List<string> symbols = [];
    private readonly Dictionary<string, Interval> ranges = new(StringComparer.Ordinal);
    private readonly HashSet<SymBool> unheld = [];

    /// <summary>The symbols whose range begins lower than the file says.</summary>
    public IReadOnlyList<string> Symbols => symbols;

    /// <summary>Notes the range of a symbol.</summary>
    public void Note(string name, Interval range)
    {
        ranges[name] = range;
        // A size that the program itself finds out (u0) is checked where it does.
        if (name.StartsWith('s') && range.Min == FirstChecked - 1)
        {
            symbols.Add(name);
        }
    }

    /// <summary>Notes the least value of an expression of symbols.</summary>
    public void NoteDerived(SymInt size, long? min)
    {
        if (min < FirstChecked)
        {
            unheld.Add(SymBool.Ge(size, min.Value));
        }
    }

    /// <summary>The graph for all sizes that PyTorch runs it with and that its types are right for; the graph itself where those are the recorded ones.</summary>
    /// <param name="graph">The imported graph.</param>
    /// <param name="problems">Is told which sizes are refused, and why.</param>
    public Graph Widen(Graph graph, ProblemList problems)
    {
        var used = symbols.Where(s => graph.Inputs.Any(i => i.Input!.Kind == InputKind.User && Mentions(i.Type, s))).ToList();
        if (used.Count == 0)
        {
            return graph;
        }
        var wide = Wider(used);
        var calls = new SmallSizeCalls(graph, used);
        // x[:, s - 1] counts from the end where s is 0: what cannot be told apart would be no code for any size.
        if (calls.LeastWithoutUnknowns(wide, FirstChecked - 1) is > 0 and var least)
        {
            used.ForEach(s => wide.Constrain(s, Interval.AtLeast(least)));
        }
        foreach (var (condition, reason) in Conditions(calls, wide, used))
        {
            problems.Warn($"calls for which {condition} does not hold are refused: {reason}");
            wide.AddFact(condition);
        }
        return GraphCopier.Copy(graph, wide);
    }

    private ShapeEnvironment Wider(List<string> used)
    {
        var wide = new ShapeEnvironment();
        // Not the recorded bounds, which follow from all ranges together.
        foreach (var (name, bounds) in recorded.Symbols)
        {
            var range = ranges.GetValueOrDefault(name, bounds);
            wide.Define(name, used.Contains(name) ? range with { Min = 0 } : range);
        }
        foreach (var fact in recorded.Facts.Where(f => !unheld.Contains(f)))
        {
            wide.AddFact(fact);
        }
        return wide;
    }

    // What has to hold of the small sizes for the types to be right: facts that exclude each size, or several at once, for which an operator gives
    // another type than was recorded.
    private static IEnumerable<(SymBool Condition, string Reason)> Conditions(SmallSizeCalls calls, ShapeEnvironment wide, List<string> used)
    {
        var excluded = new List<IReadOnlyDictionary<string, SymInt>>();
        foreach (var sizes in Combinations(used))
        {
            // What one size excludes is excluded in company too.
            if (!excluded.Exists(e => e.All(p => sizes.TryGetValue(p.Key, out var size) && size == p.Value)) && calls.Objection(wide, sizes) is { } reason)
            {
                excluded.Add(sizes);
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

    private static bool Mentions(NodeType type, string symbol) => type switch
    {
        TensorType tensor => tensor.Shape.Any(s => s.Symbols.Contains(symbol)),
        SymIntType { Value: var value } => value.Symbols.Contains(symbol),
        _ => false,
    };
}
