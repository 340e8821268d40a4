using System.Security.Cryptography;
using System.Text;
using Piecewise.Graphs;

namespace Piecewise.Compiler.Partition;

/// <summary>
/// What is known of the symbols of graphs, in canonical names: their bounds, and every fact that is connected with one of them. Pieces of
/// one program know the same, so that it is written once for all that name the same symbols in the same order.
/// </summary>
internal sealed class CanonicalFacts
{
    /// <summary>
    /// Characters from which on the digest of a text stands for it: a thousand pieces need not hold a thousand guards each.
    /// </summary>
    private const int MaxLength = 4096;

    private readonly Dictionary<(object Knowledge, string Symbols), string> known = [];

    /// <summary>The text.</summary>
    /// <param name="shapes">What is known.</param>
    /// <param name="symbols">Symbols of a graph with their canonical names, <c>d0</c>, <c>d1</c>, …</param>
    public string Of(ShapeEnvironment shapes, IReadOnlyDictionary<string, SymInt> symbols)
    {
        if (symbols.Count == 0)
        {
            return "";
        }
        var key = (shapes.Identity, string.Join(' ', symbols.OrderBy(s => NumberOf(s.Value)).Select(s => s.Key)));
        if (!known.TryGetValue(key, out var text))
        {
            known.Add(key, text = Write(shapes, new Dictionary<string, SymInt>(symbols, StringComparer.Ordinal)));
        }
        return text;
    }

    private static string Write(ShapeEnvironment shapes, Dictionary<string, SymInt> symbols)
    {
        var facts = new SortedDictionary<int, SymBool>();
        var pending = new PriorityQueue<SymBool, int>();
        foreach (var symbol in symbols.Keys)
        {
            Add(symbol);
        }
        // In the order of the facts: the first that speaks of what has a name already names what it speaks of besides.
        while (pending.TryDequeue(out var fact, out _))
        {
            foreach (var symbol in fact.Symbols)
            {
                if (!symbols.ContainsKey(symbol))
                {
                    symbols.Add(symbol, SymInt.Symbol($"d{symbols.Count}"));
                    Add(symbol);
                }
            }
        }
        var text = new StringBuilder();
        foreach (var (name, canonical) in symbols.OrderBy(s => s.Value.SymbolName, StringComparer.Ordinal))
        {
            if (shapes.Symbols.TryGetValue(name, out var interval))
            {
                text.Append(canonical).Append(" in ").Append(interval).Append('\n');
            }
        }
        foreach (var fact in facts.Values)
        {
            text.Append("fact ").Append(fact.Substitute(symbols)).Append('\n');
        }
        return text.Length <= MaxLength ? text.ToString()
            : $"facts {Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())))}\n";

        void Add(string symbol)
        {
            foreach (var (place, fact) in shapes.FactsAbout(symbol))
            {
                if (facts.TryAdd(place, fact))
                {
                    pending.Enqueue(fact, place);
                }
            }
        }
    }

    private static int NumberOf(SymInt canonical) =>
        int.Parse(canonical.SymbolName.AsSpan(1), System.Globalization.CultureInfo.InvariantCulture);
}
