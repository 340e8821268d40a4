using Piecewise.Compiler.Patterns;
using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Compiler.Raise;

/// <summary>A rotary embedding of neighbours as a product of complex numbers: Llama 4, DeepSeek V2.</summary>
/// <param name="Last">The node that gives the result.</param>
/// <param name="Input">What is rotated.</param>
/// <param name="Table">Complex, half as wide as what is rotated: cos + i · sin.</param>
internal sealed record ComplexRotaryForm(Node Last, Node Input, Node Table)
{
    /// <summary>Reads the form off the graph around a <c>view_as_complex</c>; null where it is something else.</summary>
    public static ComplexRotaryForm? Match(Node complex, out NearMiss? miss)
    {
        miss = null;
        if (complex.Operand(0)?.Value is not { } pairs || !(pairs.IsCallOf(KnownOps.Reshape) || pairs.IsCallOf(KnownOps.View))
            || pairs.Operand(0)?.Value is not { Tensor: { Rank: > 0 } input } x || !ArePairs(pairs.Tensor!, input) || x.DType != DType.F32)
        {
            return null;
        }
        if (complex.SoleUse is not { } use || !use.User.IsProductWith(use.Taken, out var table))
        {
            return null;
        }
        var product = use.User;
        if (table.Tensor is not { DType: DType.C64, Rank: > 0 } type || type.Shape[^1] != complex.Tensor!.Shape[^1]
            || product.SoleUse is not { User: var real } || !real.IsCallOf(KnownOps.ViewAsReal)
            || real.SoleUse is not { User: var flat } || !Rotation.IsReshaped(flat, x))
        {
            miss = new NearMiss(product,
                $"%{product.Name} rotates the pairs of %{x.Name} by %{table.Name}, but is not turned back into a tensor of its shape.");
            return null;
        }
        var narrow = x.Unwidened;
        return narrow != x && flat.SoleUse is { User: { IsCast: true } cast } && cast.DType == narrow.DType
            ? new ComplexRotaryForm(cast, narrow, table.Value)
            : new ComplexRotaryForm(flat, x, table.Value);
    }

    private static bool ArePairs(TensorType pairs, TensorType input) =>
        pairs.Rank == input.Rank + 1 && pairs.Shape[^1] == 2 && pairs.Shape[^2] * 2 == input.Shape[^1]
        && pairs.Shape.AsSpan(0, input.Rank - 1).SequenceEqual(input.Shape.AsSpan(0, input.Rank - 1));
}
