using Piecewise.Compiler.Patterns;
using Piecewise.Graphs;

namespace Piecewise.Compiler.Shard;

/// <summary>A product with a weight: <c>input · weight + bias</c>, or a product for each group of rows.</summary>
/// <param name="Input">[…, in].</param>
/// <param name="Weight">A tensor with these two dims.</param>
/// <param name="Out">The weight's dim that the result's last one is.</param>
/// <param name="In">The weight's dim that is summed over.</param>
/// <param name="Bias">[out], or null.</param>
internal readonly record struct ShardedProduct(Node Input, Node Weight, int Out, int In, Node? Bias)
{
    /// <summary>Where the weight stands among the call's arguments, and the input, and the bias.</summary>
    public static (int Input, int Weight, int Bias) Places(Node call) => call.IsCallOf(KnownOps.AddMm) ? (1, 2, 0) : (0, 1, 2);

    /// <summary>Such a product; null where the call is none.</summary>
    public static ShardedProduct? Of(Node call)
    {
        if (call.Type is not TensorType)
        {
            return null;
        }
        if (call.IsCallOf(KnownOps.Linear))
        {
            var (x, weight) = (call.Operand(0)!, call.Operand(1)!);
            return weight.Tensor is { Rank: 2 } type && x.Tensor is { Rank: >= 1 } && LinearForm.HasBiasOf(call, type)
                ? new(x, weight, 0, 1, call.Operand(2)) : null;
        }
        if (call.IsCallOf(KnownOps.Mm) || call.IsCallOf(KnownOps.MatMul))
        {
            return Matrix(call.Operand(0)!, call.Operand(1)!, bias: null);
        }
        if (call.IsCallOf(KnownOps.AddMm))
        {
            return LinearForm.AddsRow(call) ? Matrix(call.Operand(1)!, call.Operand(2)!, call.Operand(0)) : null;
        }
        return (call.IsCallOf(KnownOps.GroupedMm) || call.IsCallOf(KnownOps.GroupedMmFallback))
            && call.Operand(0)?.Tensor is { Rank: 2 } && call.Operand(1)?.Tensor is { Rank: 3 }
                ? new(call.Operand(0)!, call.Operand(1)!, 2, 1, null) : null;
    }

    private static ShardedProduct? Matrix(Node x, Node matrix, Node? bias) =>
        x.Tensor is { Rank: >= 2 } && matrix.Tensor is { Rank: 2 } ? new(x, matrix, 1, 0, bias) : null;
}
