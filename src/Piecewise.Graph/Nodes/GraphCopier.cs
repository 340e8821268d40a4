using System.Collections.Immutable;

namespace Piecewise.Graphs;

/// <summary>Copies graphs, nested ones included, so that the copy can be rewritten. Nodes keep their names.</summary>
internal static class GraphCopier
{
    /// <summary>A copy of a graph.</summary>
    /// <param name="graph">The graph; it is not changed.</param>
    /// <param name="shapes">What the copy knows of its symbols; by default what the graph knows.</param>
    /// <param name="types">Replaces symbols in the copy's types.</param>
    public static Graph Copy(Graph graph, ShapeEnvironment? shapes = null, TypeSubstitution? types = null) =>
        Copy(graph, shapes, types, out _);

    /// <summary>A copy of a graph, and which node became which.</summary>
    public static Graph Copy(Graph graph, ShapeEnvironment? shapes, TypeSubstitution? types, out IReadOnlyDictionary<Node, Node> copies)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var result = new Graph(graph.Name, shapes ?? graph.Shapes.Copy(), graph.Stage);
        var map = new Dictionary<Node, Node>(graph.Count);
        for (var node = graph.First; node is not null; node = node.Next)
        {
            if (node.Kind == NodeKind.Output)
            {
                map.Add(node, result.SetOutput(Map(node.Arguments, map, types, graph, result), node.Outputs));
                continue;
            }
            var type = types?.Apply(node.Type) ?? node.Type;
            var copy = node.Kind switch
            {
                NodeKind.Input => result.AddInput(node.Name, type, node.Input!),
                NodeKind.Call => result.AddCall(node.Operator!, Map(node.Arguments, map, types, graph, result), type, node.Name),
                _ => result.AddPieceCall(node.Piece!, Map(node.Arguments, map, types, graph, result), type, node.Name),
            };
            copy.Source = node.Source;
            map.Add(node, copy);
        }
        copies = map;
        return result;
    }

    /// <summary>Adds copies of a graph's calls before a node of another graph; returns what its outputs became.</summary>
    /// <param name="template">The graph to copy from. Its symbols mean the same as those of the target.</param>
    /// <param name="inputs">One value per input of the template.</param>
    /// <param name="target">The graph to copy into.</param>
    /// <param name="before">The node to insert before; the copies get its place in the model.</param>
    public static ImmutableArray<Argument> Inline(Graph template, IReadOnlyList<Argument> inputs, Graph target, Node before)
    {
        ArgumentNullException.ThrowIfNull(template);
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(before);
        var values = new Dictionary<Node, Argument>(template.Count);
        var next = 0;
        Argument Value(Node node) => values[node];
        for (var node = template.First; node is not null; node = node.Next)
        {
            switch (node.Kind)
            {
                case NodeKind.Input:
                    values.Add(node, inputs[next++]);
                    break;
                case NodeKind.Call:
                    var copy = target.AddCall(node.Operator!, Map(node.Arguments, Value), node.Type, node.Name, before);
                    copy.Source = before.Source;
                    values.Add(node, copy);
                    break;
                case NodeKind.Output:
                    return Map(node.Arguments, Value);
                default:
                    throw new ArgumentException($"@{template.Name} calls a piece and can't be copied into another graph.",
                        nameof(template));
            }
        }
        throw new ArgumentException($"@{template.Name} has no output.", nameof(template));
    }

    private static ImmutableArray<Argument> Map(ImmutableArray<Argument> arguments, Func<Node, Argument> value)
    {
        var result = ImmutableArray.CreateBuilder<Argument>(arguments.Length);
        foreach (var argument in arguments)
        {
            result.Add(argument is NodeArgument { Node: var node } ? value(node) : argument.Map(value));
        }
        return result.MoveToImmutable();
    }

    private static ImmutableArray<Argument> Map(ImmutableArray<Argument> arguments, Dictionary<Node, Node> map, TypeSubstitution? types,
        Graph source, Graph target)
    {
        var result = ImmutableArray.CreateBuilder<Argument>(arguments.Length);
        foreach (var argument in arguments)
        {
            result.Add(argument switch
            {
                NodeArgument { Node: var node } => map[node],
                // A nested graph may be shared with other copies: each gets its own, which knows what the graph around it knows.
                GraphArgument { Graph: var nested } =>
                    new GraphArgument(Copy(nested, nested.Shapes == source.Shapes ? target.Shapes : null, types)),
                _ => argument.Map(n => map[n]),
            });
        }
        return result.MoveToImmutable();
    }
}
