namespace Piecewise.Graphs;

/// <summary>How the value of a symbol follows from a size of an input: <c>(size - Zero) / Step</c>.</summary>
/// <param name="Symbol">The symbol.</param>
/// <param name="Input">The number of the input.</param>
/// <param name="Dim">Which of its dims; -1: the value of an int.</param>
/// <param name="Zero">The size where the symbol is 0, over symbols that stand before this one.</param>
/// <param name="Step">How the size grows with the symbol, over symbols that stand before this one.</param>
internal sealed record InputSymbol(string Symbol, int Input, int Dim, SymInt Zero, SymInt Step)
{
    /// <summary>The symbols that the sizes of inputs determine, in an order in which they can be computed.</summary>
    /// <param name="inputs">The types of the user's inputs, in order.</param>
    public static IReadOnlyList<InputSymbol> Of(IEnumerable<NodeType> inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        var sizes = inputs.SelectMany(SizesOf).ToList();
        var known = new HashSet<string>(StringComparer.Ordinal);
        var result = new List<InputSymbol>();
        // Plain symbols first, then what derived sizes (2*s0 + 1) give.
        foreach (var (input, dim, size) in sizes)
        {
            if (size.IsSymbol && known.Add(size.SymbolName))
            {
                result.Add(new InputSymbol(size.SymbolName, input, dim, 0, 1));
            }
        }
        // Of each derived size: the symbols that are not known yet. With one left it may give that one.
        var open = sizes.Select(s => s.Size.Symbols.Count(x => !known.Contains(x))).ToArray();
        var holders = sizes.Index().SelectMany(s => s.Item.Size.Symbols.Where(x => !known.Contains(x)).Select(x => (Symbol: x, s.Index)))
            .ToLookup(s => s.Symbol, s => s.Index, StringComparer.Ordinal);
        var ready = new PriorityQueue<int, int>(open.Index().Where(o => o.Item == 1).Select(o => (o.Index, o.Index)));
        while (ready.TryDequeue(out var next, out _))
        {
            var (input, dim, size) = sizes[next];
            if (open[next] != 1 || Linear(size, known) is not var (symbol, zero, step))
            {
                continue;
            }
            known.Add(symbol);
            result.Add(new InputSymbol(symbol, input, dim, zero, step));
            foreach (var holder in holders[symbol])
            {
                if (--open[holder] == 1)
                {
                    ready.Enqueue(holder, holder);
                }
            }
        }
        return result;
    }

    private static IEnumerable<(int Input, int Dim, SymInt Size)> SizesOf(NodeType type, int index) => type switch
    {
        TensorType tensor => tensor.Shape.Select((s, d) => (index, d, s)),
        SymIntType { Value: var value } => [(index, -1, value)],
        _ => [],
    };

    // The only symbol that is not known yet, the size where it is 0, and how the size grows with it; null where there are several, or where
    // the size is not linear in it: only then is there one solution.
    private static (string Symbol, SymInt Zero, SymInt Step)? Linear(SymInt size, HashSet<string> known)
    {
        const long far = 1_000_003;
        if (size.Symbols.Where(s => !known.Contains(s)).Take(2).ToArray() is not [var unknown])
        {
            return null;
        }
        SymInt At(long value) => size.Substitute(new Dictionary<string, SymInt>(StringComparer.Ordinal) { [unknown] = value });
        try
        {
            var zero = At(0);
            var step = At(1) - zero;
            return step != 0 && At(2) - zero == step * 2 && At(far) - zero == step * far ? (unknown, zero, step) : null;
        }
        catch (ArithmeticException)
        {
            return null;
        }
    }
}
