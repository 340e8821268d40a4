using Piecewise.Compiler.Passes;
using Piecewise.Graphs;

namespace Piecewise.Compiler.Raise;

/// <summary>
/// A pass that turns the calls by which models spell an op of the op IR into one call of it (I5). It looks at each node once; where the
/// node could belong to the form, the form is read off the graph around it.
/// </summary>
internal abstract class RaisePass : Pass
{
    /// <summary>What a rewrite is called in records: the op's name.</summary>
    protected abstract string Rule { get; }

    public sealed override void Run(PassContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        List<Node>? anchors = null;
        for (var node = context.Graph.First; node is not null; node = node.Next)
        {
            if (node.Kind == NodeKind.Call && IsAnchor(node))
            {
                (anchors ??= []).Add(node);
            }
        }
        if (anchors is not null)
        {
            Raise(context, anchors);
        }
    }

    /// <summary>Whether the form could be around a call.</summary>
    protected abstract bool IsAnchor(Node node);

    /// <summary>Raises the form around one anchor, or says why not.</summary>
    protected abstract void Raise(PassContext context, Node anchor);

    /// <summary>Raises the forms around all anchors of a piece.</summary>
    protected virtual void Raise(PassContext context, List<Node> anchors)
    {
        foreach (var anchor in anchors)
        {
            if (!anchor.IsErased)
            {
                Raise(context, anchor);
            }
        }
    }

    protected void Report(PassContext context, NearMiss miss) => context.Remark(Rule, miss.At, miss.Reason);

    /// <summary>
    /// Replaces a node by a call of an op. Where only the memory layout differs, the result is copied into the one that was.
    /// </summary>
    /// <param name="context">The piece.</param>
    /// <param name="old">What the form computes last.</param>
    /// <param name="op">The op's qualified name.</param>
    /// <param name="known">The type that the op's shape rule gives, where that follows from the form; null where the rule is to be asked,
    /// which is slow.</param>
    /// <param name="arguments">The op's arguments; trailing ones may be left out.</param>
    /// <returns>False where the types differ, which is reported, or where rewrites are switched off.</returns>
    protected bool Replace(PassContext context, Node old, string op, NodeType? known, params ReadOnlySpan<Argument> arguments)
    {
        var type = known ?? TypeOf(context, old, op, arguments);
        if (type is null)
        {
            return false;
        }
        var needsLayout = !type.Equals(old.Type);
        if (needsLayout && !DifferInLayout(type, old.Type))
        {
            context.Remark(Rule, old, $"%{old.Name} is {old.Type}; the op would give {type}.");
            return false;
        }
        if (!context.MayRewrite(Rule, old))
        {
            return false;
        }
        var replacement = context.Call(old, op, type, arguments);
        if (needsLayout)
        {
            replacement = context.Call(old, KnownOps.Clone, old.Type, replacement, new MemoryFormatArgument(MemoryFormat.Contiguous));
        }
        context.Replace(old, replacement);
        return true;
    }

    /// <summary>The type of a call; null where the operator does not take these arguments, which is reported.</summary>
    protected NodeType? TypeOf(PassContext context, Node old, string op, params ReadOnlySpan<Argument> arguments)
    {
        var target = context.Catalog[op];
        try
        {
            return target.Infer(new InferenceContext(target, target.Schema.Fill(arguments), context.Graph.Shapes));
        }
        catch (InferenceException e)
        {
            context.Remark(Rule, old, $"The op does not take these arguments: {e.Message}");
            return null;
        }
    }

    private static bool DifferInLayout(NodeType given, NodeType wanted) =>
        given is TensorType a && wanted is TensorType { IsRowMajor: true } b && a.WithShape(a.Shape).Equals(b);
}
