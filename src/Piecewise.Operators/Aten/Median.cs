using System.Collections.Immutable;
using System.Numerics;
using Piecewise.Graphs;
using Piecewise.Tensors;
using Piecewise.Tensors.Reference;

namespace Piecewise.Operators.Aten;

/// <summary>
/// Elements by rank: the lower median, the k-th smallest, the most frequent. NaN is the largest; a median with a NaN is NaN.
/// Source: <c>torch.median</c>, <c>torch.nanmedian</c>, <c>torch.kthvalue</c>, <c>torch.mode</c>.
/// </summary>
/// <remarks>Of equal elements PyTorch leaves open which index is given; here it is that of a stable sort.</remarks>
internal sealed class Median : IOperatorSource
{
    public IEnumerable<Operator> Create() =>
    [
        new RankOperator("aten::median(Tensor self) -> Tensor", Rank.Median),
        new RankOperator("aten::median.dim(Tensor self, int dim, bool keepdim=False) -> (Tensor values, Tensor indices)", Rank.Median),
        new RankOperator("aten::nanmedian(Tensor self) -> Tensor", Rank.NanMedian),
        new RankOperator("aten::nanmedian.dim(Tensor self, int dim, bool keepdim=False) -> (Tensor values, Tensor indices)",
            Rank.NanMedian),
        new RankOperator("aten::kthvalue(Tensor self, SymInt k, int dim=-1, bool keepdim=False) -> (Tensor values, Tensor indices)",
            Rank.Kth),
        new RankOperator("aten::mode(Tensor self, int dim=-1, bool keepdim=False) -> (Tensor values, Tensor indices)", Rank.Mode),
    ];

    private enum Rank : byte { Median, NanMedian, Kth, Mode }

    private sealed class RankOperator(string schema, Rank rank) : ReductionOperator(schema)
    {
        // The median of nothing is NaN; along a dim, there is an index to give.
        protected override bool NeedsElements => Schema.Results.Length > 1;

        protected override ImmutableArray<DType> ResultDTypes(DType self, DType? requested, Func<string, Exception> error) =>
            self.IsComplex() ? throw error("complex numbers have no order.") : Schema.Results.Length == 1 ? [self] : [self, DType.I64];

        protected override Tensor[] Reduce(EvaluationContext context, Tensor rows)
        {
            if (!NeedsElements && rows.Shape[1] == 0)
            {
                return [Cast.To(Tensor.Scalar(double.NaN), rows.DType).Broadcast([rows.Shape[0]])];
            }
            var k = rank == Rank.Kth ? context.Int("k") : 1;
            if (k < 1 || k > rows.Shape[1])
            {
                throw context.Error($"k = {k} is outside 1…{rows.Shape[1]}.");
            }
            var indices = RowKernels.Index(rows, new Kernel(rank, (int)k - 1));
            return Schema.Results.Length == 1 ? [RowKernels.Pick(rows, indices)] : [RowKernels.Pick(rows, indices), indices];
        }
    }

    private readonly struct Kernel(Rank rank, int k) : IRowReduction<float, long>, IRowReduction<double, long>, IRowReduction<long, long>
    {
        public long Invoke(ReadOnlySpan<float> row) => Run(row);

        public long Invoke(ReadOnlySpan<double> row) => Run(row);

        public long Invoke(ReadOnlySpan<long> row) => Run(row);

        private long Run<T>(ReadOnlySpan<T> row) where T : INumber<T>
        {
            var values = row.ToArray();
            var order = new int[values.Length];
            var numbers = 0;
            for (var i = 0; i < order.Length; i++)
            {
                order[i] = i;
                numbers += T.IsNaN(values[i]) ? 0 : 1;
            }
            Array.Sort(order, (a, b) => Compare(values, a, b));
            return rank switch
            {
                Rank.Kth => order[k],
                Rank.Mode => MostFrequent(values, order),
                Rank.Median when numbers < order.Length => order[numbers],
                _ => order[Math.Max(numbers - 1, 0) / 2],
            };
        }

        private static int Compare<T>(T[] values, int a, int b) where T : INumber<T>
        {
            var (x, y) = (values[a], values[b]);
            var byValue = T.IsNaN(x) || T.IsNaN(y) ? T.IsNaN(x).CompareTo(T.IsNaN(y)) : x.CompareTo(y);
            return byValue != 0 ? byValue : a.CompareTo(b);
        }

        // The smallest of the most frequent values, where it is seen last.
        private static int MostFrequent<T>(T[] values, int[] order) where T : INumber<T>
        {
            var (best, bestCount, count) = (order[0], 0, 0);
            for (var i = 0; i < order.Length; i++)
            {
                count = i > 0 && values[order[i]] == values[order[i - 1]] ? count + 1 : 1;
                if (count > bestCount)
                {
                    (best, bestCount) = (order[i], count);
                }
            }
            return best;
        }
    }
}
