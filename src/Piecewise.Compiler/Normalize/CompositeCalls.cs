using System.Collections.Immutable;
using Piecewise.Graphs;
using Piecewise.Operators.Composites;

namespace Piecewise.Compiler.Normalize;

/// <summary>Puts the calls that a composite operator consists of in its place.</summary>
/// <example><code>
/// %y = trapezoid(%x)     →     %a = slice(%x, 1, 1); %b = slice(%x, 1, 0, -1); %c = add(%a, %b); …
/// </code></example>
internal static class CompositeCalls
{
    /// <summary>Does so in place, in nested graphs too.</summary>
    public static void SpellOut(Graph graph, OperatorCatalog catalog)
    {
        for (var node = graph.First; node is not null;)
        {
            foreach (var nested in node.Arguments.OfType<GraphArgument>())
            {
                SpellOut(nested.Graph, catalog);
            }
            // What is put in its place may hold composites again: goes on with that.
            node = node.Operator is CompositeOperator op ? SpellOut(graph, catalog, node, op) : node.Next;
        }
    }

    private static Node? SpellOut(Graph graph, OperatorCatalog catalog, Node node, CompositeOperator op)
    {
        var template = op.Trace(InferenceContext.Of(node));
        var inputs = new List<Argument>();
        foreach (var input in node.Arguments.SelectMany(a => a.Nodes).Distinct())
        {
            inputs.Add(input);
        }
        var before = node.Previous;
        var results = GraphCopier.Inline(template, inputs, graph, node);
        if (node.Type is TupleType { Items: var types })
        {
            foreach (var item in node.Users.ToArray())
            {
                var index = (int)((IntArgument)item.Arguments[1]).Value;
                Replace(item, Laid(catalog, node, results[index], (TensorType)types[index]));
                graph.Erase(item);
            }
        }
        else
        {
            Replace(node, Laid(catalog, node, results[0], (TensorType)node.Type));
        }
        var next = before is null ? graph.First : before.Next;
        if (next == node)
        {
            next = node.Next;
        }
        graph.Erase(node);
        return next;
    }

    // Memory that a call makes takes the layout that the program says; what is in other memory is copied.
    private static Argument Laid(OperatorCatalog catalog, Node call, Argument result, TensorType wanted)
    {
        var node = ((NodeArgument)result).Node;
        var shapes = call.Graph.Shapes;
        if (new TypeAgreement(shapes, shapes).Difference(node.Type, wanted) is null)
        {
            return node;
        }
        var makes = node is { Kind: NodeKind.Call, HasUsers: false, Operator: { } op } && !op.IsReshape
            && !op.Schema.Results.Any(r => r.AliasSet is not null) && !call.InputNodes.Contains(node);
        if (makes && !node.IsCallOf(Dialect.GetItem))
        {
            node.Type = wanted;
            return node;
        }
        var clone = catalog[KnownOps.Clone];
        return call.Graph.AddCall(clone, clone.Schema.Fill([node]), wanted, before: call);
    }

    private static void Replace(Node node, Argument value)
    {
        foreach (var user in node.Users.ToArray())
        {
            user.ReplaceInput(node, value);
        }
    }
}
