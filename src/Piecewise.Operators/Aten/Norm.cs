using System.Collections.Immutable;
using System.Numerics;
using Piecewise.Graphs;
using Piecewise.Tensors;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace Piecewise.Operators.Aten;

/// <summary>
/// Vector norms <c>sum(|x|^p)^(1/p)</c>; order 0 counts what is not zero, ±inf takes the largest or smallest magnitude. Those of matrices, which
/// <c>linalg.norm</c> takes where it is given an order and two dims, are <see cref="MatrixNorm"/>'s.
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
        new NormOperator("aten::linalg_vector_norm(Tensor self, Scalar ord=2, int[1]? dim=None, bool keepdim=False, *, ScalarType? dtype=None) -> Tensor"),
        new NormOperator("aten::linalg_norm(Tensor self, Scalar? ord=None, int[1]? dim=None, bool keepdim=False, *, ScalarType? dtype=None) -> Tensor"),
    ];

    /// <summary>Magnitudes of complex numbers, and other elements as they are, rounded to a dtype first.</summary>
    internal static Tensor Magnitudes(Tensor self, DType dtype, DType compute) => self.DType.IsComplex()
        ? Cast.To(Elementwise.Map<Magnitude, Complex, double>(Cast.To(self, DType.C128), default), compute)
        : Cast.To(Cast.To(self, dtype), compute);

    private sealed class NormOperator(string schema) : ReductionOperator(schema)
    {
        public override IEnumerable<OperatorSample> Samples => Name switch
        {
            "aten::norm.Scalar" =>
            [
                OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3)).Gives(Tensor.Scalar(9.539392f)),
                OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3), 1L).Gives(Tensor.Scalar(21f)),
                OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3), double.PositiveInfinity).Gives(Tensor.Scalar(6f)),
            ],
            "aten::norm.ScalarOpt_dim" =>
            [
                OperatorSample.Of(Tensor.From([3f, -4, 0, float.NaN, 1, 2], 2, 3), Value.None, Value.Ints(1))
                    .Gives(Tensor.From([5f, float.NaN], 2)),
                OperatorSample.Of(Tensor.From([1f, 4, 2, 5, 3, 6], 3, 2).AsStrided([2, 3], [1, 2], 0), 3L, Value.Ints(0), true)
                    .Gives(Tensor.From([4.0207257f, 5.104469f, 6.240252f], 1, 3)),
                OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6, 7, 8], 2, 2, 2), 1L, Value.Ints(0, 2)).Gives(Tensor.From([14f, 22], 2)),
            ],
            "aten::norm.ScalarOpt_dtype" =>
            [
                OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3), Value.None).With("dtype", DType.F64)
                    .Gives(Tensor.Scalar(9.539392014169456)),
                OperatorSample.Of(Cast.To(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3), DType.BF16), 2L).With("dtype", DType.F32)
                    .Gives(Tensor.Scalar(9.539392f)),
            ],
            "aten::norm.ScalarOpt_dim_dtype" =>
            [
                OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3), 2L, Value.Ints(1), false).With("dtype", DType.F64)
                    .Gives(Tensor.From([3.7416573867739413, 8.774964387392123], 2)),
            ],
            "aten::linalg_vector_norm.default" =>
            [
                OperatorSample.Of(Tensor.From([3f, -4, 0, float.NaN, 1, 2], 2, 3), 0L, Value.Ints(1)).Gives(Tensor.From([2f, 3], 2)),
                OperatorSample.Of(Tensor.From([3f, -4, 0, float.NaN, 1, 2], 2, 3), 1L, Value.Ints(1))
                    .Gives(Tensor.From([7f, float.NaN], 2)),
                OperatorSample.Of(Tensor.From([3f, -4, 0, float.NaN, 1, 2], 2, 3), 2L, Value.Ints(1))
                    .Gives(Tensor.From([5f, float.NaN], 2)),
                OperatorSample.Of(Tensor.From([3f, -4, 0, float.NaN, 1, 2], 2, 3), double.PositiveInfinity, Value.Ints(1))
                    .Gives(Tensor.From([4f, float.NaN], 2)),
                OperatorSample.Of(Tensor.From([3f, -4, 0, float.NaN, 1, 2], 2, 3), double.NegativeInfinity, Value.Ints(1))
                    .Gives(Tensor.From([0f, float.NaN], 2)),
                OperatorSample.Of(Tensor.From([3f, -4, 0, float.NaN, 1, 2], 2, 3), 0.5, Value.Ints(1))
                    .Gives(Tensor.From([13.928204f, float.NaN], 2)),
                OperatorSample.Of(Tensor.From([new Complex64(3f, 4f)], 1)).Gives(Tensor.Scalar(5f))
                    .Showing("magnitudes of complex numbers"),
                OperatorSample.Of(Cast.To(Tensor.From([300f, 400], 2), DType.F16)).Gives(Cast.To(Tensor.Scalar(500f), DType.F16)),
                OperatorSample.Of(Tensor.Zeros(DType.F32, 0, 3)).With("dim", Value.Ints(0)).Gives(Tensor.Zeros(DType.F32, 3)),
                OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3)).With("dim", Value.Ints(0, 1)).With("keepdim", true)
                    .With("dtype", DType.F64)
                    .Gives(Tensor.From([9.539392014169456], 1, 1)),
            ],
            _ =>
            [
                OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3)).Gives(Tensor.Scalar(9.539392f)),
                OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6, 7, 8], 2, 2, 2)).With("dim", Value.Ints(-1))
                    .Gives(Tensor.From([2.236068f, 5, 7.81025f, 10.630146f], 2, 2)),
                OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6, 7, 8], 2, 2, 2), 1L, Value.Ints(1), true)
                    .Gives(Tensor.From([4f, 6, 12, 14], 2, 1, 2)),
                OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6, 7, 8], 2, 2, 2)).With("dim", Value.Ints(0, 2))
                    .Gives(Tensor.From([8.124039f, 11.74734f], 2)),
                OperatorSample.Of(Tensor.From([1f, -2, 3, 4, 5, -6], 2, 3), 1L).Gives(Tensor.Scalar(9f)).Showing("the largest sum of a column"),
                OperatorSample.Of(Tensor.From([1f, -2, 3, 4, 5, -6], 2, 3), double.NegativeInfinity, Value.Ints(-1, 0), true)
                    .Gives(Tensor.From([5f], 1, 1)).Showing("dims turned: the smallest sum of a column"),
            ],
        };

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
            return IsOfMatrix(context.IsNone("ord"), dims ?? context.Tensor("self").Rank) ? MatrixNorm.TypeOf(context) : base.Infer(context);
        }

        public override LoopForm? Loops(InferenceContext context) =>
            TakesMatrices && IsOfMatrix(context.IsNone("ord"), context.OptionalInts("dim")?.Length ?? context.Tensor("self").Rank) ? null : base.Loops(context);

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

        protected override Tensor Prepare(Tensor self, DType result) => self.DType.IsComplex() ? Magnitudes(self, self.DType, Pointwise.ComputeDType(result)) : base.Prepare(self, result);

        protected override Tensor[] Reduce(EvaluationContext context, Tensor rows)
        {
            var order = context.OptionalFloat(Schema.HasArgument("ord") ? "ord" : "p") ?? 2;
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
