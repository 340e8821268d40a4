using System.Text;

namespace Piecewise.Graphs;

/// <summary>Writes the text form (G2): deterministic, readable, and read back by <c>GraphParser</c> into an equal graph.</summary>
internal static class GraphPrinter
{
    /// <summary>One graph. The pieces that it calls are named only; <see cref="PrintModule"/> gives a text that can be read back.</summary>
    public static string Print(Graph graph)
    {
        var builder = new StringBuilder();
        Print(builder, graph, "");
        return builder.ToString();
    }

    /// <summary>A stitch graph after the pieces that it calls, in the order of their numbers.</summary>
    public static string PrintModule(Graph stitch)
    {
        ArgumentNullException.ThrowIfNull(stitch);
        var builder = new StringBuilder();
        var pieces = stitch.Nodes.Select(n => n.Piece).OfType<Piece>().Distinct().OrderBy(p => p.Index)
            .ThenBy(p => p.Name, StringComparer.Ordinal);
        foreach (var piece in pieces)
        {
            builder.Append("piece ").Append(piece.Index).Append(' ').Append(piece.Kind.ToString().ToLowerInvariant());
            if (piece.UniqueIndex is { } unique)
            {
                builder.Append(" unique ").Append(unique);
            }
            builder.Append(' ');
            Print(builder, piece.Graph, "");
            builder.Append("\n\n");
        }
        Print(builder, stitch, "");
        return builder.ToString();
    }

    /// <summary>One line without the line break; nested graphs are shortened.</summary>
    public static string PrintNode(Node node)
    {
        ArgumentNullException.ThrowIfNull(node);
        var builder = new StringBuilder();
        PrintNode(builder, node, nestedIndent: null);
        return builder.ToString();
    }

    private static void Print(StringBuilder builder, Graph graph, string indent)
    {
        builder.Append("graph @").Append(TextQuote.Name(graph.Name)).Append(' ').Append(graph.Stage.ToString().ToLowerInvariant())
            .Append(" {\n");
        PrintSymbols(builder, graph.Shapes, indent);
        foreach (var node in graph.Nodes)
        {
            builder.Append(indent).Append("  ");
            PrintNode(builder, node, indent + "  ");
            builder.Append('\n');
        }
        builder.Append(indent).Append('}');
    }

    // A fact may come before the definition of its symbols; the text declares them all.
    private static void PrintSymbols(StringBuilder builder, ShapeEnvironment shapes, string indent)
    {
        foreach (var symbol in shapes.Symbols.Keys.Concat(shapes.Facts.SelectMany(f => f.Symbols)).Distinct().Order(StringComparer.Ordinal))
        {
            var interval = shapes.Symbols.TryGetValue(symbol, out var known) ? known : Interval.Unbounded;
            builder.Append(indent).Append("  symbol ").Append(symbol).Append(" in ").Append(interval).Append('\n');
        }
        foreach (var fact in shapes.Facts)
        {
            builder.Append(indent).Append("  fact ").Append(fact).Append('\n');
        }
    }

    private static void PrintNode(StringBuilder builder, Node node, string? nestedIndent)
    {
        if (node.Kind == NodeKind.Output)
        {
            builder.Append("output").Append(node.Arguments.IsEmpty ? "" : " ");
            PrintArguments(builder, node.Arguments, nestedIndent,
                i => PrintTarget(builder, i < node.Outputs.Length ? node.Outputs[i] : OutputSpec.User));
            return;
        }
        builder.Append('%').Append(TextQuote.Name(node.Name)).Append(": ").Append(node.Type).Append(" = ");
        switch (node.Kind)
        {
            case NodeKind.Input:
                builder.Append(node.Input?.Kind switch
                {
                    InputKind.Parameter => "parameter",
                    InputKind.Buffer => "buffer",
                    InputKind.Constant => "constant",
                    _ => "input",
                }).Append(' ').Append(TextQuote.Quote(node.Input?.Target ?? "")).Append(node.Input?.IsDonated == true ? " donated" : "")
                    .Append(node.Input?.IsChanged == true ? " changed" : "");
                break;
            case NodeKind.CallPiece:
                builder.Append("call @").Append(TextQuote.Name(node.Piece?.Name ?? "")).Append('(');
                PrintArguments(builder, node.Arguments, nestedIndent);
                builder.Append(')');
                break;
            default:
                PrintCall(builder, node, nestedIndent);
                break;
        }
        PrintValues(builder, node.Type);
        PrintSource(builder, node.Source);
    }

    // Positional as far as possible; defaults are left out; after a gap, and after '*', arguments are named.
    private static void PrintCall(StringBuilder builder, Node node, string? nestedIndent)
    {
        if (node.Operator?.Schema is not { } schema || schema.Arguments.Length != node.Arguments.Length)
        {
            // A call that the verifier rejects still has to be shown.
            builder.Append(node.Operator?.Name ?? "?").Append('(');
            PrintArguments(builder, node.Arguments, nestedIndent);
            builder.Append(')');
            return;
        }
        builder.Append(schema.Namespace).Append('.').Append(schema.BaseName).Append('.').Append(schema.Overload).Append('(');
        var (named, first) = (false, true);
        for (var i = 0; i < schema.Arguments.Length; i++)
        {
            var slot = schema.Arguments[i];
            named |= slot.IsKeywordOnly;
            if (node.Arguments[i] == slot.Default)
            {
                named = true;
                continue;
            }
            builder.Append(first ? "" : ", ");
            first = false;
            if (named)
            {
                builder.Append(slot.Name).Append('=');
            }
            PrintArgument(builder, node.Arguments[i], nestedIndent);
        }
        builder.Append(')');
    }

    private static void PrintArguments(
        StringBuilder builder, IReadOnlyList<Argument> arguments, string? nestedIndent, Action<int>? after = null)
    {
        for (var i = 0; i < arguments.Count; i++)
        {
            builder.Append(i == 0 ? "" : ", ");
            PrintArgument(builder, arguments[i], nestedIndent);
            after?.Invoke(i);
        }
    }

    private static void PrintArgument(StringBuilder builder, Argument argument, string? nestedIndent)
    {
        switch (argument)
        {
            case GraphArgument { Graph: var nested } when nestedIndent is null:
                builder.Append("graph @").Append(TextQuote.Name(nested.Name));
                break;
            case GraphArgument { Graph: var nested }:
                Print(builder, nested, nestedIndent);
                break;
            case ListArgument list:
                builder.Append('[');
                PrintArguments(builder, list.Items, nestedIndent);
                builder.Append(']');
                break;
            default:
                builder.Append(argument);
                break;
        }
    }

    private static void PrintTarget(StringBuilder builder, OutputSpec spec)
    {
        if (spec.Kind != OutputKind.User)
        {
            builder.Append(spec.Kind == OutputKind.BufferMutation ? " -> buffer " : " -> input ").Append(TextQuote.Quote(spec.Target));
        }
    }

    // The values of the symbolic numbers in a type, in order; nothing where none is known.
    private static void PrintValues(StringBuilder builder, NodeType type)
    {
        var values = SymbolicValues(type).ToList();
        if (values.Exists(v => v is not null))
        {
            builder.Append(" -> ").AppendJoin(", ", values.Select(v => v ?? "?"));
        }
    }

    private static IEnumerable<string?> SymbolicValues(NodeType type) => type switch
    {
        SymIntType t => [t.Value.ToString()],
        SymBoolType t => [t.Value?.ToString()],
        TupleType t => t.Items.SelectMany(SymbolicValues),
        _ => [],
    };

    private static void PrintSource(StringBuilder builder, SourceLocation? source)
    {
        if (source is not null)
        {
            builder.Append(" at ").Append(Text(source.ModulePath)).Append(' ').Append(Text(source.ModuleType))
                .Append(' ').Append(Text(source.File)).Append(' ').Append(source.Line).Append(' ').Append(Text(source.Function));
        }

        static string Text(string? value) => value is null ? "none" : TextQuote.Quote(value);
    }
}
