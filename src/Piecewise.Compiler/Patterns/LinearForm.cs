using Piecewise.Graphs;

namespace Piecewise.Compiler.Patterns;

/// <summary>
/// A product with a transposed matrix, <c>input · weightᵀ + bias</c>, however it is spelled: <c>linear</c>, or <c>mm</c>, <c>addmm</c> and
/// <c>matmul</c> with the transpose of an input of the graph, as decompositions leave them.
/// </summary>
/// <param name="Input">[…, in].</param>
/// <param name="Weight">[out, in].</param>
/// <param name="Bias">[out], or none.</param>
internal readonly record struct LinearForm(Node Input, Node Weight, Argument Bias)
{
    /// <summary>Whether a call could be such a product.</summary>
    public static bool IsProduct(Node node) =>
        node.IsCallOf(KnownOps.Linear) || node.IsCallOf(KnownOps.Mm) || node.IsCallOf(KnownOps.AddMm) || node.IsCallOf(KnownOps.MatMul);

    /// <summary>Such a product, or null.</summary>
    public static LinearForm? Of(Node product)
    {
        if (product.IsCallOf(KnownOps.Linear))
        {
            // A weight of one dim gives no last dim.
            return product.Operand(1)!.Tensor is { Rank: 2 } weightType && HasBiasOf(product, weightType)
                ? new(product.Operand(0)!, product.Operand(1)!, product.Arguments[2]) : null;
        }
        if (product.IsCallOf(KnownOps.AddMm) && !AddsRow(product))
        {
            return null;
        }
        var (x, matrix) = Operands(product);
        return matrix.Tensor is { Rank: 2 } && x.Tensor is { Rank: >= 2 } && Transposed(matrix.Value) is { } weight
            ? new(x, weight, product.IsCallOf(KnownOps.AddMm) ? product.Operand(0)! : Argument.None) : null;
    }

    /// <summary>Whether a linear's bias, if there is one, has an element for each row of a weight: it may also broadcast.</summary>
    public static bool HasBiasOf(Node linear, TensorType weight) =>
        linear.Operand(2) is not { } bias || (bias.Tensor is { Rank: 1 } type && type.Shape[0] == weight.Shape[0]);

    /// <summary>The factors of a product that is no <c>linear</c>.</summary>
    public static (Node Left, Node Right) Operands(Node product) => product.IsCallOf(KnownOps.AddMm)
        ? (product.Operand(1)!, product.Operand(2)!) : (product.Operand(0)!, product.Operand(1)!);

    /// <summary>Whether an <c>addmm</c> adds one row to all of the product's: (self, mat1, mat2, *, beta, alpha).</summary>
    public static bool AddsRow(Node product) =>
        product.Arguments[3].IsNumber(out var beta) && beta == 1 && product.Arguments[4].IsNumber(out var alpha) && alpha == 1
        && product.Operand(0)!.Tensor is { Rank: 1 } bias && bias.Shape[0] == product.Tensor!.Shape[1];

    /// <summary>What a node is the transpose of; null where it is none.</summary>
    public static Node? TransposedBy(Node node)
    {
        var isTranspose = node.IsCallOf(KnownOps.T)
            || (node.IsCallOf(KnownOps.Transpose) && node.Arguments[1] != node.Arguments[2])
            || (node.IsCallOf(KnownOps.Permute) && node.Arguments[1] is ListArgument
            {
                Items: [IntArgument { Value: 1 or -1 }, IntArgument { Value: 0 or -2 }]
            });
        return isTranspose && node.Operand(0)!.Tensor is { Rank: 2 } ? node.Operand(0) : null;
    }

    /// <summary>The weight of which a node is the transpose; products of activations have none.</summary>
    private static Node? Transposed(Node node) => TransposedBy(node)?.Value is { Kind: NodeKind.Input } weight ? weight : null;
}
