using Piecewise.Compiler.Patterns;
using Piecewise.Graphs;

namespace Piecewise.Compiler.Raise;

/// <summary>
/// A rotary embedding as <c>cat(a * cos - b * sin, b * cos + a * sin)</c>, with tables half as wide as what is rotated: GPT-OSS, where a
/// and b are halves of one tensor, and DeepSeek V3, where they are its elements of even and odd number.
/// </summary>
/// <param name="Last">The node that gives the result.</param>
/// <param name="First">a.</param>
/// <param name="Second">b.</param>
/// <param name="Cos">As wide as a.</param>
/// <param name="Sin">As cos.</param>
internal sealed record SplitRotaryForm(Node Last, Node First, Node Second, Node Cos, Node Sin)
{
    /// <summary>The tensor of which a and b are the halves; null where they are not.</summary>
    public Node? Whole =>
        LastDimPart.Of(First) is { } a && LastDimPart.Of(Second) is { } b && a.IsFirstHalfBefore(b) ? a.Whole : null;

    /// <summary>Reads the form off the graph before a <c>cat</c>; null where it is something else.</summary>
    public static SplitRotaryForm? Match(Node cat, out NearMiss? miss)
    {
        miss = null;
        if (!cat.Arguments[1].IsLastDim(cat.Tensor!.Rank)
            || cat.Arguments[0] is not ListArgument { Items: [NodeArgument first, NodeArgument second] }
            || first.Node.Value is not { IsDifference: true } difference || second.Node.Value is not { IsSum: true } sum
            || !Factors(difference.Operand(0)!, out var p, out var q) || !Factors(difference.Operand(1)!, out var r, out var s)
            || !Factors(sum.Operand(0)!, out var t, out var u) || !Factors(sum.Operand(1)!, out var v, out var w))
        {
            return null;
        }
        if (difference.UseCount > 1 || sum.UseCount > 1)
        {
            miss = new NearMiss(cat, $"%{difference.Name} or %{sum.Name} is used elsewhere too; raised, it would be computed twice.");
            return null;
        }
        // Which factor of a · cos - b · sin is which shows in b · cos + a · sin.
        foreach (var (a, cos) in new[] { (p, q), (q, p) })
        {
            foreach (var (b, sin) in new[] { (r, s), (s, r) })
            {
                if ((IsPair(t, u, b, cos) && IsPair(v, w, a, sin)) || (IsPair(t, u, a, sin) && IsPair(v, w, b, cos)))
                {
                    return IsConsistent(cat, a, b, cos, sin, out miss) ? new SplitRotaryForm(cat, a, b, cos, sin) : null;
                }
            }
        }
        miss = new NearMiss(cat, $"%{difference.Name} and %{sum.Name} are no rotation: their products have other factors.");
        return null;
    }

    private static bool IsConsistent(Node cat, Node a, Node b, Node cos, Node sin, out NearMiss? miss)
    {
        var isConsistent = a.Tensor!.Shape.AsSpan().SequenceEqual(b.Tensor!.Shape.AsSpan()) && cos.Tensor is { Rank: > 0 } table
            && table.Shape[^1] == a.Tensor!.Shape[^1] && sin.Tensor!.Shape.AsSpan().SequenceEqual(table.Shape.AsSpan())
            && a.DType == cat.DType && b.DType == cat.DType;
        miss = isConsistent ? null
            : new NearMiss(cat, $"%{a.Name} is {a.Type}, %{b.Name} {b.Type}, the tables {cos.Type} and {sin.Type}, the result {cat.Type}.");
        return isConsistent;
    }

    private static bool Factors(Node node, out Node left, out Node right)
    {
        var isProduct = node.Value.IsProduct(out left, out right);
        (left, right) = (left.Value, right.Value);
        return isProduct;
    }

    // Slices of one tensor are often taken once for each product.
    private static bool IsPair(Node x, Node y, Node a, Node b) =>
        (x.HasValueOf(a) && y.HasValueOf(b)) || (x.HasValueOf(b) && y.HasValueOf(a));
}
