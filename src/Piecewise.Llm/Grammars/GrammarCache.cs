namespace Piecewise.Llm.Grammars;

/// <summary>The grammars that were asked for last: clients ask for the same ones again. For any number of threads.</summary>
internal sealed class GrammarCache
{
    private const int Most = 32;

    private readonly Lock gate = new();
    private readonly Dictionary<string, LinkedListNode<(string Key, Grammar Grammar)>> known = new(StringComparer.Ordinal);
    private readonly LinkedList<(string Key, Grammar Grammar)> order = new();

    /// <summary>A grammar, made where it is not known.</summary>
    /// <param name="key">Says all of it.</param>
    /// <param name="make">Makes it.</param>
    public Grammar Of(string key, Func<Grammar> make)
    {
        lock (gate)
        {
            if (known.TryGetValue(key, out var node))
            {
                order.Remove(node);
                order.AddFirst(node);
                return node.Value.Grammar;
            }
        }
        // Others are not held up by one that is large; where two make the same, the first is kept.
        var made = make();
        lock (gate)
        {
            if (known.TryGetValue(key, out var node))
            {
                return node.Value.Grammar;
            }
            known[key] = order.AddFirst((key, made));
            if (order.Count > Most)
            {
                known.Remove(order.Last!.Value.Key);
                order.RemoveLast();
            }
        }
        return made;
    }
}
