using System.Collections.Immutable;
using Piecewise.Compiler.Passes;
using Piecewise.Graphs;
using Piecewise.Operators.OpIr;

namespace Piecewise.Compiler.Lower;

/// <summary>
/// Replaces every op of the op IR by the first provider that can compute it (L1, I3). A provider that overwrites its activations gets
/// clones, so that lowering alone never changes a result (L3).
/// </summary>
/// <remarks><c>%y = piecewise_ir.rms_norm(%x, %w, 1e-6)</c> → <c>%y = piecewise_kernel.rms_norm(%x, %w, 1e-6)</c>.</remarks>
internal sealed class Lowering : Pass
{
    public override string Name => "lower";

    public override string Summary => "An op of the op IR becomes what its provider computes it with.";

    public override bool IsRequired => true;

    public override void Run(PassContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        Lower(context, context.Graph);
    }

    private static void Lower(PassContext context, Graph graph)
    {
        for (var node = graph.First; node is not null;)
        {
            var next = node.Next;
            foreach (var nested in node.Arguments.OfType<GraphArgument>())
            {
                Lower(context, nested.Graph);
            }
            if (node.Operator is MaybeInPlaceOperator)
            {
                throw new LoweringException(
                    $"%{node.Name} = {node.Operator.Name} was not turned into its default overload before lowering. [I4]");
            }
            if (node.Operator is OpIrOperator op)
            {
                Lower(context, node, op);
            }
            node = next;
        }
        graph.Stage = Stage.Lowered;
        if (graph.Nodes.FirstOrDefault(n => n.Operator?.Schema.Namespace == Dialect.OpIrNamespace) is { } left)
        {
            throw new LoweringException($"%{left.Name} = {left.Operator!.Name} is left over from the op IR. [L1]");
        }
    }

    private static void Lower(PassContext context, Node node, OpIrOperator op)
    {
        ImmutableArray<Argument> arguments = default;
        Graph? template = null;
        string? Objection(OpIrProvider provider)
        {
            arguments = Arguments(context, node, op, provider);
            template = context.Replacements.Get(provider, arguments, node.Graph.Shapes);
            if (Misfit(node, template) is not { } misfit)
            {
                return null;
            }
            EraseClones(node, arguments);
            template = null;
            return misfit;
        }
        var choice = context.Settings.Providers.Choose(op, InferenceContext.Of(node), Objection);
        if (template is null)
        {
            arguments = node.Arguments;
            template = context.Replacements.Get(choice.Provider, arguments, node.Graph.Shapes);
        }
        var inputs = new List<Argument>(arguments.Length);
        foreach (var argument in arguments)
        {
            foreach (var input in argument.Nodes)
            {
                if (!inputs.Exists(i => i is NodeArgument { Node: var known } && known == input))
                {
                    inputs.Add(input);
                }
            }
        }
        context.MayRewrite($"{op.Declaration.Name} by {choice.Provider.Name}", node);
        context.Chose(node, choice);
        var results = GraphCopier.Inline(template, inputs, node.Graph, node);
        Replace(context, node, choice.Provider, results);
    }

    // Users were typed by the native implementation's results: another provider has to give the same layout.
    private static string? Misfit(Node node, Graph template)
    {
        var results = template.Output!.Arguments;
        if (node.Type is not TupleType tuple)
        {
            return Misfit(node.Graph.Shapes, node.Type, results[0].Type);
        }
        for (var i = 0; i < results.Length; i++)
        {
            if (Misfit(node.Graph.Shapes, tuple.Items[i], results[i].Type) is { } misfit)
            {
                return misfit;
            }
        }
        return null;
    }

    private static string? Misfit(ShapeEnvironment shapes, NodeType wanted, NodeType? given) =>
        Fits(shapes, wanted, given) ? null : $"returns {given}, which can't be shown to be {wanted}";

    private static void EraseClones(Node node, ImmutableArray<Argument> arguments)
    {
        for (var i = 0; i < arguments.Length; i++)
        {
            if (arguments[i] != node.Arguments[i])
            {
                node.Graph.Erase(((NodeArgument)arguments[i]).Node);
            }
        }
    }

    // A provider that overwrites its activations gets clones of them.
    private static ImmutableArray<Argument> Arguments(PassContext context, Node node, OpIrOperator op, OpIrProvider provider)
    {
        if (!provider.IsInPlace)
        {
            return node.Arguments;
        }
        var arguments = node.Arguments.ToBuilder();
        foreach (var activation in op.Declaration.Activations)
        {
            var index = op.Schema.IndexOf(activation);
            arguments[index] = context.Call(node, KnownOps.Clone, arguments[index]);
        }
        return arguments.ToImmutable();
    }

    private static void Replace(PassContext context, Node node, OpIrProvider provider, ImmutableArray<Argument> results)
    {
        if (results is [var single])
        {
            ReplaceUses(node, Fit(context, node, node.Type, single, provider));
        }
        else
        {
            foreach (var user in node.Users.ToArray())
            {
                if (!user.IsCallOf(Dialect.GetItem) || user.Arguments[1] is not IntArgument { Value: var index })
                {
                    throw new LoweringException($"%{user.Name} takes the whole tuple %{node.Name}; only its elements can be taken. [L1]");
                }
                var result = results[(int)index];
                ReplaceUses(user, Fit(context, node, user.Type, result, provider));
                node.Graph.Erase(user);
            }
        }
        node.Graph.Erase(node);
    }

    private static void ReplaceUses(Node node, Argument value)
    {
        foreach (var user in node.Users.ToArray())
        {
            user.ReplaceInput(node, value);
        }
    }

    private static Argument Fit(PassContext context, Node node, NodeType type, Argument value, OpIrProvider provider)
    {
        if (Equals(value.Type, type))
        {
            return value;
        }
        if (type is not TensorType wanted || value is not NodeArgument { Node: { Type: TensorType given } result }
            || given.DType != wanted.DType || given.Rank != wanted.Rank)
        {
            throw Misfit(node, provider, value.Type, type);
        }
        var shapes = node.Graph.Shapes;
        if (!Fits(shapes, wanted, given))
        {
            // Only native comes this far, which computes what the program's own operators did: their types hold, although nothing proves
            // it.
            foreach (var (a, b) in given.Shape.Zip(wanted.Shape))
            {
                if (!AreEqual(shapes, a, b))
                {
                    if (shapes.Decide(SymBool.Eq(a, b)) == false)
                    {
                        throw Misfit(node, provider, given, type);
                    }
                    shapes.AddFact(SymBool.Eq(a, b));
                    context.Remark("taken as equal", node, $"{a} and {b}, as the program's types say");
                }
            }
            // Strides are no consequence of what is computed. Memory that a call makes takes those that the program says; what is in other
            // memory is copied.
            if (!Fits(shapes, wanted, given)
                && (node.InputNodes.Contains(result) || result.Operator is not { } maker
                    || maker.Schema.Results.Any(r => r.AliasSet is not null)))
            {
                return context.Call(node, KnownOps.Clone, wanted, result);
            }
        }
        // The same layout in other words (the stride of a dim of size 1 moves nothing, but types spell it out), or in memory of the call's
        // own.
        result.Type = wanted;
        return value;
    }

    private static bool Fits(ShapeEnvironment shapes, NodeType wanted, NodeType? given)
    {
        return Equals(wanted, given)
            || (wanted is TensorType a && given is TensorType b && a.DType == b.DType && a.Rank == b.Rank
                && Enumerable.Range(0, a.Rank).All(i => AreEqual(shapes, a.Shape[i], b.Shape[i])
                    && (AreEqual(shapes, a.Strides[i], b.Strides[i]) || IsOne(shapes, a.Shape[i]))));
    }

    private static bool AreEqual(ShapeEnvironment shapes, SymInt a, SymInt b) => a == b || shapes.IsStaticallyTrue(SymBool.Eq(a, b));

    private static bool IsOne(ShapeEnvironment shapes, SymInt size) => AreEqual(shapes, size, 1);

    private static LoweringException Misfit(Node node, OpIrProvider provider, NodeType? given, NodeType wanted) =>
        new($"The provider '{provider.Name}' of {node.Operator!.Name} returns {given} at %{node.Name}, which is {wanted}. [L1]");
}
