using Piecewise.Graphs;

namespace Piecewise.Compiler.Simplify;

/// <summary>Calls whose result has the elements of an argument, one by one, in fresh memory.</summary>
internal static class FullCopy
{
    /// <summary>What a node is a copy of; null where it is none.</summary>
    /// <param name="node">Any node.</param>
    /// <param name="argument">Name of the argument that it copies.</param>
    public static Node? OriginalOf(Node node, out string? argument)
    {
        argument = null;
        if (node is not { Kind: NodeKind.Call, Operator: { } op, Type: TensorType } || op.Schema.HasWrites)
        {
            return null;
        }
        var call = InferenceContext.Of(node);
        argument = op.SameAs(call);
        return argument is not null && node.ArgumentNamed(argument) is NodeArgument { Node: var original }
            && op.ResultIsView(call) == false ? original : null;
    }
}
