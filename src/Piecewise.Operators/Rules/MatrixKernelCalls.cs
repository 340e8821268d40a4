using Piecewise.Graphs;
using Piecewise.Tensors;
using Piecewise.Tensors.Kernels;

namespace Piecewise.Operators;

/// <summary>Algorithms over matrices as calls of kernels. Each is null where no kernel takes the operands.</summary>
internal static unsafe class MatrixKernelCalls
{
    /// <summary>Systems of equations, or inverses; a second result are the codes of what failed.</summary>
    /// <param name="context">The call.</param>
    /// <param name="matrix">Name of the matrices.</param>
    /// <param name="right">Name of the right sides; null for the unit matrix.</param>
    /// <param name="kind">What the matrices are.</param>
    /// <param name="isUpper">Which triangle, or factor.</param>
    /// <param name="isUnit">Whether a triangle's diagonal is taken as 1.</param>
    /// <param name="isLeft">Whether the matrix is left of what is asked for.</param>
    /// <param name="isVector">Whether each right side is a vector.</param>
    public static KernelCall? Solve(InferenceContext context, string matrix, string? right, MatrixKind kind, bool isUpper = false,
        bool isUnit = false, bool isLeft = true, bool isVector = false)
    {
        var hasInfos = context.Operator.Schema.Results.Length == 2;
        var infos = hasInfos ? context.RowMajorResult(1) : null;
        if (context.Operator.Schema.Results.Length > 2 || (hasInfos && infos is null))
        {
            return null;
        }
        // PyTorch records columns that lie together, as LAPACK leaves them.
        var (result, target) = context.StridedResult();
        var a = context.Tensor(matrix);
        var b = right is null ? null : context.Tensor(right);
        var (dims, own) = (isVector ? 1 : 2, MatrixRules.Batch(a));
        var batch = result.Shape[..^dims];
        var call = new KernelCallBuilder(context, a.DType);
        return call.Of(new SolveCall<DType0>
        {
            A = call.Pointer<DType0>(matrix),
            ABatch = call.Sizes(a.Strides[..^2]),
            ARow = call.Size(a.Strides[^2]),
            AColumn = call.Size(a.Strides[^1]),
            Matrices = call.Sizes(own),
            MatrixRank = own.Length,
            Size = call.Size(a.Shape[^1]),
            Kind = kind,
            IsUpper = isUpper,
            IsUnit = isUnit,
            IsLeft = isLeft,
            B = b is null ? null : call.Pointer<DType0>(right!),
            BBatch = b is null ? null : call.Sizes(Strides.Broadcast(context, b.WithShape(b.Shape[..^dims], b.Strides[..^dims]), batch)),
            BRow = b is null ? 0 : call.Size(b.Strides[^dims]),
            BColumn = b is null || isVector ? 0 : call.Size(b.Strides[^1]),
            BRows = call.Size(result.Shape[^dims]),
            BColumns = isVector ? 1 : call.Size(result.Shape[^1]),
            Result = call.Pointer<DType0>(target),
            ResultBatch = call.Sizes(result.Strides[..^dims]),
            ResultRow = call.Size(result.Strides[^dims]),
            ResultColumn = isVector ? 0 : call.Size(result.Strides[^1]),
            Infos = call.Pointer<int>(infos),
            Checks = hasInfos && context.Bool("check_errors"),
            Batch = call.Sizes(batch),
            Numbers = call.Sizes(Strides.Broadcast(context, a.WithShape(own), batch)),
            BatchRank = batch.Length,
        });
    }

    /// <summary>Cholesky factors; a second result are the codes of what failed.</summary>
    public static KernelCall? Cholesky(InferenceContext context)
    {
        var hasInfos = context.Operator.Schema.Results.Length == 2;
        var infos = hasInfos ? context.RowMajorResult(1) : null;
        if (hasInfos && infos is null)
        {
            return null;
        }
        var (result, target) = context.StridedResult();
        var a = context.Tensor("self");
        var call = new KernelCallBuilder(context, a.DType);
        return call.Of(new CholeskyCall<DType0>
        {
            A = call.Pointer<DType0>("self"),
            ABatch = call.Sizes(a.Strides[..^2]),
            ARow = call.Size(a.Strides[^2]),
            AColumn = call.Size(a.Strides[^1]),
            Size = call.Size(a.Shape[^1]),
            IsUpper = context.Bool("upper"),
            Result = call.Pointer<DType0>(target),
            ResultBatch = call.Sizes(result.Strides[..^2]),
            ResultRow = call.Size(result.Strides[^2]),
            ResultColumn = call.Size(result.Strides[^1]),
            Infos = call.Pointer<int>(infos),
            Checks = hasInfos && context.Bool("check_errors"),
            Batch = call.Sizes(MatrixRules.Batch(a)),
            BatchRank = a.Rank - 2,
        });
    }

    /// <summary>Determinants; with a second result their signs and logarithms.</summary>
    public static KernelCall? Determinant(InferenceContext context, string matrix)
    {
        var hasLogarithms = context.Operator.Schema.Results.Length == 2;
        var logarithms = hasLogarithms ? context.RowMajorResult(1) : null;
        var a = context.Tensor(matrix);
        if (context.RowMajorResult() is not { } target || (hasLogarithms && (logarithms is null || a.DType.IsComplex())))
        {
            return null;
        }
        var call = new KernelCallBuilder(context, a.DType);
        return call.Of(new DeterminantCall<DType0>
        {
            A = call.Pointer<DType0>(matrix),
            ABatch = call.Sizes(a.Strides[..^2]),
            ARow = call.Size(a.Strides[^2]),
            AColumn = call.Size(a.Strides[^1]),
            Size = call.Size(a.Shape[^1]),
            Result = call.Pointer<DType0>(target),
            Logarithms = call.Pointer<DType0>(logarithms),
            Batch = call.Sizes(MatrixRules.Batch(a)),
            BatchRank = a.Rank - 2,
        });
    }
}
