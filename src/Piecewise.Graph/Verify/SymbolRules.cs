namespace Piecewise.Graphs;

/// <summary>V10 and V11: no orphan symbols.</summary>
internal static class SymbolRules
{
    public static void CheckDeclared(VerifiedGraph subject, Action<Node?, string> report)
    {
        var declared = subject.Graph.Shapes.Symbols;
        foreach (var (symbol, node) in FirstUses(subject).Where(u => !declared.ContainsKey(u.Key)))
        {
            report(node, $"symbol {symbol} is not declared");
        }
    }

    public static void CheckObtainable(VerifiedGraph subject, Action<Node?, string> report)
    {
        var known = Known(subject);
        foreach (var (symbol, node) in FirstUses(subject))
        {
            if (!known.Contains(symbol) && !IsUnbacked(symbol))
            {
                report(node, $"symbol {symbol} comes from no input");
            }
        }
    }

    /// <summary>Symbols that <see cref="ShapeEnvironment.NewUnbacked"/> names: some call gives them their value.</summary>
    private static bool IsUnbacked(string symbol) =>
        symbol.Length > 1 && symbol[0] == 'u' && symbol.AsSpan(1).IndexOfAnyExceptInRange('0', '9') < 0;

    // A size of an input may be an expression from which its symbols can't be computed alone (a piece that takes a half of something), but
    // what the graph computes from it can. A fact that is an equation gives a symbol that is its only unknown, which may solve another one.
    private static HashSet<string> Known(VerifiedGraph subject)
    {
        var shapes = subject.Graph.Shapes;
        var known = shapes.Symbols.Where(s => s.Value.IsSingle).Select(s => s.Key)
            .Concat(subject.Nodes.Where(n => n.Kind == NodeKind.Input).SelectMany(n => TypeSymbols.Of(n.Type)))
            .ToHashSet(StringComparer.Ordinal);
        var equations = shapes.Facts.Where(f => f.Kind == SymBoolKind.Eq).Select(f => f.Variable).ToList();
        while (equations.RemoveAll(e => Solve(e, known)) > 0)
        {
        }
        return known;
    }

    // True where the equation has nothing more to give. It is solved for a symbol in which it is linear.
    private static bool Solve(SymInt equation, HashSet<string> known)
    {
        var unknown = equation.Symbols.Where(s => !known.Contains(s)).Take(2).ToList();
        if (unknown is not [var symbol])
        {
            return unknown.Count == 0;
        }
        var step = equation.Substitute(new Dictionary<string, SymInt> { [symbol] = SymInt.Symbol(symbol) + 1 }) - equation;
        return step != 0 && !step.Symbols.Contains(symbol) && known.Add(symbol);
    }

    private static Dictionary<string, Node> FirstUses(VerifiedGraph subject)
    {
        var uses = new Dictionary<string, Node>(StringComparer.Ordinal);
        foreach (var node in subject.Nodes)
        {
            foreach (var symbol in TypeSymbols.Of(node.Type))
            {
                uses.TryAdd(symbol, node);
            }
        }
        return uses;
    }
}
