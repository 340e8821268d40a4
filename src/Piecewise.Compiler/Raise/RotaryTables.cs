using Piecewise.Compiler.Passes;
using Piecewise.Graphs;

namespace Piecewise.Compiler.Raise;

/// <summary>Tables of cosines and sines as the op takes them, made of those that a piece has; each once in a piece.</summary>
internal sealed class RotaryTables(PassContext context)
{
    private readonly Dictionary<(Node Table, string Kind), Node> made = [];

    /// <summary>The sines of the opposite angles.</summary>
    public Node Negated(Node sin) => Once(sin, "negated", () => context.Call(After(sin), KnownOps.Neg, sin));

    /// <summary>The table of both halves, given that of one.</summary>
    public Node Doubled(Node table) =>
        Once(table, "doubled", () => context.Call(After(table), KnownOps.Cat, Argument.List([table, table]), -1));

    /// <summary>The table of both neighbours of each pair, given complex numbers: the cosines are part 0, the sines part 1.</summary>
    public Node Part(Node complex, int part)
    {
        var numbers = Once(complex, "numbers", () => context.Call(After(complex), KnownOps.ViewAsReal, complex));
        return Once(complex, part == 0 ? "cos" : "sin", () =>
        {
            var before = After(numbers);
            return context.Call(before, KnownOps.RepeatInterleave, context.Call(before, KnownOps.Select, numbers, -1, part), 2, -1);
        });
    }

    // Right after the table, so that it stands before whatever uses the table.
    private static Node After(Node table)
    {
        var next = table.Next!;
        while (next.Kind == NodeKind.Input)
        {
            next = next.Next!;
        }
        return next;
    }

    // What was made is gone again where the form that it was made for was not raised.
    private Node Once(Node table, string kind, Func<Node> make)
    {
        if (!made.TryGetValue((table, kind), out var node) || node.IsErased)
        {
            made[(table, kind)] = node = make();
        }
        return node;
    }
}
