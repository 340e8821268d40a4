using System.Collections.Immutable;
using System.Numerics;
using Piecewise.Graphs;
using Piecewise.Tensors;
using Piecewise.Tensors.Kernels;
using Piecewise.Tensors.Reference;

namespace Piecewise.Operators.Aten;

/// <summary>
/// Systems of equations, inverses and determinants, by LU factors; computed in double. Source: <c>torch.linalg.solve</c>, <c>inv</c>,
/// <c>det</c>, <c>slogdet</c>, <c>lu</c>, <c>lu_factor</c>, <c>lu_solve</c>, their <c>_ex</c> forms, <c>torch.logdet</c>,
/// <c>torch.lu_unpack</c>.
/// </summary>
internal sealed class LinearSystems : IOperatorSource
{
    public IEnumerable<Operator> Create() =>
    [
        new FunctionOperator("aten::linalg_lu_factor_ex(Tensor A, *, bool pivot=True, bool check_errors=False) -> "
            + "(Tensor LU, Tensor pivots, Tensor info)", c => Factors(c, "A"), c => Factored(c, "A", "torch.linalg.lu_factor")),
        new FunctionOperator("aten::_lu_with_info(Tensor self, bool pivot=True, bool check_errors=True) -> "
            + "(Tensor LU, Tensor pivots, Tensor info)", c => Factors(c, "self"), c => Factored(c, "self", "torch.linalg.lu_factor")),
        new FunctionOperator("aten::linalg_lu_factor(Tensor A, *, bool pivot=True) -> (Tensor LU, Tensor pivots)",
            c => Factors(c, "A"), c => Factored(c, "A", "torch.linalg.lu_factor")),
        new FunctionOperator("aten::linalg_lu(Tensor A, *, bool pivot=True) -> (Tensor P, Tensor L, Tensor U)",
            c => Parts(RequirePivots(c, MatrixRules.Matrices(c, "A"))), FactorsApart),
        new FunctionOperator("aten::lu_unpack(Tensor LU_data, Tensor LU_pivots, bool unpack_data=True, bool unpack_pivots=True) -> "
            + "(Tensor P, Tensor L, Tensor U)", Unpacked, Unpack),
        new FunctionOperator("aten::linalg_lu_solve(Tensor LU, Tensor pivots, Tensor B, *, bool left=True, bool adjoint=False) -> Tensor",
            c => OfFactors(c, "LU", "pivots", "B"), c => WithFactors(c, "LU", "pivots", "B")),
        new FunctionOperator("aten::lu_solve(Tensor self, Tensor LU_data, Tensor LU_pivots) -> Tensor",
            c => OfFactors(c, "LU_data", "LU_pivots", "self"), c => WithFactors(c, "LU_data", "LU_pivots", "self")),
        new FunctionOperator("aten::_linalg_det(Tensor A) -> (Tensor result, Tensor LU, Tensor pivots)",
            c => Determinants(c, "A"), c => Determined(c, "A")),
        new FunctionOperator("aten::linalg_det(Tensor A) -> Tensor", c => Determinants(c, "A"), c => Determined(c, "A"))
        {
            Kernel = c => MatrixKernelCalls.Determinant(c, "A"),
        },
        new FunctionOperator("aten::det(Tensor self) -> Tensor", c => Determinants(c, "self"), c => Determined(c, "self"))
        {
            Kernel = c => MatrixKernelCalls.Determinant(c, "self"),
        },
        new FunctionOperator("aten::_linalg_slogdet(Tensor A) -> (Tensor sign, Tensor logabsdet, Tensor LU, Tensor pivots)",
            c => Determinants(c, "A"), c => Determined(c, "A")),
        new FunctionOperator("aten::linalg_slogdet(Tensor A) -> (Tensor sign, Tensor logabsdet)",
            c => Determinants(c, "A"), c => Determined(c, "A"))
        {
            Kernel = c => MatrixKernelCalls.Determinant(c, "A"),
        },
        new FunctionOperator("aten::slogdet(Tensor self) -> (Tensor sign, Tensor logabsdet)",
            c => Determinants(c, "self"), c => Determined(c, "self"))
        {
            Kernel = c => MatrixKernelCalls.Determinant(c, "self"),
        },
        new FunctionOperator("aten::_linalg_solve_ex(Tensor A, Tensor B, *, bool left=True, bool check_errors=False) -> "
            + "(Tensor result, Tensor LU, Tensor pivots, Tensor info)", Solutions, Solved),
        new FunctionOperator("aten::linalg_solve_ex(Tensor A, Tensor B, *, bool left=True, bool check_errors=False) -> "
            + "(Tensor result, Tensor info)", Solutions, Solved) { Kernel = SolveByKernel },
        new FunctionOperator("aten::linalg_solve(Tensor A, Tensor B, *, bool left=True) -> Tensor", Solutions, Solved)
        {
            Kernel = SolveByKernel,
        },
        new FunctionOperator("aten::linalg_inv_ex(Tensor A, *, bool check_errors=False) -> (Tensor inverse, Tensor info)",
            c => Inverses(c, "A"), c => Inverted(c, "A"))
        {
            Kernel = c => MatrixKernelCalls.Solve(c, "A", null, MatrixKind.Inverted),
        },
        new FunctionOperator("aten::linalg_inv(Tensor A) -> Tensor", c => Inverses(c, "A"), c => Inverted(c, "A"))
        {
            Kernel = c => MatrixKernelCalls.Solve(c, "A", null, MatrixKind.Inverted),
        },
        new FunctionOperator("aten::inverse(Tensor self) -> Tensor", c => Inverses(c, "self"), c => Inverted(c, "self"))
        {
            Kernel = c => MatrixKernelCalls.Solve(c, "self", null, MatrixKind.Inverted),
        },
        new FunctionOperator("aten::_linalg_check_errors(Tensor info, str api_name, *, bool is_matrix) -> ()", CheckType, Check)
        {
            Checks = true,
        },
    ];

    private static NodeType CheckType(InferenceContext context) => context.Tensor("info") is { DType: DType.I32 }
        && context.String("api_name").Length > 0
        ? NoneType.Instance : throw context.Error($"takes codes in i32, found {context.Tensor("info")}.");

    private static Value Check(EvaluationContext context)
    {
        var info = context.Tensor("info");
        return MatrixFailure.Text(context.String("api_name"), info.ToArray<int>(), context.Bool("is_matrix")) is { } failure
            ? throw new EvaluationException(failure) : Value.None;
    }

    private static TensorType RequirePivots(InferenceContext context, TensorType a) => context.Bool("pivot") ? a
        : throw context.Error("LU without pivoting is not implemented on the CPU.");

    private static TupleType Factors(InferenceContext context, string name)
    {
        var a = RequirePivots(context, MatrixRules.Matrices(context, name));
        var size = Sizes.Min(context, a.Shape[^2], a.Shape[^1]);
        ImmutableArray<NodeType> types =
        [
            a.WithShape(a.Shape), MatrixRules.With(a, DType.I32, size), MatrixRules.With(a, DType.I32),
        ];
        return new TupleType(types[..context.Operator.Schema.Results.Length]);
    }

    private static (Tensor Lu, Tensor Pivots, int[] Infos) Factor(Tensor a)
    {
        var (rows, columns) = ((int)a.Shape[^2], (int)a.Shape[^1]);
        var lu = MatrixRules.Wide(a);
        var pivots = MatrixRules.New(a, DType.I32, Math.Min(rows, columns));
        var infos = new int[MatrixRules.Count(a)];
        if (a.DType.IsComplex())
        {
            Run<Complex>();
        }
        else
        {
            Run<double>();
        }
        return (lu, pivots, infos);

        void Run<T>() where T : unmanaged, INumberBase<T>
        {
            var size = Math.Min(rows, columns);
            for (var i = 0; i < infos.Length; i++)
            {
                infos[i] = LuFactorization.Run(lu.AsSpan<T>().Slice(i * rows * columns, rows * columns), rows, columns,
                    pivots.AsSpan<int>().Slice(i * size, size));
            }
        }
    }

    private static Value Factored(EvaluationContext context, string name, string api)
    {
        var a = context.Tensor(name);
        var (lu, pivots, infos) = Factor(a);
        var results = context.Operator.Schema.Results.Length;
        if (results == 2 || context.Bool("check_errors"))
        {
            MatrixRules.RequireSuccess(api, infos, a);
        }
        Value[] values = [Cast.To(lu, a.DType), pivots, Tensor.From(infos, a.Shape[..^2])];
        return Value.List(values[..results]);
    }

    private static TupleType Parts(TensorType a)
    {
        var (rows, columns) = (a.Shape[^2], a.Shape[^1]);
        var size = SymInt.Min(rows, columns);
        return new TupleType([MatrixRules.With(a, a.DType, rows, rows), MatrixRules.With(a, a.DType, rows, size),
            MatrixRules.With(a, a.DType, size, columns)]);
    }

    private static Value FactorsApart(EvaluationContext context)
    {
        var a = context.Tensor("A");
        var (lu, pivots, _) = Factor(a);
        return Apart(lu, pivots, a.DType, data: true, permutation: true);
    }

    private static NodeType Unpacked(InferenceContext context)
    {
        var a = MatrixRules.Matrices(context, "LU_data");
        RequirePivotsOf(context, a, "LU_pivots");
        var parts = Parts(a).Items;
        var none = new TensorType(a.DType, [0], device: a.Device);
        return new TupleType([context.Bool("unpack_pivots") ? parts[0] : none, context.Bool("unpack_data") ? parts[1] : none,
            context.Bool("unpack_data") ? parts[2] : none]);
    }

    private static Value Unpack(EvaluationContext context) => Apart(MatrixRules.Wide(context.Tensor("LU_data")),
        RequireWithin(context, context.Tensor("LU_pivots"), context.Tensor("LU_data").Shape[^2]), context.Tensor("LU_data").DType,
        context.Bool("unpack_data"), context.Bool("unpack_pivots"));

    private static Value Apart(Tensor lu, Tensor pivots, DType dtype, bool data, bool permutation)
    {
        var (rows, columns) = ((int)lu.Shape[^2], (int)lu.Shape[^1]);
        var size = Math.Min(rows, columns);
        var none = Tensor.Zeros(dtype, 0);
        var p = MatrixRules.New(lu, lu.DType, rows, rows);
        var (l, u) = (MatrixRules.New(lu, lu.DType, rows, size), MatrixRules.New(lu, lu.DType, size, columns));
        if (lu.DType == DType.C128)
        {
            Run<Complex>();
        }
        else
        {
            Run<double>();
        }
        return Value.List(permutation ? Cast.To(p, dtype) : none, data ? Cast.To(l, dtype) : none, data ? Cast.To(u, dtype) : none);

        void Run<T>() where T : unmanaged, INumberBase<T>
        {
            for (var b = 0; b < MatrixRules.Count(lu); b++)
            {
                var from = lu.AsSpan<T>().Slice(b * rows * columns, rows * columns);
                var order = LuFactorization.Order(pivots.AsSpan<int>().Slice(b * size, size), rows);
                for (var i = 0; i < rows; i++)
                {
                    p.AsSpan<T>()[(b * rows * rows) + (order[i] * rows) + i] = T.One;
                    for (var j = 0; j < Math.Min(i + 1, size); j++)
                    {
                        l.AsSpan<T>()[(b * rows * size) + (i * size) + j] = i == j ? T.One : from[(i * columns) + j];
                    }
                    for (var j = i; i < size && j < columns; j++)
                    {
                        u.AsSpan<T>()[(b * size * columns) + (i * columns) + j] = from[(i * columns) + j];
                    }
                }
            }
        }
    }

    private static void RequirePivotsOf(InferenceContext context, TensorType lu, string name)
    {
        var pivots = context.Tensor(name);
        var size = SymInt.Min(lu.Shape[^2], lu.Shape[^1]);
        if (pivots.DType != DType.I32 || pivots.Rank != lu.Rank - 1
            || pivots.Shape.Zip([.. MatrixRules.Batch(lu), size]).Any(s => context.Refutes(SymBool.Eq(s.First, s.Second))))
        {
            throw context.Error($"takes pivots in i32, as many as {lu} has, found {pivots}.");
        }
    }

    private static Tensor RequireWithin(EvaluationContext context, Tensor pivots, long rows)
    {
        foreach (var pivot in pivots.ToArray<int>())
        {
            if (pivot < 1 || pivot > rows)
            {
                throw context.Error($"a pivot is {pivot}; the rows are 1…{rows}.");
            }
        }
        return pivots.Contiguous();
    }

    private static TensorType OfFactors(InferenceContext context, string factors, string pivots, string right)
    {
        var (lu, b) = (MatrixRules.Squares(context, factors), MatrixRules.Matrices(context, right));
        RequirePivotsOf(context, lu, pivots);
        Products.RequireSame(context, lu, b);
        var left = !context.Operator.Schema.HasArgument("left") || context.Bool("left");
        Products.RequireEqual(context, lu.Shape[^1], b.Shape[left ? ^2 : ^1], lu, b);
        return b.WithShape([.. Shapes.Broadcast(context, MatrixRules.Batch(lu), MatrixRules.Batch(b)), b.Shape[^2], b.Shape[^1]]);
    }

    private static Value WithFactors(EvaluationContext context, string factors, string pivots, string right)
    {
        var (lu, b) = (context.Tensor(factors), context.Tensor(right));
        var has = context.Operator.Schema.HasArgument("left");
        var found = RequireWithin(context, context.Tensor(pivots), lu.Shape[^2]);
        return Solve(MatrixRules.Wide(lu), found, b, !has || context.Bool("left"), has && context.Bool("adjoint"));
    }

    // Solves with factors whose batch and the right sides' are broadcast.
    private static Tensor Solve(Tensor lu, Tensor pivots, Tensor b, bool left, bool adjoint)
    {
        long[] batch = Layout.Broadcast(lu.Shape[..^2], b.Shape[..^2]);
        var exchanged = pivots.Broadcast([.. batch, lu.Shape[^1]]).Contiguous();
        var result = MatrixRules.Solve(lu, b, left, new WithPivots(exchanged, adjoint));
        GC.KeepAlive(exchanged);
        return result;
    }

    private readonly struct WithPivots(Tensor pivots, bool adjoint) : IMatrixSolver
    {
        public void Solve<T>(ReadOnlySpan<T> matrix, int n, int number, Span<T> sides, int columns, bool isAdjoint)
            where T : unmanaged, INumberBase<T> => LuFactorization.Solve(
                matrix, n, pivots.ReadSpan<int>().Slice(number * n, n), sides, columns, adjoint != isAdjoint);
    }

    private static NodeType Determinants(InferenceContext context, string name)
    {
        var a = MatrixRules.Squares(context, name);
        var isLog = context.Operator.Schema.BaseName.EndsWith("slogdet", StringComparison.Ordinal);
        ImmutableArray<NodeType> types = [MatrixRules.With(a, a.DType)];
        if (isLog)
        {
            types = types.Add(MatrixRules.With(a, a.DType.RealPart()));
        }
        if (context.Operator.Schema.BaseName.StartsWith('_'))
        {
            types = [.. types, a.WithShape(a.Shape), MatrixRules.With(a, DType.I32, a.Shape[^1])];
        }
        return types.Length == 1 ? types[0] : new TupleType(types);
    }

    private static Value Determined(EvaluationContext context, string name)
    {
        var a = context.Tensor(name);
        var isLog = context.Operator.Schema.BaseName.EndsWith("slogdet", StringComparison.Ordinal);
        // As PyTorch, which factors the transpose of what is row-major: its memory is what LAPACK takes for columns.
        var (lu, pivots, _) = Factor(a.IsContiguous && !a.DType.IsComplex() ? MatrixRules.Adjoint(MatrixRules.Wide(a)) : a);
        var (n, count) = ((int)a.Shape[^1], MatrixRules.Count(a));
        var values = new Complex[count];
        var logs = new double[count];
        var elements = Cast.To(lu, DType.C128).ToArray<Complex>();
        var exchanged = pivots.ToArray<int>();
        for (var b = 0; b < count; b++)
        {
            values[b] = Complex.One;
            for (var i = 0; i < n; i++)
            {
                var x = elements[(((b * n) + i) * n) + i];
                x = exchanged[(b * n) + i] == i + 1 ? x : -x;
                var size = Complex.Abs(x);
                logs[b] += Math.Log(size);
                values[b] *= !isLog ? x : size == 0 ? 0 : x / size;
            }
        }
        long[] shape = [.. a.Shape[..^2]];
        List<Value> results = [Cast.To(Tensor.From(values, shape), a.DType)];
        if (isLog)
        {
            results.Add(Cast.To(Tensor.From(logs, shape), a.DType.RealPart()));
        }
        if (context.Operator.Schema.BaseName.StartsWith('_'))
        {
            results.AddRange([Cast.To(lu, a.DType), pivots]);
        }
        return results.Count == 1 ? results[0] : Value.List(results);
    }

    // Whether each right side is a vector: one for all, or one for each matrix.
    private static bool IsVector(InferenceContext context, TensorType a, TensorType b) => b.Rank == 1 || (b.Rank == a.Rank - 1
        && b.Shape.Zip(a.Shape[..^1]).All(s => context.Shapes.Decide(SymBool.Eq(s.First, s.Second)) == true));

    // Null where only the run knows whether right sides are vectors.
    private static KernelCall? SolveByKernel(InferenceContext context)
    {
        var (a, b) = (context.Tensor("A"), context.Tensor("B"));
        var isVector = IsVector(context, a, b);
        return isVector || b.Rank != a.Rank - 1
            || b.Shape.Zip(a.Shape[..^1]).Any(s => context.Shapes.Decide(SymBool.Eq(s.First, s.Second)) == false)
            ? MatrixKernelCalls.Solve(context, "A", "B", MatrixKind.Any, isLeft: context.Bool("left"), isVector: isVector) : null;
    }

    private static NodeType Solutions(InferenceContext context)
    {
        var (a, b) = (MatrixRules.Squares(context, "A"), context.Tensor("B"));
        Products.RequireSame(context, a, b);
        var isVector = IsVector(context, a, b);
        if (isVector && !context.Bool("left"))
        {
            throw context.Error("Vector broadcasting of the left hand side is not supported for left=False.");
        }
        if (!isVector && b.Rank < 2)
        {
            throw context.Error($"takes right sides of vectors or matrices, found {b}.");
        }
        Products.RequireEqual(context, a.Shape[^1], b.Shape[isVector || !context.Bool("left") ? ^1 : ^2], a, b);
        var lead = Shapes.Broadcast(context, MatrixRules.Batch(a), isVector ? b.Shape[..^1] : MatrixRules.Batch(b));
        var result = b.WithShape(isVector ? [.. lead, b.Shape[^1]] : [.. lead, b.Shape[^2], b.Shape[^1]]);
        var info = MatrixRules.With(a, DType.I32);
        return context.Operator.Schema.Results.Length switch
        {
            1 => result,
            2 => new TupleType([result, info]),
            _ => new TupleType([result, a.WithShape(a.Shape), MatrixRules.With(a, DType.I32, a.Shape[^1]), info]),
        };
    }

    private static Value Solved(EvaluationContext context)
    {
        var (a, b) = (context.Tensor("A"), context.Tensor("B"));
        var types = context.Types();
        var isVector = IsVector(types, types.Tensor("A"), types.Tensor("B"));
        var (lu, pivots, infos) = Factor(a);
        var count = context.Operator.Schema.Results.Length;
        if (count == 1 || context.Bool("check_errors"))
        {
            MatrixRules.RequireSuccess("torch.linalg.solve", infos, a);
        }
        var result = Solve(lu, pivots, isVector ? b.Unsqueeze(b.Rank) : b, context.Bool("left"), adjoint: false);
        result = isVector ? result.View(result.Shape[..^1]) : result;
        var info = Tensor.From(infos, a.Shape[..^2]);
        return count switch
        {
            1 => result,
            2 => Value.List(result, info),
            _ => Value.List(result, Cast.To(lu, a.DType), pivots, info),
        };
    }

    private static NodeType Inverses(InferenceContext context, string name)
    {
        var a = MatrixRules.Squares(context, name);
        return context.Operator.Schema.Results.Length == 1 ? a.WithShape(a.Shape)
            : new TupleType([a.WithShape(a.Shape), MatrixRules.With(a, DType.I32)]);
    }

    private static Value Inverted(EvaluationContext context, string name)
    {
        var a = context.Tensor(name);
        var (lu, pivots, infos) = Factor(a);
        var hasInfo = context.Operator.Schema.Results.Length == 2;
        if (!hasInfo || context.Bool("check_errors"))
        {
            MatrixRules.RequireSuccess("linalg.inv", infos, a);
        }
        var n = a.Shape[^1];
        var unit = Tensor.Zeros(DType.F64, n, n);
        for (var i = 0; i < n; i++)
        {
            unit.AsSpan<double>()[(int)(i * (n + 1))] = 1;
        }
        var inverse = Solve(lu, pivots, Cast.To(unit, a.DType), left: true, adjoint: false);
        return hasInfo ? Value.List(inverse, Tensor.From(infos, a.Shape[..^2])) : inverse;
    }
}
