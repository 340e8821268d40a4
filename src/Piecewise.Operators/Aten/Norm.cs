using System.Collections.Immutable;
using System.Numerics;
using Piecewise.Graphs;
using Piecewise.Tensors;
using Piecewise.Tensors.Reference;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace Piecewise.Operators.Aten;

/// <summary>
/// Vector norms <c>sum(|x|^p)^(1/p)</c>; order 0 counts what is not zero, ±inf takes the largest or smallest magnitude. Those of matrices,
/// which <c>linalg.norm</c> takes where it is given an order and two dims, are <see cref="MatrixNorm"/>'s.
/// Source: <c>torch.norm</c>, <c>torch.linalg.vector_norm</c>, <c>torch.linalg.norm</c>.
/// </summary>
internal sealed class Norm : IOperatorSource
{
    public IEnumerable<Operator> Create() =>
    [
        new NormOperator("aten::norm.Scalar(Tensor self, Scalar p=2) -> Tensor"),
        new NormOperator("aten::norm.ScalarOpt_dim(Tensor self, Scalar? p, int[1] dim, bool keepdim=False) -> Tensor"),
        new NormOperator("aten::norm.ScalarOpt_dtype(Tensor self, Scalar? p, *, ScalarType dtype) -> Tensor"),
        new NormOperator("aten::norm.ScalarOpt_dim_dtype(Tensor self, Scalar? p, int[1] dim, bool keepdim, *, ScalarType dtype) -> Tensor"),
        new NormOperator(
            "aten::linalg_vector_norm(Tensor self, Scalar ord=2, int[1]? dim=None, bool keepdim=False, *, "
            + "ScalarType? dtype=None) -> Tensor"),
        new NormOperator(
            "aten::linalg_norm(Tensor self, Scalar? ord=None, int[1]? dim=None, bool keepdim=False, *, ScalarType? dtype=None) -> Tensor"),
    ];

    /// <summary>Magnitudes of complex numbers, and other elements as they are, rounded to a dtype first.</summary>
    internal static Tensor Magnitudes(Tensor self, DType dtype, DType compute) => self.DType.IsComplex()
        ? Cast.To(Elementwise.Map<Magnitude, Complex, double>(Cast.To(self, DType.C128), default), compute)
        : Cast.To(Cast.To(self, dtype), compute);

    private sealed class NormOperator(string schema) : ReductionOperator(schema)
    {
        private bool TakesMatrices => Schema.BaseName == "linalg_norm";

        public override NodeType Infer(InferenceContext context)
        {
            if (!TakesMatrices)
            {
                return base.Infer(context);
            }
            var dims = context.OptionalInts("dim")?.Length;
            if (dims is not (null or 1 or 2) || (dims is null && !context.IsNone("ord") && context.Tensor("self").Rank is not (1 or 2)))
            {
                throw context.Error($"takes a norm over one dim or two, found {context.Tensor("self")} and dim={context["dim"]}.");
            }
            return IsOfMatrix(context.IsNone("ord"), dims ?? context.Tensor("self").Rank) ? MatrixNorm.TypeOf(context)
                : base.Infer(context);
        }

        public override LoopForm? Loops(InferenceContext context) =>
            TakesMatrices && IsOfMatrix(context.IsNone("ord"), context.OptionalInts("dim")?.Length ?? context.Tensor("self").Rank) ? null
                : base.Loops(context);

        public override Value Evaluate(EvaluationContext context) =>
            TakesMatrices && IsOfMatrix(context.IsNone("ord"), context.OptionalInts("dim")?.Length ?? context.Tensor("self").Rank)
                ? MatrixNorm.Of(context)
                : base.Evaluate(context);

        protected override ImmutableArray<DType> ResultDTypes(DType self, DType? requested, Func<string, Exception> error)
        {
            var dtype = requested ?? self;
            return dtype.IsIntegral() ? throw error($"takes floats, not {dtype.TextName()}.")
                : [dtype.RealPart()];
        }

        protected override Tensor Prepare(Tensor self, DType result) =>
            self.DType.IsComplex() ? Magnitudes(self, self.DType, Pointwise.ComputeDType(result)) : base.Prepare(self, result);

        private string OrderArgument => Schema.HasArgument("ord") ? "ord" : "p";

        protected override ScalarExpression[] RowResults(InferenceContext context, ScalarExpression x, SymInt count)
        {
            if ((context.IsNone(OrderArgument) ? 2 : KernelCalls.Number(context, OrderArgument)) is not { } order
                || ((order < 0 || double.IsInfinity(order)) && context.Shapes.Decide(SymBool.Ge(count, 1)) != true))
            {
                return [];
            }
            var wide = x.As(DType.F64);
            var magnitude = ScalarExpression.Call(ScalarFunction.Abs, wide);
            ScalarExpression Power(ScalarExpression value, double to) =>
                ScalarExpression.Call(ScalarFunction.Power, value, value.Constant(to));
            var result = order switch
            {
                2 => ScalarExpression.Call(ScalarFunction.Sqrt, (wide * wide).Reduce(RowReduction.Sum)),
                1 => magnitude.Reduce(RowReduction.Sum),
                0 => ScalarExpression.Call(ScalarFunction.Equal, wide, wide.Constant(0)).Select(wide.Constant(0), wide.Constant(1))
                    .Reduce(RowReduction.Sum),
                double.PositiveInfinity => magnitude.Reduce(RowReduction.Max),
                double.NegativeInfinity => magnitude.Reduce(RowReduction.Min),
                _ => Power(Power(magnitude, order).Reduce(RowReduction.Sum), 1 / order),
            };
            return [result.As(x.DType)];
        }

        protected override Tensor[] Reduce(EvaluationContext context, Tensor rows)
        {
            var order = context.OptionalFloat(OrderArgument) ?? 2;
            return rows.Shape[1] == 0 && (order < 0 || double.IsInfinity(order))
                ? throw context.Error($"the norm of order {order} of nothing is not defined.")
                : [RowKernels.Float(rows, new Kernel(order))];
        }

        // Without an order, the square root of the sum of all squares is the same for both.
        private static bool IsOfMatrix(bool hasNoOrder, int dims) => !hasNoOrder && dims == 2;
    }

    private readonly struct Magnitude : IUnaryFunction<Complex, double>
    {
        public double Invoke(Complex x) => x.Magnitude;
    }

    /// <summary>The norm of a row.</summary>
    internal readonly struct Kernel(double order) : IRowReduction<float, float>, IRowReduction<double, double>
    {
        public float Invoke(ReadOnlySpan<float> row) => (float)Run(row);

        public double Invoke(ReadOnlySpan<double> row) => Run(row);

        private double Run<T>(ReadOnlySpan<T> row) where T : unmanaged, IFloatingPointIeee754<T> => order switch
        {
            2 => Math.Sqrt(Accumulate.SquaredDeviations(row, 0)),
            double.PositiveInfinity => double.CreateTruncating(T.Abs(TensorPrimitives.MaxMagnitude(row))),
            double.NegativeInfinity => double.CreateTruncating(T.Abs(TensorPrimitives.MinMagnitude(row))),
            _ => Powers(row),
        };

        private double Powers<T>(ReadOnlySpan<T> row) where T : unmanaged, IFloatingPointIeee754<T>
        {
            double sum = 0;
            foreach (var value in row)
            {
                var magnitude = Math.Abs(double.CreateTruncating(value));
                sum += order == 0 ? (magnitude == 0 ? 0 : 1) : order == 1 ? magnitude : Math.Pow(magnitude, order);
            }
            return order is 0 or 1 ? sum : Math.Pow(sum, 1 / order);
        }
    }
}
