using Piecewise.Graphs;
using Piecewise.Tensors;
using Piecewise.Tensors.Reference;

namespace Piecewise.Operators.Aten;

/// <summary>
/// Norms of matrices: of order 1 (-1) the largest (smallest) sum of magnitudes along the first of two dims, of order ±inf along the second,
/// and <c>fro</c>, the square root of the sum of all squares. Those of singular values (2, -2, <c>nuc</c>) are refused.
/// Source: <c>torch.linalg.matrix_norm</c>, <c>torch.linalg.norm</c>.
/// </summary>
internal sealed class MatrixNorm : IOperatorSource
{
    private const string Tail = "ScalarType? dtype=None) -> Tensor";

    public IEnumerable<Operator> Create() =>
    [
        new MatrixNormOperator("aten::linalg_matrix_norm(Tensor self, Scalar ord, int[] dim=[-2,-1], bool keepdim=False, *, " + Tail),
        new MatrixNormOperator(
            "aten::linalg_matrix_norm.str_ord(Tensor self, str ord='fro', int[] dim=[-2,-1], bool keepdim=False, *, " + Tail),
        new MatrixNormOperator("aten::linalg_norm.ord_str(Tensor self, str ord, int[1]? dim=None, bool keepdim=False, *, " + Tail),
    ];

    /// <summary>The type of a call with the arguments self, ord, dim (or none, of a matrix), keepdim and dtype.</summary>
    internal static TensorType TypeOf(InferenceContext context)
    {
        var self = context.Tensor("self");
        var order = Order(context["ord"] is StringArgument ? context.String("ord") : null, KernelCalls.Number(context, "ord"),
            context.Error);
        var dims = Dims(context.OptionalInts("dim")?.ToArray(), self.Rank, context.NormalizeDim, $"{self}", context.Error);
        var dtype = context.OptionalDType("dtype") ?? self.DType;
        if (dtype.IsIntegral())
        {
            throw context.Error($"takes floats, not {dtype.TextName()}.");
        }
        // Sums of no elements are 0, but there is no largest of none.
        var chosen = Chosen(order, dims);
        if (order is not null && Shapes.AreEqual(context, self.Shape[chosen], 0))
        {
            throw context.Error($"dim {chosen} of {self} is empty; no sum of it is the largest or smallest.");
        }
        return new TensorType(dtype.RealPart(), Shapes.Reduce(self.Shape, dims, context.Bool("keepdim")), device: self.Device);
    }

    /// <summary>What a call of that type gives.</summary>
    internal static Tensor Of(EvaluationContext context)
    {
        var self = context.Tensor("self");
        var order = Order(context["ord"].IsLiteral ? context.String("ord") : null, context["ord"].IsScalar ? context.Float("ord") : null,
            context.Error);
        var dims = Dims(context.OptionalInts("dim"), self.Rank, context.NormalizeDim, $"{self}", context.Error);
        var (dtype, keep) = (context.OptionalDType("dtype") ?? self.DType, context.Bool("keepdim"));
        var result = dtype.RealPart();
        var magnitudes = Norm.Magnitudes(self, dtype, Pointwise.ComputeDType(result));
        var shape = Reductions.ResultShape(self, dims, keep);
        if (IsOfSingularValues(context))
        {
            return Cast.To(OfSingularValues(Cast.To(self, dtype), dims, order), result).View(shape);
        }
        if (order is not { } given)
        {
            return Cast.To(RowKernels.Float(Reductions.ToRows(magnitudes, dims), new Norm.Kernel(2)).View(shape), result);
        }
        var (chosen, summed) = (Chosen(order, dims), Chosen(order, dims) == dims[0] ? dims[1] : dims[0]);
        var sums = RowKernels.Float(Reductions.ToRows(magnitudes, [summed]), new Norm.Kernel(1))
            .View(Reductions.ResultShape(self, [summed], keep: true));
        var rows = Reductions.ToRows(sums, [chosen, summed]);
        return rows.Shape[1] == 0
            ? throw context.Error($"dim {chosen} of {self} is empty; no sum of it is the largest or smallest.")
            : Cast.To(RowKernels.Float(rows, new Norm.Kernel(given > 0 ? double.PositiveInfinity : double.NegativeInfinity))
                .View(shape), result);
    }

    private static bool IsOfSingularValues(EvaluationContext context) =>
        context["ord"].IsLiteral ? context.String("ord") == "nuc" : context["ord"].IsScalar && Math.Abs(context.Float("ord")) == 2;

    // The largest, the smallest, or their sum.
    private static Tensor OfSingularValues(Tensor self, int[] dims, double? order)
    {
        int[] rows = [.. Enumerable.Range(0, self.Rank).Where(d => !dims.Contains(d)), .. dims];
        var values = Decompositions.SingularValuesOf(self.Permute(rows));
        var count = values.Shape[^1];
        var merged = values.View(count == 0 ? 0 : values.ElementCount / count, count);
        return count == 0 ? Tensor.Zeros(DType.F64, Layout.ElementCount(values.Shape[..^1]))
            : RowKernels.Float(merged, new Norm.Kernel(order is not { } given ? 1
                : given > 0 ? double.PositiveInfinity : double.NegativeInfinity));
    }

    // The dim of which a sum is chosen: the second, or the first where the order is infinite.
    private static int Chosen(double? order, int[] dims) => order is { } given && double.IsInfinity(given) ? dims[0] : dims[1];

    // Null for the Frobenius norm and the nuclear one.
    private static double? Order(string? name, double? number, Func<string, Exception> error) => (name, number) switch
    {
        ("fro" or "nuc", _) => null,
        (null, 1 or -1 or 2 or -2 or double.PositiveInfinity or double.NegativeInfinity) => number,
        _ =>
            throw error(
                "there is no matrix norm of "
                + $"order {name ?? $"{number?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "that is no literal"}"}; "
                + "there are 'fro', 'nuc', 1, -1, 2, -2, inf and -inf."),
    };

    private static int[] Dims(
        IReadOnlyList<long>? given, int rank, Func<long, int, int> normalize, string self, Func<string, Exception> error)
    {
        int[] dims = [.. (given ?? [0L, 1]).Select(d => normalize(d, rank))];
        return dims.Length == 2 && dims[0] != dims[1] && rank >= 2 && (given is not null || rank == 2)
            ? dims
            : throw error($"takes a matrix or two different dims, found {self} and [{string.Join(", ", given ?? [])}].");
    }

    private sealed class MatrixNormOperator(string schema) : Operator(schema)
    {
        public override NodeType Infer(InferenceContext context) => TypeOf(context);

        public override Value Evaluate(EvaluationContext context) => Of(context);
    }
}
