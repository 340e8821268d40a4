using Piecewise.Compiler.Patterns;
using Piecewise.Graphs;

namespace Piecewise.Compiler.Raise;

/// <summary>
/// Half of a rotary embedding: the tensor with the members of each pair swapped and one of them negated, <c>rotate_half(x)</c> of Hugging
/// Face's models.
/// </summary>
/// <param name="Input">x.</param>
/// <param name="Result">The swapped tensor.</param>
/// <param name="IsInterleaved">Whether pairs are neighbours; else halves.</param>
/// <param name="IsInverse">Whether the second member is negated: a rotation the other way.</param>
internal readonly record struct Rotation(Node Input, Node Result, bool IsInterleaved, bool IsInverse)
{
    /// <summary>Reads the swapped tensor off the graph around its negation; null where it is something else.</summary>
    public static Rotation? Match(Node negation)
    {
        if (negation.Operand(0) is not { } negated || LastDimPart.Of(negated.Value) is not { } part || negation.SoleUse is not { } use
            || use.User.Arguments is not [ListArgument { Items: [NodeArgument first, NodeArgument second] } items, _])
        {
            return null;
        }
        var isFirst = first.Node == use.Taken;
        if (LastDimPart.Of((isFirst ? second : first).Node.Value) is not { } other)
        {
            return null;
        }
        if (use.User.IsCallOf(KnownOps.Cat) && use.User.Arguments[1].IsLastDim(use.User.Tensor!.Rank))
        {
            // [-upper, lower], or [upper, -lower] the other way.
            return isFirst ? (other.IsFirstHalfBefore(part) ? new Rotation(part.Whole, use.User, false, false) : null)
                : part.IsFirstHalfBefore(other) ? new Rotation(part.Whole, use.User, false, true) : null;
        }
        if (use.User.IsCallOf(KnownOps.Stack) && use.User.Arguments[1].IsLastDim(use.User.Tensor!.Rank)
            && use.User.SoleUse is { User: var flat } && IsReshaped(flat, part.Whole))
        {
            return isFirst ? (other.IsEvenBesideOdd(part) ? new Rotation(part.Whole, flat, true, false) : null)
                : part.IsEvenBesideOdd(other) ? new Rotation(part.Whole, flat, true, true) : null;
        }
        return null;
    }

    /// <summary>Whether a node gives a value the shape of another one, elements in order.</summary>
    public static bool IsReshaped(Node node, Node like) =>
        node.Operator is { IsReshape: true } && node.Tensor!.Shape.AsSpan().SequenceEqual(like.Tensor!.Shape.AsSpan());
}
