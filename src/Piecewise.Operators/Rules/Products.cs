using System.Collections.Immutable;
using Piecewise.Graphs;
using Piecewise.Tensors;
using Piecewise.Tensors.Reference;

namespace Piecewise.Operators;

/// <summary>
/// Shape rule and kernel of products of vectors, matrices and batches of them, as <c>torch.matmul</c> combines their ranks.
/// </summary>
internal static class Products
{
    /// <summary>
    /// The shape of a product; a vector counts as a row on the left and as a column on the right, and leaves no dim behind.
    /// </summary>
    /// <exception cref="InferenceException">An operand has rank 0, or the inner sizes differ.</exception>
    public static ImmutableArray<SymInt> Shape(InferenceContext context, TensorType x, TensorType y)
    {
        if (x.Rank == 0 || y.Rank == 0)
        {
            throw context.Error($"takes no tensors of rank 0, found {x} and {y}.");
        }
        RequireSame(context, x, y);
        RequireEqual(context, x.Shape[^1], y.Shape[y.Rank == 1 ? 0 : y.Rank - 2], x, y);
        var batch = Shapes.Broadcast(context, Batch(x), Batch(y));
        ImmutableArray<SymInt> rows = x.Rank == 1 ? [] : [x.Shape[^2]];
        ImmutableArray<SymInt> columns = y.Rank == 1 ? [] : [y.Shape[^1]];
        return [.. batch, .. rows, .. columns];
    }

    /// <summary>The product in the compute dtype, row-major, not rounded yet.</summary>
    public static Tensor Unrounded(Tensor x, Tensor y)
    {
        var left = x.Rank == 1 ? x.AsStrided([1, x.Shape[0]], [0, x.Strides[0]], x.Offset) : x;
        var right = y.Rank == 1 ? y.AsStrided([y.Shape[0], 1], [y.Strides[0], 0], y.Offset) : y;
        long[] batch = Layout.Broadcast(left.Shape[..^2], right.Shape[..^2]);
        long[] rows = x.Rank == 1 ? [] : [x.Shape[^2]];
        long[] columns = y.Rank == 1 ? [] : [y.Shape[^1]];
        // One product of many rows is cheaper than many products with the same matrix.
        if (right.Rank == 2 && left.Rank > 2)
        {
            left = left.Contiguous().View(Layout.ElementCount(left.Shape[..^1]), left.Shape[^1]);
        }
        return MatMul.Unrounded(left, right).View([.. batch, .. rows, .. columns]);
    }

    /// <summary>The product, rounded to the operands' dtype.</summary>
    public static Tensor Rounded(Tensor x, Tensor y) => Cast.To(Unrounded(x, y), x.DType);

    /// <summary>Fails where two operands have different dtypes: products do not promote.</summary>
    public static void RequireSame(InferenceContext context, TensorType x, TensorType y)
    {
        if (x.DType != y.DType)
        {
            throw context.Error($"operands must have one dtype, found {x} and {y}.");
        }
    }

    /// <summary>Fails where two sizes that must be equal certainly differ.</summary>
    public static void RequireEqual(InferenceContext context, SymInt a, SymInt b, TensorType x, TensorType y)
    {
        if (context.Refutes(SymBool.Eq(a, b)))
        {
            throw context.Error($"sizes {a} and {b} of {x} and {y} must be equal.");
        }
    }

    /// <summary>Fails where a tensor has another rank than the operator takes.</summary>
    public static void RequireRank(InferenceContext context, TensorType x, int rank)
    {
        if (x.Rank != rank)
        {
            throw context.Error($"takes a tensor of rank {rank}, found {x}.");
        }
    }

    private static ImmutableArray<SymInt> Batch(TensorType type) => type.Rank <= 2 ? [] : type.Shape[..^2];
}
