using System.Text;
using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Compiler.Partition;

/// <summary>Writes the canonical text of a graph.</summary>
/// <param name="graph">The graph.</param>
/// <param name="known">What was written of the symbols of other graphs.</param>
internal sealed class CanonicalWriter(Graph graph, CanonicalFacts known)
{
    private readonly StringBuilder text = new();
    private readonly Dictionary<Node, int> numbers = [];
    private readonly Dictionary<string, SymInt> symbols = new(StringComparer.Ordinal);
    private readonly Dictionary<SymInt, string> renamed = [];

    public string Write()
    {
        WriteGraph(graph);
        // What is known of the symbols decides what may be compiled, and so does what relates them to others.
        text.Append(known.Of(graph.Shapes, symbols));
        return text.ToString();
    }

    private void WriteGraph(Graph nested)
    {
        foreach (var node in nested.Nodes)
        {
            numbers.Add(node, numbers.Count);
            if (node.Kind == NodeKind.Output)
            {
                text.Append("output");
                foreach (var argument in node.Arguments)
                {
                    text.Append(' ');
                    WriteArgument(argument);
                }
            }
            else
            {
                text.Append(node.Kind == NodeKind.Input ? "input" : node.Operator!.Name);
                WriteArguments(node);
                text.Append(": ");
                WriteType(node.Type);
            }
            text.Append('\n');
        }
    }

    private void WriteArguments(Node node)
    {
        for (var i = 0; i < node.Arguments.Length; i++)
        {
            text.Append(' ');
            if (node.Operator!.LayerArgument is { } layer && node.Operator.Schema.Arguments[i].Name == layer)
            {
                text.Append("layer");
            }
            else if (node.Operator.IsCheck && node.Arguments[i] is StringArgument)
            {
                // What a check says names the symbols and nodes of its own place; equal pieces say what the first of them says.
                text.Append("message");
            }
            else
            {
                WriteArgument(node.Arguments[i]);
            }
        }
    }

    private void WriteArgument(Argument argument)
    {
        switch (argument)
        {
            case NodeArgument { Node: var node }:
                text.Append('%').Append(numbers[node]);
                break;
            case IntArgument { Value: var number }:
                text.Append(number);
                break;
            case ListArgument list:
                text.Append('[');
                foreach (var item in list.Items)
                {
                    WriteArgument(item);
                    text.Append(' ');
                }
                text.Append(']');
                break;
            case GraphArgument { Graph: var nested }:
                text.Append("{\n");
                WriteGraph(nested);
                text.Append('}');
                break;
            default:
                text.Append(argument);
                break;
        }
    }

    private void WriteType(NodeType type)
    {
        switch (type)
        {
            case TensorType tensor:
                text.Append(tensor.DType.TextName()).Append('@').Append(tensor.Device);
                foreach (var size in tensor.Shape)
                {
                    text.Append(' ');
                    WriteSize(size);
                }
                if (!tensor.IsRowMajor)
                {
                    text.Append(';');
                    foreach (var stride in tensor.Strides)
                    {
                        text.Append(' ');
                        WriteSize(stride);
                    }
                }
                break;
            case TupleType tuple:
                foreach (var item in tuple.Items)
                {
                    text.Append('(');
                    WriteType(item);
                    text.Append(')');
                }
                break;
            case SymIntType { Value: var value }:
                text.Append("sym_int ");
                WriteSize(value);
                break;
            case SymBoolType { Value: { } condition }:
                foreach (var symbol in condition.Symbols)
                {
                    Rename(symbol);
                }
                text.Append("sym_bool ").Append(condition.Substitute(symbols));
                break;
            default:
                text.Append(type);
                break;
        }
    }

    private void WriteSize(SymInt size)
    {
        if (size.IsConstant)
        {
            text.Append(size.Constant);
            return;
        }
        if (!renamed.TryGetValue(size, out var written))
        {
            foreach (var symbol in size.Symbols)
            {
                Rename(symbol);
            }
            renamed.Add(size, written = size.Substitute(symbols).ToString());
        }
        text.Append(written);
    }

    private void Rename(string symbol)
    {
        if (!symbols.ContainsKey(symbol))
        {
            symbols.Add(symbol, SymInt.Symbol($"d{symbols.Count}"));
        }
    }
}
