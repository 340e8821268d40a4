using System.Text;
using Piecewise.Tensors;

namespace Piecewise.Graphs;

/// <summary>Writes the text form (G2): deterministic, readable, and read back by <c>GraphParser</c> into an equal graph.</summary>
public static class GraphPrinter
{
    public static string Print(Graph graph)
    {
        var builder = new StringBuilder();
        Print(builder, graph, "");
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
        builder.Append("graph @").Append(graph.Name).Append(' ').Append(graph.Stage.ToString().ToLowerInvariant()).Append(" {\n");
        foreach (var (symbol, interval) in graph.Shapes.Symbols.OrderBy(s => s.Key, StringComparer.Ordinal))
        {
            builder.Append(indent).Append("  symbol ").Append(symbol).Append(" in ").Append(interval).Append('\n');
        }
        foreach (var fact in graph.Shapes.Facts)
        {
            builder.Append(indent).Append("  fact ").Append(fact).Append('\n');
        }
        foreach (var node in graph.Nodes)
        {
            builder.Append(indent).Append("  ");
            PrintNode(builder, node, indent + "  ");
            builder.Append('\n');
        }
        builder.Append(indent).Append('}');
    }

    private static void PrintNode(StringBuilder builder, Node node, string? nestedIndent)
    {
        if (node.Kind == NodeKind.Output)
        {
            builder.Append("output ");
            builder.AppendJoin(", ", node.Arguments.Select((a, i) => PrintOutput(a, node.Outputs[i])));
            return;
        }
        builder.Append('%').Append(node.Name).Append(": ").Append(node.Type).Append(" = ");
        switch (node.Kind)
        {
            case NodeKind.Input:
                builder.Append(node.Input!.Kind switch
                {
                    InputKind.User => "input",
                    InputKind.Parameter => "parameter",
                    InputKind.Buffer => "buffer",
                    _ => "constant",
                }).Append(' ').Append(TextQuote.Quote(node.Input.Target));
                break;
            case NodeKind.CallPiece:
                builder.Append("call @").Append(node.Piece!.Name).Append('(').AppendJoin(", ", node.Arguments).Append(')');
                break;
            default:
                PrintCall(builder, node, nestedIndent);
                break;
        }
        if (node.Type is SymIntType { Value: var value })
        {
            builder.Append(" -> ").Append(value);
        }
        else if (node.Type is SymBoolType { Value: { } condition })
        {
            builder.Append(" -> ").Append(condition);
        }
        if (node.Source is { } source)
        {
            builder.Append(" at ").Append(TextQuote.Quote(source.ModulePath ?? ""))
                .Append(' ').Append(TextQuote.Quote(source.ModuleType ?? ""))
                .Append(' ').Append(TextQuote.Quote(source.File ?? ""))
                .Append(' ').Append(source.Line)
                .Append(' ').Append(TextQuote.Quote(source.Function ?? ""));
        }
    }

    // Positional as far as possible; defaults are left out; behind a gap, and behind '*', arguments are named.
    private static void PrintCall(StringBuilder builder, Node node, string? nestedIndent)
    {
        var schema = node.Operator!.Schema;
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
            if (node.Arguments[i] is GraphArgument { Graph: var nested })
            {
                if (nestedIndent is null)
                {
                    builder.Append("graph @").Append(nested.Name);
                }
                else
                {
                    Print(builder, nested, nestedIndent);
                }
            }
            else
            {
                builder.Append(node.Arguments[i]);
            }
        }
        builder.Append(')');
    }

    private static string PrintOutput(Argument argument, OutputSpec spec) => spec.Kind switch
    {
        OutputKind.BufferMutation => $"{argument} -> buffer {TextQuote.Quote(spec.Target)}",
        OutputKind.InputMutation => $"{argument} -> input {TextQuote.Quote(spec.Target)}",
        _ => argument.ToString(),
    };
}
