using System.Collections.Immutable;
using Piecewise.Compiler.Passes;
using Piecewise.Graphs;
using Piecewise.Operators.OpIr;

namespace Piecewise.Compiler.Lower;

/// <summary>
/// Replaces every op of the op IR by the first provider that can compute it (L1, I3). A provider that overwrites its activations gets clones,
/// so that lowering alone never changes a result (L3).
/// </summary>
/// <remarks><c>%y = piecewise_ir.rms_norm(%x, %w, 1e-6)</c> → <c>%y = piecewise_kernel.rms_norm(%x, %w, 1e-6)</c>.</remarks>
public sealed class Lowering : Pass
{
    public override string Name => "lower";

    public override string Summary => "An op of the op IR becomes what its provider computes it with.";

    public override bool IsRequired => true;

    public override void Run(PassContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var graph = context.Graph;
        for (var node = graph.First; node is not null;)
        {
            var next = node.Next;
            if (node.Operator is MaybeInPlaceOperator)
            {
                throw new LoweringException($"%{node.Name} = {node.Operator.Name} was not turned into its default overload before lowering. [I4]");
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
        var choice = context.Settings.Providers.Choose(op, new InferenceContext(op, node.Arguments, context.Graph.Shapes));
        var arguments = choice.Provider.IsInPlace ? CloneActivations(context, node, op) : node.Arguments;
        var template = context.Replacements.Get(choice.Provider, arguments, context.Graph.Shapes);
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
        var results = GraphCopier.Inline(template, inputs, context.Graph, node);
        Replace(context, node, choice.Provider, results);
    }

    private static ImmutableArray<Argument> CloneActivations(PassContext context, Node node, OpIrOperator op)
    {
        var arguments = node.Arguments.ToBuilder();
        foreach (var activation in op.Declaration.Activations)
        {
            var index = op.Schema.IndexOf(activation);
            arguments[index] = context.Call(node, "aten::clone.default", arguments[index]);
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
                context.Graph.Erase(user);
            }
        }
        context.Graph.Erase(node);
    }

    private static void ReplaceUses(Node node, Argument value)
    {
        foreach (var user in node.Users.ToArray())
        {
            user.ReplaceInput(node, value);
        }
    }

    // Users were typed by the native implementation's result. The stride of a dim of size 1 moves nothing, but types spell it out: a view sets it.
    private static Argument Fit(PassContext context, Node node, NodeType type, Argument value, OpIrProvider provider)
    {
        if (Equals(value.Type, type))
        {
            return value;
        }
        if (type is TensorType wanted && value.Type is TensorType given && wanted.DType == given.DType && wanted.Shape.AsSpan().SequenceEqual(given.Shape.AsSpan())
            && Enumerable.Range(0, wanted.Rank).All(i => wanted.Strides[i] == given.Strides[i] || context.Graph.Shapes.IsStaticallyTrue(SymBool.Eq(wanted.Shape[i], 1)))
            && wanted.Shape.Concat(wanted.Strides).All(s => s.IsConstant))
        {
            return context.Call(node, "aten::as_strided.default", type, value, Ints(wanted.Shape), Ints(wanted.Strides));
        }
        throw new LoweringException($"The provider '{provider.Name}' of {node.Operator!.Name} returns {value.Type} at %{node.Name}, which is {type}. [L1]");
    }

    private static Argument Ints(ImmutableArray<SymInt> values) => Argument.Ints(values.Select(v => v.Constant));
}
