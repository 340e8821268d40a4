using System.Collections.Immutable;
using System.Numerics;
using Piecewise.Graphs;
using Piecewise.Tensors;
using Piecewise.Tensors.Kernels;
using Piecewise.Tensors.Reference;

namespace Piecewise.Operators.Aten;

/// <summary>
/// Largest and smallest elements and where they are. A NaN counts as the extreme one; of equal elements the first is taken.
/// Source: <c>torch.max</c>, <c>torch.min</c>, <c>torch.amax</c>, <c>torch.amin</c>, <c>torch.aminmax</c>, <c>torch.argmax</c>,
/// <c>torch.argmin</c>.
/// </summary>
internal sealed class Extremum : IOperatorSource
{
    public IEnumerable<Operator> Create() =>
    [
        new ExtremumOperator("aten::max(Tensor self) -> Tensor", [Part.Max]),
        new ExtremumOperator("aten::min(Tensor self) -> Tensor", [Part.Min]),
        new ExtremumOperator("aten::amax(Tensor self, int[1] dim=[], bool keepdim=False) -> Tensor", [Part.Max]),
        new ExtremumOperator("aten::amin(Tensor self, int[1] dim=[], bool keepdim=False) -> Tensor", [Part.Min]),
        new ExtremumOperator("aten::aminmax(Tensor self, *, int? dim=None, bool keepdim=False) -> (Tensor min, Tensor max)",
            [Part.Min, Part.Max]),
        new ExtremumOperator("aten::max.dim(Tensor self, int dim, bool keepdim=False) -> (Tensor values, Tensor indices)",
            [Part.Max, Part.MaxIndex]),
        new ExtremumOperator("aten::min.dim(Tensor self, int dim, bool keepdim=False) -> (Tensor values, Tensor indices)",
            [Part.Min, Part.MinIndex]),
        new ExtremumOperator("aten::argmax(Tensor self, int? dim=None, bool keepdim=False) -> Tensor", [Part.MaxIndex]),
        new ExtremumOperator("aten::argmin(Tensor self, int? dim=None, bool keepdim=False) -> Tensor", [Part.MinIndex]),
    ];

    private enum Part : byte { Max, Min, MaxIndex, MinIndex }

    private sealed class ExtremumOperator(string schema, Part[] parts) : ReductionOperator(schema)
    {
        public override unsafe KernelCall? DirectKernel(InferenceContext context)
        {
            var self = context.Tensor("self");
            var dims = Reductions.Dims(context, Schema.HasArgument("dim") ? context.OptionalInts("dim") : null, self.Rank);
            var (first, second) = (context.RowMajorResult(), parts.Length == 2 ? context.RowMajorResult(1) : null);
            if (parts is [Part.Min, Part.Max] || RowKernelCalls.Reduced(context, self, dims) is not { } rows || first is null
                || (parts.Length == 2 && second is null))
            {
                return null;
            }
            var (values, positions) = parts.Length == 2 || parts[0] is Part.Max or Part.Min ? (first, second) : (second, first);
            var call = new KernelCallBuilder(context, self.DType);
            return call.Of(new ExtremumCall<DType0>
            {
                X = call.Pointer<DType0>("self"),
                XOuter = call.Sizes(rows.OuterStrides(0)),
                XStride = call.Size(rows.Stride(0)),
                Size = call.Size(rows.Size),
                Largest = parts[0] is Part.Max or Part.MaxIndex,
                Values = call.Pointer<DType0>(values),
                Positions = call.Pointer<long>(positions),
                Outer = call.Sizes(rows.Outer),
                OuterRank = rows.OuterRank,
            });
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

        protected override ScalarExpression PrepareElement(ScalarExpression self, DType result) =>
            self.As(Pointwise.ComputeDType(self.DType));

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
