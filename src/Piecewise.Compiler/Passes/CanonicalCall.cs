using System.Collections.Immutable;
using System.Text;
using Piecewise.Graphs;
using Piecewise.Operators.OpIr;
using Piecewise.Tensors;

namespace Piecewise.Compiler.Passes;

/// <summary>Writes what decides the trace of a call, with symbols numbered by first appearance: equal texts mean equal traces.</summary>
internal sealed class CanonicalCall
{
    private readonly StringBuilder text = new();
    private readonly List<string> symbols = [];
    private readonly List<Node> nodes = [];

    private CanonicalCall()
    {
    }

    /// <param name="function">The implementation.</param>
    /// <param name="arguments">The call's arguments.</param>
    /// <param name="shapes">What is known of the symbols.</param>
    /// <param name="order">The call's symbols in the order of their numbers.</param>
    public static string Write(OpIrFunction function, ImmutableArray<Argument> arguments, ShapeEnvironment shapes,
        out ImmutableArray<string> order)
    {
        var call = new CanonicalCall();
        call.text.Append(function.Identity).Append('\n');
        foreach (var argument in arguments)
        {
            call.Write(argument);
            call.text.Append('\n');
        }
        call.WriteKnowledge(shapes);
        order = [.. call.symbols];
        return call.text.ToString();
    }

    private void Write(Argument argument)
    {
        switch (argument)
        {
            case NodeArgument { Node: var node }:
                var index = nodes.IndexOf(node);
                if (index >= 0)
                {
                    text.Append('%').Append(index);
                    break;
                }
                nodes.Add(node);
                Write(node.Type);
                break;
            case ListArgument { Items: var items }:
                text.Append('[');
                foreach (var item in items)
                {
                    Write(item);
                    text.Append(' ');
                }
                text.Append(']');
                break;
            default:
                text.Append(argument);
                break;
        }
    }

    private void Write(NodeType type)
    {
        switch (type)
        {
            case TensorType tensor:
                text.Append(tensor.DType.TextName()).Append('@').Append(tensor.Device);
                foreach (var size in tensor.Shape)
                {
                    Write(size);
                }
                if (!tensor.IsRowMajor)
                {
                    text.Append(';');
                    foreach (var stride in tensor.Strides)
                    {
                        Write(stride);
                    }
                }
                break;
            case SymIntType { Value: var value }:
                text.Append("int");
                Write(value);
                break;
            default:
                text.Append(type);
                break;
        }
    }

    private void Write(SymInt size)
    {
        text.Append(' ');
        if (size.IsConstant)
        {
            text.Append(size.Constant);
            return;
        }
        foreach (var symbol in size.Symbols)
        {
            if (!symbols.Contains(symbol))
            {
                symbols.Add(symbol);
            }
        }
        text.Append(size.Substitute(Names()));
    }

    // Bounds, and every fact that has to do with one of the symbols, however remotely.
    private void WriteKnowledge(ShapeEnvironment shapes)
    {
        var facts = shapes.Facts.ToList();
        while (facts.Find(f => f.Symbols.Any(symbols.Contains) && !f.Symbols.All(symbols.Contains)) is { } related)
        {
            symbols.AddRange(related.Symbols.Where(s => !symbols.Contains(s)));
        }
        var names = Names();
        foreach (var symbol in symbols)
        {
            text.Append(names[symbol]).Append(" in ").Append(shapes.BoundsOf(SymInt.Symbol(symbol))).Append('\n');
        }
        foreach (var fact in facts.Where(f => f.Symbols.All(symbols.Contains)))
        {
            text.Append("fact ").Append(fact.Substitute(names)).Append('\n');
        }
    }

    private Dictionary<string, SymInt> Names() =>
        symbols.Select((s, i) => (s, i)).ToDictionary(p => p.s, p => SymInt.Symbol($"d{p.i}"), StringComparer.Ordinal);
}
