using System.Collections.Immutable;
using Piecewise.Graphs;
using Piecewise.Operators.Composites;

namespace Piecewise.Compiler.Normalize;

/// <summary>Puts the calls that a composite operator, or a call of another that is compiled as such, consists of in its place.</summary>
/// <example><code>
/// %y = trapezoid(%x)     →     %a = slice(%x, 1, 1); %b = slice(%x, 1, 0, -1); %c = add(%a, %b); …
/// </code></example>
internal static class CompositeCalls
{
    /// <summary>Does so in place, in nested graphs too.</summary>
    public static void SpellOut(Graph graph, OperatorCatalog catalog)
    {
        // Calls that stay: of the operator whose form they are part of.
        var settled = new HashSet<Node>();
        for (var node = graph.First; node is not null;)
        {
            foreach (var nested in node.Arguments.OfType<GraphArgument>())
            {
                SpellOut(nested.Graph, catalog);
            }
            // What is put in its place may hold composites again: goes on with that.
            node = !settled.Contains(node) && Template(node, catalog) is { } template
                ? SpellOut(graph, catalog, node, template, settled) : node.Next;
        }
    }

    private static Graph? Template(Node node, OperatorCatalog catalog)
    {
        try
        {
            return node.Operator switch
            {
                CompositeOperator op => op.Trace(InferenceContext.Of(node)),
                { } op when CompositeForm.Has(op) => CompositeForm.Trace(catalog, InferenceContext.Of(node)),
                _ => null,
            };
        }
        catch (InferenceException)
        {
            // It passed when the program was read. What the program's facts say since leaves it no sizes that any call can have, which
            // the call is told.
            return null;
        }
    }

    private static Node? SpellOut(Graph graph, OperatorCatalog catalog, Node node, Graph template, HashSet<Node> settled)
    {
        var inputs = new List<Argument>();
        foreach (var input in node.Arguments.SelectMany(a => a.Nodes).Distinct())
        {
            inputs.Add(input);
        }
        var before = node.Previous;
        var results = GraphCopier.Inline(template, inputs, graph, node);
        for (var call = before is null ? graph.First : before.Next; call != node; call = call!.Next)
        {
            if (call!.Operator == node.Operator)
            {
                settled.Add(call);
            }
        }
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
        var isNew = node.Kind == NodeKind.Call && !call.InputNodes.Contains(node) && !node.IsCallOf(Dialect.GetItem);
        if (new TypeAgreement(shapes, shapes).Difference(node.Type, wanted) is null)
        {
            // In the program's own symbols, which others read off it.
            node.Type = isNew ? wanted : node.Type;
            return node;
        }
        var makes = isNew && node is { HasUsers: false, Operator: { } op } && !op.IsReshape
            && !op.Schema.Results.Any(r => r.AliasSet is not null);
        if (makes)
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
