using System.Collections.Immutable;

namespace Piecewise.Graphs;

/// <summary>The one walk of an <see cref="AliasAnalysis"/> over a graph.</summary>
internal sealed class AliasWalk(Graph graph, Dictionary<Node, ImmutableArray<MemoryView?>> views)
{
    private readonly MemoryRoot callers = new() { IsCallers = true };
    private readonly Dictionary<Graph, PieceEffects> effectsOf = [];

    public void Run(Func<Node, bool> isAlone)
    {
        for (var node = graph.First; node is not null; node = node.Next)
        {
            switch (node.Kind)
            {
                case NodeKind.Input:
                    var alone = isAlone(node);
                    Define(node, (_, _) => alone ? new MemoryRoot() : callers);
                    break;
                case NodeKind.Output:
                    foreach (var argument in node.Arguments)
                    {
                        Access(node, argument, writes: false);
                    }
                    break;
                case NodeKind.CallPiece:
                    AddPieceCall(node);
                    break;
                default:
                    AddCall(node, node.Operator!);
                    break;
            }
        }
    }

    private void AddCall(Node node, Operator op)
    {
        if (node.IsCallOf(Dialect.GetItem) && node.Arguments is [NodeArgument { Node: var tuple }, IntArgument { Value: var index }]
            && views.TryGetValue(tuple, out var items) && index < items.Length)
        {
            views[node] = [items[(int)index]];
            return;
        }
        if (HoldsGraph(node))
        {
            AddNested(node);
            return;
        }
        var schema = op.Schema;
        var viewed = ViewedArgument(schema);
        // The schema settles it for most operators; only those with an alias set are asked.
        var isView = viewed < 0 || schema.Arguments[viewed].Type.IsWritten
            ? false
            : op.ResultIsView(InferenceContext.Of(node));
        for (var i = 0; i < node.Arguments.Length; i++)
        {
            // An in-place view (detach_) is declared to write, and writes no element.
            if (node.Arguments[i] is (NodeArgument or ListArgument) and var argument
                && !op.IsSizeQuery && !(isView == true && schema.Arguments[i].Type.AliasSet is not null)
                && op.FunctionalForm is not ViewOperator)
            {
                Access(node, argument, schema.Arguments[i].Type.IsWritten, op.SeesStorage);
            }
        }
        if (op.SeesStorage)
        {
            See(node, node.InputNodes);
        }
        if (node.Type is TensorType or TupleType)
        {
            AddResults(node, op, isView);
        }
    }

    private void AddResults(Node node, Operator op, bool? isView)
    {
        var results = op.Schema.Results;
        var result = ImmutableArray.CreateBuilder<MemoryView?>();
        var types = node.Type is TupleType tuple ? tuple.Items : [node.Type];
        var parts = types.Length > 1 ? new PartOffsets(types.Length) : null;
        for (var i = 0; i < types.Length; i++)
        {
            var declared = results.Length == types.Length ? results[i] : results.Length == 1 ? results[0] : null;
            result.Add(types[i] is TensorType type ? Result(node, op, i, type, declared, isView, parts) : null);
        }
        views[node] = result.ToImmutable();
    }

    private MemoryView Result(Node node, Operator op, int index, TensorType type, SchemaType? declared, bool? isView, PartOffsets? parts)
    {
        if (declared?.AliasSet is not { } set || (isView == false && !declared.IsWritten))
        {
            return new MemoryView(node, index, type, new MemoryRoot());
        }
        MemoryRoot? root = null;
        MemoryView? only = null;
        for (var i = 0; i < node.Arguments.Length; i++)
        {
            if (op.Schema.Arguments[i].Type.AliasSet == set)
            {
                foreach (var view in node.Arguments[i].Nodes.SelectMany(n => views.GetValueOrDefault(n, [])).OfType<MemoryView>())
                {
                    only = root is null ? view : null;
                    root = root is null ? view.Root : MemoryRoot.Join(root, view.Root);
                }
            }
        }
        if (root is null)
        {
            return new MemoryView(node, index, type, new MemoryRoot());
        }
        if (only is not null && declared.IsWritten && !declared.IsList)
        {
            return only;
        }
        return new MemoryView(node, index, type, root, isView == true && op is ViewOperator ? only : null, parts);
    }

    // A branch or a loop body may return one tensor several times, and which operand an input of it is only the operator knows. That its
    // results are no memory of its operands is the schema's word, as for every operator; where the schema says otherwise, they may be any
    // of it.
    private void AddNested(Node node)
    {
        var writes = node.Arguments.Any(a => a is GraphArgument { Graph: var nested } && EffectsOf(nested).Written.Count > 0);
        if (node.Arguments.Any(a => a is GraphArgument { Graph: var nested } && EffectsOf(nested).Seen.Count > 0))
        {
            See(node, node.InputNodes);
        }
        var isFresh = node.Operator!.Schema.Results.All(r => r.AliasSet is null);
        var root = new MemoryRoot();
        foreach (var argument in node.Arguments)
        {
            Access(node, argument, writes);
            foreach (var view in argument.Nodes.SelectMany(n => views.GetValueOrDefault(n, [])).OfType<MemoryView>())
            {
                root = isFresh ? root : MemoryRoot.Join(root, view.Root);
            }
        }
        Define(node, (_, _) => root);
    }

    private void AddPieceCall(Node node)
    {
        var effects = EffectsOf(node.Piece!.Graph);
        See(node, effects.Seen.Order().SelectMany(i => node.Arguments[i].Nodes));
        for (var i = 0; i < node.Arguments.Length; i++)
        {
            Access(node, node.Arguments[i], effects.Written.Contains(i));
        }
        var roots = new Dictionary<int, MemoryRoot>();
        Define(node, (_, output) =>
        {
            var storage = effects.StorageOfOutput[output];
            if (!roots.TryGetValue(storage, out var root))
            {
                root = new MemoryRoot();
                foreach (var input in effects.InputsIn(storage))
                {
                    if (node.Arguments[input] is NodeArgument { Node: var taken } && views.TryGetValue(taken, out var found)
                        && found[0] is { } view)
                    {
                        root = MemoryRoot.Join(root, view.Root);
                    }
                }
                roots.Add(storage, root);
            }
            return root;
        });
    }

    private void See(Node node, IEnumerable<Node> taken)
    {
        foreach (var view in taken.SelectMany(n => views.GetValueOrDefault(n, [])).OfType<MemoryView>())
        {
            view.Root.SeenBy ??= node;
        }
    }

    private void Define(Node node, Func<TensorType, int, MemoryRoot> rootOf)
    {
        if (node.Type is TensorType type)
        {
            views[node] = [new MemoryView(node, 0, type, rootOf(type, 0))];
        }
        else if (node.Type is TupleType tuple)
        {
            views[node] = [.. tuple.Items.Select((t, i) => t is TensorType item ? new MemoryView(node, i, item, rootOf(item, i)) : null)];
        }
    }

    private void Access(Node node, Argument argument, bool writes, bool anywhere = false)
    {
        if (argument is NodeArgument { Node: var taken })
        {
            foreach (var view in views.GetValueOrDefault(taken, []))
            {
                if (view is not null)
                {
                    // What depends on the storage may look at any of it: a view without a place.
                    view.Root.Accesses.Add(new MemoryAccess(node, anywhere ? new MemoryView(view.Maker, 0, view.Type, view.Root) : view,
                        writes));
                }
            }
        }
        else if (argument is ListArgument { Items: var items })
        {
            foreach (var item in items)
            {
                Access(node, item, writes, anywhere);
            }
        }
    }

    private PieceEffects EffectsOf(Graph called)
    {
        if (!effectsOf.TryGetValue(called, out var effects))
        {
            effectsOf.Add(called, effects = PieceEffects.Of(called));
        }
        return effects;
    }

    // Index of the first argument whose alias set a result has; -1 where every result is fresh.
    private static int ViewedArgument(OperatorSchema schema)
    {
        foreach (var result in schema.Results)
        {
            for (var i = 0; result.AliasSet is { } set && i < schema.Arguments.Length; i++)
            {
                if (schema.Arguments[i].Type.AliasSet == set)
                {
                    return i;
                }
            }
        }
        return -1;
    }

    private static bool HoldsGraph(Node node)
    {
        foreach (var argument in node.Arguments)
        {
            if (argument is GraphArgument)
            {
                return true;
            }
        }
        return false;
    }
}
