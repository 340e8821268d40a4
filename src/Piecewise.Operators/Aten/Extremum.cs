using System.Collections.Immutable;
using System.Numerics;
using Piecewise.Graphs;
using Piecewise.Tensors;
using Piecewise.Tensors.Fast;

namespace Piecewise.Operators.Aten;

/// <summary>
/// Largest and smallest elements and where they are. A NaN counts as the extreme one; of equal elements the first is taken.
/// Source: <c>torch.max</c>, <c>torch.min</c>, <c>torch.amax</c>, <c>torch.amin</c>, <c>torch.aminmax</c>, <c>torch.argmax</c>, <c>torch.argmin</c>.
/// </summary>
internal sealed class Extremum : IOperatorSource
{
    public IEnumerable<Operator> Create() =>
    [
        new ExtremumOperator("aten::max(Tensor self) -> Tensor", [Part.Max]),
        new ExtremumOperator("aten::min(Tensor self) -> Tensor", [Part.Min]),
        new ExtremumOperator("aten::amax(Tensor self, int[1] dim=[], bool keepdim=False) -> Tensor", [Part.Max]),
        new ExtremumOperator("aten::amin(Tensor self, int[1] dim=[], bool keepdim=False) -> Tensor", [Part.Min]),
        new ExtremumOperator("aten::aminmax(Tensor self, *, int? dim=None, bool keepdim=False) -> (Tensor min, Tensor max)", [Part.Min, Part.Max]),
        new ExtremumOperator("aten::max.dim(Tensor self, int dim, bool keepdim=False) -> (Tensor values, Tensor indices)", [Part.Max, Part.MaxIndex]),
        new ExtremumOperator("aten::min.dim(Tensor self, int dim, bool keepdim=False) -> (Tensor values, Tensor indices)", [Part.Min, Part.MinIndex]),
        new ExtremumOperator("aten::argmax(Tensor self, int? dim=None, bool keepdim=False) -> Tensor", [Part.MaxIndex]),
        new ExtremumOperator("aten::argmin(Tensor self, int? dim=None, bool keepdim=False) -> Tensor", [Part.MinIndex]),
    ];

    private enum Part : byte { Max, Min, MaxIndex, MinIndex }

    private sealed class ExtremumOperator(string schema, Part[] parts) : ReductionOperator(schema)
    {
        public override IEnumerable<OperatorSample> Samples => Name switch
        {
            "aten::max.default" =>
            [
                OperatorSample.Of(Tensor.From([1f, float.NaN, 3], 3)).Gives(Tensor.Scalar(float.NaN)),
                OperatorSample.Of(Tensor.From([1L, 2, 3, 4, 5, 6], 2, 3)).Gives(Tensor.Scalar(6L)),
                OperatorSample.Of(Tensor.From([false, false, true, true, true, true], 2, 3)).Gives(Tensor.Scalar(true)),
            ],
            "aten::min.default" =>
            [
                OperatorSample.Of(Tensor.From([1f, float.NegativeInfinity, 3], 3)).Gives(Tensor.Scalar(float.NegativeInfinity)),
                OperatorSample.Of(Cast.To(Tensor.From([3f, float.NaN, 1], 3), DType.F16))
                    .Gives(Cast.To(Tensor.Scalar(float.NaN), DType.F16)),
            ],
            "aten::amax.default" =>
            [
                OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6, 7, 8], 2, 2, 2), Value.Ints(0, 2), true)
                    .Gives(Tensor.From([6f, 8], 1, 2, 1)),
                OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3)).Gives(Tensor.Scalar(6f)).Showing("no dims are all dims"),
                OperatorSample.Of(Tensor.From([1f, float.NaN, 2, 3], 2, 2), Value.Ints(1)).Gives(Tensor.From([float.NaN, 3], 2)),
                OperatorSample.Of(Tensor.Zeros(DType.F32, 0, 3), Value.Ints(1)).Gives(Tensor.Zeros(DType.F32, 0)),
                OperatorSample.Of(Tensor.From([false, false, true, true, true, true], 2, 3), Value.Ints(0))
                    .Gives(Tensor.From([true, true, true], 3)),
            ],
            "aten::amin.default" =>
            [
                OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6, 7, 8], 2, 2, 2), Value.Ints(1)).Gives(Tensor.From([1f, 2, 5, 6], 2, 2)),
                OperatorSample.Of(Tensor.From([1f, 4, 2, 5, 3, 6], 3, 2).AsStrided([2, 3], [1, 2], 0), Value.Ints(0))
                    .Gives(Tensor.From([1f, 2, 3], 3)),
                OperatorSample.Of(Tensor.From([1L, 2, 3, 4, 5, 6], 2, 3)).Gives(Tensor.Scalar(1L)),
            ],
            "aten::aminmax.default" =>
            [
                OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3)).With("dim", 1L).With("keepdim", true)
                    .Gives(Value.List(Tensor.From([1f, 4], 2, 1), Tensor.From([3f, 6], 2, 1))),
                OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3)).With("keepdim", true)
                    .Gives(Value.List(Tensor.From([1f], 1, 1), Tensor.From([6f], 1, 1))),
                OperatorSample.Of(Tensor.From([1f, float.NaN, 0], 3)).Gives(Value.List(Tensor.Scalar(float.NaN), Tensor.Scalar(float.NaN))),
            ],
            "aten::max.dim" =>
            [
                OperatorSample.Of(Tensor.From([1f, 3, 3, float.NaN, 5, float.NaN], 2, 3), 1L)
                    .Gives(Value.List(Tensor.From([3f, float.NaN], 2), Tensor.From([1L, 0], 2)))
                    .Showing("the first of equals, the first NaN"),
                OperatorSample.Of(Tensor.From([1f, 4, 2, 5, 3, 6], 3, 2).AsStrided([2, 3], [1, 2], 0), 0L, true)
                    .Gives(Value.List(Tensor.From([4f, 5, 6], 1, 3), Tensor.From([1L, 1, 1], 1, 3))),
                OperatorSample.Of(Tensor.Scalar(2f), 0L).Gives(Value.List(Tensor.Scalar(2f), Tensor.Scalar(0L))),
                OperatorSample.Of(Tensor.From([false, false, true, true, true, true], 2, 3), 1L)
                    .Gives(Value.List(Tensor.From([true, true], 2), Tensor.From([2L, 0], 2))),
            ],
            "aten::min.dim" =>
            [
                OperatorSample.Of(Tensor.From([1f, 1, 3, 4, 0, 2], 2, 3), -1L)
                    .Gives(Value.List(Tensor.From([1f, 0], 2), Tensor.From([0L, 1], 2))),
                OperatorSample.Of(Tensor.From([1f, float.NegativeInfinity, float.NaN, 2], 2, 2), 0L, true)
                    .Gives(Value.List(Tensor.From([float.NaN, float.NegativeInfinity], 1, 2), Tensor.From([1L, 0], 1, 2))),
                OperatorSample.Of(Tensor.Zeros(DType.F32, 0, 3), 1L)
                    .Gives(Value.List(Tensor.Zeros(DType.F32, 0), Tensor.Zeros(DType.I64, 0))),
            ],
            "aten::argmax.default" =>
            [
                OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3)).Gives(Tensor.Scalar(5L)),
                OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3)).With("keepdim", true).Gives(Tensor.From([5L], 1, 1)),
                OperatorSample.Of(Tensor.From([1f, 3, 3, float.NaN, 5, float.NaN], 2, 3), 1L).Gives(Tensor.From([1L, 0], 2)),
                OperatorSample.Of(Tensor.Scalar(2f)).Gives(Tensor.Scalar(0L)),
                OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6, 7, 8], 2, 2, 2), 1L, true).Gives(Tensor.From([1L, 1, 1, 1], 2, 1, 2)),
            ],
            _ =>
            [
                OperatorSample.Of(Tensor.From([1f, 4, 2, 5, 3, 6], 3, 2).AsStrided([2, 3], [1, 2], 0)).Gives(Tensor.Scalar(0L)),
                OperatorSample.Of(Tensor.From([2f, 1, 1, 1], 2, 2), -1L).Gives(Tensor.From([1L, 0], 2)),
            ],
        };

        public override KernelCall? DirectKernel(InferenceContext context)
        {
            var self = context.Tensor("self");
            var dims = Reductions.Dims(context, Schema.HasArgument("dim") ? context.OptionalInts("dim") : null, self.Rank);
            if (parts is [Part.Min, Part.Max] || RowKernelCalls.Reduced(context, self, dims) is not { } rows || context.RowMajorResult() is not { } first
                || (parts.Length == 2 ? context.RowMajorResult(1) : KernelArgument.Null) is not { } second)
            {
                return null;
            }
            var (values, positions) = parts.Length == 2 || parts[0] is Part.Max or Part.Min ? (first, second) : (second, first);
            return new KernelCall(
                $"{nameof(ExtremumKernels)}.{nameof(ExtremumKernels.Run)}<{KernelCalls.NameOf(self.DType)}, {KernelCalls.ComputeName(self.DType)}>",
                [
                    KernelCalls.Pointer(context, "self"), .. rows.Operand(0), KernelArgument.Of(rows.Size),
                    KernelArgument.Of(parts[0] is Part.Max or Part.MaxIndex), values, positions, .. rows.Outer,
                ]);
        }

        protected override bool NeedsElements => true;

        protected override ImmutableArray<DType> ResultDTypes(DType self, DType? requested, Func<string, Exception> error) =>
            self.IsComplex() ? throw error("complex numbers have no order.")
            : parts is [Part.MaxIndex or Part.MinIndex] && self == DType.Bool ? throw error("does not take bools.")
            : [.. parts.Select(p => p is Part.Max or Part.Min ? self : DType.I64)];

        protected override Tensor Prepare(Tensor self, DType result) => Cast.To(self, Pointwise.ComputeDType(self.DType));

        protected override ScalarExpression? Row(ScalarExpression x, SymInt count) => parts switch
        {
            [Part.Max] => x.Reduce(RowReduction.Max),
            [Part.Min] => x.Reduce(RowReduction.Min),
            _ => null,
        };

        protected override ScalarExpression PrepareElement(ScalarExpression self, DType result) => self.As(Pointwise.ComputeDType(self.DType));

        protected override Tensor[] Reduce(EvaluationContext context, Tensor rows)
        {
            Tensor? largest = null, smallest = null;
            Tensor Largest() => largest ??= RowKernels.Index(rows, default(Search<Greater>));
            Tensor Smallest() => smallest ??= RowKernels.Index(rows, default(Search<Less>));
            return [.. parts.Select(p => p switch
            {
                Part.Max => RowKernels.Pick(rows, Largest()),
                Part.Min => RowKernels.Pick(rows, Smallest()),
                Part.MaxIndex => Largest(),
                _ => Smallest(),
            })];
        }
    }

    private interface IOrder
    {
        static abstract bool IsBetter<T>(T candidate, T best) where T : INumber<T>;
    }

    private readonly struct Greater : IOrder
    {
        public static bool IsBetter<T>(T candidate, T best) where T : INumber<T> => candidate > best;
    }

    private readonly struct Less : IOrder
    {
        public static bool IsBetter<T>(T candidate, T best) where T : INumber<T> => candidate < best;
    }

    private readonly struct Search<TOrder> : IRowReduction<float, long>, IRowReduction<double, long>, IRowReduction<long, long>
        where TOrder : struct, IOrder
    {
        public long Invoke(ReadOnlySpan<float> row) => Run(row);

        public long Invoke(ReadOnlySpan<double> row) => Run(row);

        public long Invoke(ReadOnlySpan<long> row) => Run(row);

        private static long Run<T>(ReadOnlySpan<T> row) where T : INumber<T>
        {
            var best = 0;
            for (var i = 0; i < row.Length; i++)
            {
                if (T.IsNaN(row[i]))
                {
                    return i;
                }
                if (TOrder.IsBetter(row[i], row[best]))
                {
                    best = i;
                }
            }
            return best;
        }
    }
}
