using System.Numerics;
using Piecewise.Graphs;
using Piecewise.Tensors;
using Piecewise.Tensors.Reference;

namespace Piecewise.Operators.Aten;

/// <summary>
/// Matrices as products: QR, eigenvalues of symmetric and Hermitian matrices, singular values; computed in double. Source:
/// <c>torch.linalg.qr</c>, <c>eigh</c>, <c>eigvalsh</c>, <c>svd</c>, <c>svdvals</c>, <c>householder_product</c>.
/// </summary>
/// <remarks>
/// Vectors are determined up to their signs, or their phases, only. Of small matrices the signs are those of LAPACK, which PyTorch calls;
/// of larger ones (more than 25 columns, and wide ones), where it divides the problem first, they may be others.
/// </remarks>
internal sealed class Decompositions : IOperatorSource
{
    private const string NotFinite = "The algorithm failed to converge because the input matrix contained non-finite values.";

    public IEnumerable<Operator> Create() =>
    [
        new FunctionOperator("aten::linalg_qr(Tensor A, str mode=\"reduced\") -> (Tensor Q, Tensor R)", QrTypes, Qr),
        new FunctionOperator("aten::geqrf(Tensor self) -> (Tensor a, Tensor tau)", ReflectionTypes, Reflected),
        new FunctionOperator("aten::linalg_householder_product(Tensor input, Tensor tau) -> Tensor",
            c => ProductType(c, "input", "tau"), c => Product(c.Tensor("input"), c.Tensor("tau"))),
        new FunctionOperator("aten::orgqr(Tensor self, Tensor input2) -> Tensor",
            c => ProductType(c, "self", "input2"), c => Product(c.Tensor("self"), c.Tensor("input2"))),
        new FunctionOperator("aten::_linalg_eigh(Tensor A, str UPLO=\"L\", bool compute_v=True) -> (Tensor eigenvalues, "
            + "Tensor eigenvectors)", c => EigenTypes(c, "A"), c => Eigen(c, "A")),
        new FunctionOperator("aten::linalg_eigh(Tensor self, str UPLO=\"L\") -> (Tensor eigenvalues, Tensor eigenvectors)",
            c => EigenTypes(c, "self"), c => Eigen(c, "self")),
        new FunctionOperator("aten::linalg_eigvalsh(Tensor self, str UPLO=\"L\") -> Tensor",
            c => EigenTypes(c, "self"), c => Eigen(c, "self")),
        new FunctionOperator("aten::_linalg_svd(Tensor A, bool full_matrices=False, bool compute_uv=True, *, str? driver=None) -> "
            + "(Tensor U, Tensor S, Tensor Vh)", c => SvdTypes(c, "A"), c => Svd(c, "A")),
        new FunctionOperator("aten::linalg_svd(Tensor A, bool full_matrices=True, *, str? driver=None) -> (Tensor U, Tensor S, Tensor Vh)",
            c => SvdTypes(c, "A"), c => Svd(c, "A")),
        new FunctionOperator("aten::linalg_svdvals(Tensor A, *, str? driver=None) -> Tensor", c => SvdTypes(c, "A"), c => Svd(c, "A")),
    ];

    private static (bool Complete, bool Vectors) Mode(string mode, Func<string, Exception> error) => mode switch
    {
        "reduced" => (false, true),
        "complete" => (true, true),
        "r" => (false, false),
        _ => throw error($"qr received unrecognized mode '{mode}' but expected one of 'reduced' (default), 'r', or 'complete'"),
    };

    private static NodeType QrTypes(InferenceContext context)
    {
        var a = MatrixRules.Matrices(context, "A");
        var (complete, vectors) = Mode(context.String("mode"), context.Error);
        var (rows, columns) = (a.Shape[^2], a.Shape[^1]);
        var size = complete ? rows : Sizes.Min(context, rows, columns);
        return new TupleType([vectors ? MatrixRules.With(a, a.DType, rows, size) : new TensorType(a.DType, [0], device: a.Device),
            MatrixRules.With(a, a.DType, size, columns)]);
    }

    private static Value Qr(EvaluationContext context)
    {
        var a = context.Tensor("A");
        var (complete, vectors) = Mode(context.String("mode"), context.Error);
        var (rows, columns) = ((int)a.Shape[^2], (int)a.Shape[^1]);
        var size = complete ? rows : Math.Min(rows, columns);
        var (q, r, work) = (MatrixRules.New(a, Compute(a), rows, size), MatrixRules.New(a, Compute(a), size, columns), MatrixRules.Wide(a));
        if (a.DType.IsComplex())
        {
            Run<Complex>();
        }
        else
        {
            Run<double>();
        }
        return Value.List(vectors ? Cast.To(q, a.DType) : Tensor.Zeros(a.DType, 0), Cast.To(r, a.DType));

        void Run<T>() where T : unmanaged, INumberBase<T>
        {
            for (var b = 0; b < MatrixRules.Count(a); b++)
            {
                var matrix = work.AsSpan<T>().Slice(b * rows * columns, rows * columns);
                var taus = Reflections.Qr(matrix, rows, columns);
                var to = q.AsSpan<T>().Slice(b * rows * size, rows * size);
                for (var i = 0; i < size; i++)
                {
                    to[(i * size) + i] = T.One;
                    for (var j = i; j < columns; j++)
                    {
                        r.AsSpan<T>()[(b * size * columns) + (i * columns) + j] = matrix[(i * columns) + j];
                    }
                }
                Reflections.Product<T>(matrix, rows, columns, taus, to, size);
            }
        }
    }

    private static NodeType ReflectionTypes(InferenceContext context)
    {
        var a = MatrixRules.Matrices(context, "self");
        return new TupleType([a.WithShape(a.Shape), MatrixRules.With(a, a.DType, Sizes.Min(context, a.Shape[^2], a.Shape[^1]))]);
    }

    private static Value Reflected(EvaluationContext context)
    {
        var a = context.Tensor("self");
        var (rows, columns) = ((int)a.Shape[^2], (int)a.Shape[^1]);
        var (work, taus) = (MatrixRules.Wide(a), MatrixRules.New(a, Compute(a), Math.Min(rows, columns)));
        if (a.DType.IsComplex())
        {
            Run<Complex>();
        }
        else
        {
            Run<double>();
        }
        return Value.List(Cast.To(work, a.DType), Cast.To(taus, a.DType));

        void Run<T>() where T : unmanaged, INumberBase<T>
        {
            var size = Math.Min(rows, columns);
            for (var b = 0; b < MatrixRules.Count(a); b++)
            {
                Reflections.Qr(work.AsSpan<T>().Slice(b * rows * columns, rows * columns), rows, columns)
                    .CopyTo(taus.AsSpan<T>().Slice(b * size, size));
            }
        }
    }

    private static TensorType ProductType(InferenceContext context, string name, string factors)
    {
        var (a, taus) = (MatrixRules.Matrices(context, name), context.Tensor(factors));
        Products.RequireSame(context, a, taus);
        if (context.Refutes(SymBool.Ge(a.Shape[^2], a.Shape[^1])) || taus.Rank != a.Rank - 1
            || MatrixRules.Batch(a).Zip(taus.Shape[..^1]).Any(s => context.Refutes(SymBool.Eq(s.First, s.Second)))
            || context.Refutes(SymBool.Le(taus.Shape[^1], a.Shape[^1])))
        {
            throw context.Error($"takes at least as many rows as columns, and at most as many factors, found {a} and {taus}.");
        }
        return a.WithShape(a.Shape);
    }

    private static Value Product(Tensor a, Tensor factors)
    {
        var (rows, columns, size) = ((int)a.Shape[^2], (int)a.Shape[^1], (int)factors.Shape[^1]);
        var (work, taus, q) = (MatrixRules.Wide(a), MatrixRules.Wide(factors), MatrixRules.New(a, Compute(a), rows, columns));
        if (a.DType.IsComplex())
        {
            Run<Complex>();
        }
        else
        {
            Run<double>();
        }
        return Cast.To(q, a.DType);

        void Run<T>() where T : unmanaged, INumberBase<T>
        {
            for (var b = 0; b < MatrixRules.Count(a); b++)
            {
                var to = q.AsSpan<T>().Slice(b * rows * columns, rows * columns);
                for (var i = 0; i < columns; i++)
                {
                    to[(i * columns) + i] = T.One;
                }
                Reflections.Product<T>(work.AsSpan<T>().Slice(b * rows * columns, rows * columns), rows, columns,
                    taus.AsSpan<T>().Slice(b * size, size), to, columns);
            }
        }
    }

    private static NodeType EigenTypes(InferenceContext context, string name)
    {
        var a = MatrixRules.Squares(context, name);
        if (context.String("UPLO") is not ("L" or "U" or "l" or "u"))
        {
            throw context.Error($"Expected UPLO argument to be 'L' or 'U', but got {context.String("UPLO")}");
        }
        var values = MatrixRules.With(a, a.DType.RealPart(), a.Shape[^1]);
        return context.Operator.Schema.Results.Length == 1 ? values
            : new TupleType([values, HasVectors(context.Operator) is not { } flag || context.Bool(flag) ? a.WithShape(a.Shape)
                : new TensorType(a.DType, [0], device: a.Device)]);
    }

    private static string? HasVectors(Operator op) => op.Schema.HasArgument("compute_v") ? "compute_v"
        : op.Schema.HasArgument("compute_uv") ? "compute_uv" : null;

    private static Value Eigen(EvaluationContext context, string name)
    {
        var a = context.Tensor(name);
        var n = (int)a.Shape[^1];
        var (work, isUpper) = (MatrixRules.Wide(a), context.String("UPLO") is "U" or "u");
        var values = MatrixRules.New(a, DType.F64, n);
        var infos = new int[MatrixRules.Count(a)];
        if (a.DType.IsComplex())
        {
            Run<Complex>();
        }
        else
        {
            Run<double>();
        }
        MatrixRules.RequireSuccess("linalg.eigh", infos, a);
        var found = Cast.To(values, a.DType.RealPart());
        return context.Operator.Schema.Results.Length == 1 ? found
            : Value.List(found, HasVectors(context.Operator) is not { } flag || context.Bool(flag) ? Cast.To(work, a.DType)
                : Tensor.Zeros(a.DType, 0));

        void Run<T>() where T : unmanaged, INumberBase<T>
        {
            for (var b = 0; b < infos.Length; b++)
            {
                var matrix = work.AsSpan<T>().Slice(b * n * n, n * n);
                infos[b] = MatrixElement.AreFinite<T>(matrix)
                    ? SymmetricEigen.Run(matrix, n, isUpper, values.AsSpan<double>().Slice(b * n, n))
                    : throw new EvaluationException($"linalg.eigh: {NotFinite}");
            }
        }
    }

    private static NodeType SvdTypes(InferenceContext context, string name)
    {
        var a = MatrixRules.Matrices(context, name);
        if (context.OptionalString("driver") is not null)
        {
            throw context.Error("keyword argument `driver=` is only supported on CUDA inputs with cuSOLVER backend.");
        }
        var (rows, columns) = (a.Shape[^2], a.Shape[^1]);
        var size = Sizes.Min(context, rows, columns);
        var values = MatrixRules.With(a, a.DType.RealPart(), size);
        if (context.Operator.Schema.Results.Length == 1)
        {
            return values;
        }
        var full = context.Bool("full_matrices");
        if (HasVectors(context.Operator) is { } flag && !context.Bool(flag))
        {
            var none = new TensorType(a.DType, [0], device: a.Device);
            return new TupleType([none, values, none]);
        }
        return new TupleType([MatrixRules.With(a, a.DType, rows, full ? rows : size), values,
            MatrixRules.With(a, a.DType, full ? columns : size, columns)]);
    }

    /// <summary>Singular values, in descending order.</summary>
    internal static Tensor SingularValuesOf(Tensor a) => Svd(a, full: false, "linalg.svdvals").Values;

    private static Value Svd(EvaluationContext context, string name)
    {
        var a = context.Tensor(name);
        var count = context.Operator.Schema.Results.Length;
        var (left, values, right) = Svd(a, count > 1 && context.Bool("full_matrices"), "linalg.svd");
        var found = Cast.To(values, a.DType.RealPart());
        var hasVectors = count > 1 && (HasVectors(context.Operator) is not { } flag || context.Bool(flag));
        return count == 1 ? found
            : hasVectors ? Value.List(Cast.To(left, a.DType), found, Cast.To(right, a.DType))
            : Value.List(Tensor.Zeros(a.DType, 0), found, Tensor.Zeros(a.DType, 0));
    }

    private static (Tensor Left, Tensor Values, Tensor Right) Svd(Tensor a, bool full, string api)
    {
        var isWide = a.Shape[^1] > a.Shape[^2];
        // Of a wide matrix, its adjoint's.
        var work = isWide ? MatrixRules.Adjoint(MatrixRules.Wide(a)) : MatrixRules.Wide(a);
        var (m, n) = ((int)work.Shape[^2], (int)work.Shape[^1]);
        var width = full ? m : n;
        var (left, right) = (MatrixRules.New(work, work.DType, m, width), MatrixRules.New(work, work.DType, n, n));
        var values = MatrixRules.New(work, DType.F64, n);
        if (a.DType.IsComplex())
        {
            Run<Complex>();
        }
        else
        {
            Run<double>();
        }
        return isWide ? (MatrixRules.Adjoint(right), values, MatrixRules.Adjoint(left)) : (left, values, right);

        void Run<T>() where T : unmanaged, INumberBase<T>
        {
            for (var b = 0; b < MatrixRules.Count(work); b++)
            {
                var matrix = work.AsSpan<T>().Slice(b * m * n, m * n);
                if (!MatrixElement.AreFinite<T>(matrix))
                {
                    throw new EvaluationException($"{api}: {NotFinite}");
                }
                if (!SingularValues.Run(matrix, m, n, values.AsSpan<double>().Slice(b * n, n),
                    left.AsSpan<T>().Slice(b * m * width, m * width), width, right.AsSpan<T>().Slice(b * n * n, n * n)))
                {
                    throw new EvaluationException(MatrixFailure.Text(api, [n], isMatrix: true)!);
                }
            }
        }
    }

    private static DType Compute(Tensor a) => a.DType.IsComplex() ? DType.C128 : DType.F64;
}
