using System.Numerics;
using Piecewise.Graphs;
using Piecewise.Tensors;
using Piecewise.Tensors.Kernels;
using Piecewise.Tensors.Reference;

namespace Piecewise.Operators.Aten;

/// <summary>
/// Systems of triangular matrices, and the Cholesky factors that lead to such; computed in double. Source:
/// <c>torch.linalg.solve_triangular</c>, <c>torch.triangular_solve</c>, <c>torch.linalg.cholesky</c>, <c>torch.cholesky_solve</c>,
/// <c>torch.cholesky_inverse</c>.
/// </summary>
internal sealed class TriangularSystems : IOperatorSource
{
    public IEnumerable<Operator> Create() =>
    [
        new FunctionOperator("aten::linalg_solve_triangular(Tensor self, Tensor B, *, bool upper, bool left=True, "
            + "bool unitriangular=False) -> Tensor", c => Solution(c, "self", "B", c.Bool("left")), c =>
            {
                c.Bool("unitriangular");
                return Solve(c.Tensor("self"), c.Tensor("B"), c.Bool("upper"), c.Bool("left"), c.Bool("unitriangular"));
            })
        {
            Kernel = c => MatrixKernelCalls.Solve(
                c, "self", "B", MatrixKind.Triangle, c.Bool("upper"), c.Bool("unitriangular"), c.Bool("left")),
        },
        new FunctionOperator("aten::triangular_solve(Tensor self, Tensor A, bool upper=True, bool transpose=False, "
            + "bool unitriangular=False) -> (Tensor solution, Tensor cloned_coefficient)",
            c => new TupleType([Solution(c, "A", "self", left: true), BroadcastMatrix(c)]), OldSolve),
        new FunctionOperator("aten::linalg_cholesky_ex(Tensor self, *, bool upper=False, bool check_errors=False) -> "
            + "(Tensor L, Tensor info)", Factors, Factored) { Kernel = MatrixKernelCalls.Cholesky },
        new FunctionOperator("aten::linalg_cholesky(Tensor self, *, bool upper=False) -> Tensor", Factors,
            Factored) { Kernel = MatrixKernelCalls.Cholesky },
        new FunctionOperator("aten::cholesky_solve(Tensor self, Tensor input2, bool upper=False) -> Tensor",
            c => Solution(c, "input2", "self", left: true),
            c => SolveByFactor(c.Tensor("input2"), c.Tensor("self"), c.Bool("upper")))
        {
            Kernel = c => MatrixKernelCalls.Solve(c, "input2", "self", MatrixKind.CholeskyFactor, c.Bool("upper")),
        },
        new FunctionOperator("aten::_cholesky_solve_helper(Tensor self, Tensor A, bool upper) -> Tensor",
            c => Solution(c, "A", "self", left: true), c => SolveByFactor(c.Tensor("A"), c.Tensor("self"), c.Bool("upper")))
        {
            Kernel = c => MatrixKernelCalls.Solve(c, "A", "self", MatrixKind.CholeskyFactor, c.Bool("upper")),
        },
        new FunctionOperator("aten::cholesky_inverse(Tensor self, bool upper=False) -> Tensor",
            c => MatrixRules.Squares(c, "self") is var a ? a.WithShape(a.Shape) : throw c.Error("has no matrix."),
            c => SolveByFactor(c.Tensor("self"), Unit(c.Tensor("self")), c.Bool("upper")))
        {
            Kernel = c => MatrixKernelCalls.Solve(c, "self", null, MatrixKind.CholeskyFactor, c.Bool("upper")),
        },
    ];

    private static TensorType Solution(InferenceContext context, string matrix, string right, bool left)
    {
        var (a, b) = (MatrixRules.Squares(context, matrix), MatrixRules.Matrices(context, right));
        Products.RequireSame(context, a, b);
        Products.RequireEqual(context, a.Shape[^1], b.Shape[left ? ^2 : ^1], a, b);
        return b.WithShape([.. Shapes.Broadcast(context, MatrixRules.Batch(a), MatrixRules.Batch(b)), b.Shape[^2], b.Shape[^1]]);
    }

    private static TensorType BroadcastMatrix(InferenceContext context)
    {
        var (a, b) = (context.Tensor("A"), context.Tensor("self"));
        return a.WithShape([.. Shapes.Broadcast(context, MatrixRules.Batch(a), MatrixRules.Batch(b)), a.Shape[^2], a.Shape[^1]]);
    }

    private static Value OldSolve(EvaluationContext context)
    {
        var (a, b) = (context.Tensor("A"), context.Tensor("self"));
        long[] batch = Layout.Broadcast(a.Shape[..^2], b.Shape[..^2]);
        var matrices = a.Broadcast([.. batch, a.Shape[^2], a.Shape[^1]]).Contiguous();
        var transposes = context.Bool("transpose");
        // The transpose, not the adjoint: of complex numbers the adjoint of the conjugate.
        var used = transposes ? Strided(a) : a;
        return Value.List(
            Solve(used, b, context.Bool("upper") != transposes, left: true, context.Bool("unitriangular")),
            matrices.Storage == a.Storage ? matrices.Clone() : matrices);

        static Tensor Strided(Tensor x) => x.AsStrided([.. x.Shape[..^2], x.Shape[^1], x.Shape[^2]],
            [.. x.Strides[..^2], x.Strides[^1], x.Strides[^2]], x.Offset);
    }

    private static Tensor Solve(Tensor a, Tensor b, bool upper, bool left, bool unit) =>
        MatrixRules.Solve(MatrixRules.Wide(a), b, left, new Triangle(upper, unit));

    private readonly struct Triangle(bool upper, bool unit) : IMatrixSolver
    {
        public void Solve<T>(ReadOnlySpan<T> matrix, int n, int number, Span<T> sides, int columns, bool isAdjoint)
            where T : unmanaged, INumberBase<T> => TriangularSystem.Solve(matrix, n, sides, columns, upper, unit, isAdjoint);
    }

    // L·Lᴴ·x = b, or Uᴴ·U·x = b.
    private static Tensor SolveByFactor(Tensor factor, Tensor b, bool upper)
    {
        var wide = MatrixRules.Wide(factor);
        var adjoint = MatrixRules.Adjoint(wide);
        var (lower, above) = upper ? (adjoint, wide) : (wide, adjoint);
        var half = Solve(lower, MatrixRules.Wide(b), upper: false, left: true, unit: false);
        return Cast.To(Solve(above, half, upper: true, left: true, unit: false), b.DType);
    }

    private static Tensor Unit(Tensor like)
    {
        var n = like.Shape[^1];
        var unit = Tensor.Zeros(DType.F64, n, n);
        for (var i = 0; i < n; i++)
        {
            unit.AsSpan<double>()[(int)(i * (n + 1))] = 1;
        }
        return Cast.To(unit, like.DType).Broadcast(like.Shape);
    }

    private static NodeType Factors(InferenceContext context)
    {
        var a = MatrixRules.Squares(context, "self");
        return context.Operator.Schema.Results.Length == 1 ? a.WithShape(a.Shape)
            : new TupleType([a.WithShape(a.Shape), MatrixRules.With(a, DType.I32)]);
    }

    private static Value Factored(EvaluationContext context)
    {
        var (a, upper) = (context.Tensor("self"), context.Bool("upper"));
        var (n, infos) = ((int)a.Shape[^1], new int[MatrixRules.Count(a)]);
        var factor = upper ? MatrixRules.Adjoint(MatrixRules.Wide(a)) : MatrixRules.Wide(a);
        for (var i = 0; i < infos.Length; i++)
        {
            infos[i] = factor.DType == DType.C128 ? TriangularSystem.Cholesky(factor.AsSpan<Complex>().Slice(i * n * n, n * n), n)
                : TriangularSystem.Cholesky(factor.AsSpan<double>().Slice(i * n * n, n * n), n);
        }
        var hasInfo = context.Operator.Schema.Results.Length == 2;
        if (!hasInfo || context.Bool("check_errors"))
        {
            MatrixRules.RequireSuccess("linalg.cholesky", infos, a);
        }
        var result = Cast.To(upper ? MatrixRules.Adjoint(factor) : factor, a.DType);
        return hasInfo ? Value.List(result, Tensor.From(infos, a.Shape[..^2])) : result;
    }
}
