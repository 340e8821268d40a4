using Piecewise.Tensors;
using Piecewise.Tracing;

namespace Piecewise.Operators.Composites;

/// <summary>Short forms of calls that many composites make.</summary>
internal static class Calls
{
    /// <summary>Losses as <c>reduction</c> says: 0 none, 1 their mean, 2 their sum.</summary>
    public static TracedTensor Reduce(this CompositeCall call, TracedTensor losses) => call.Int("reduction") switch
    {
        0 => losses,
        1 => losses.Mean(),
        2 => losses.Sum(),
        var other => throw call.Error($"reduces by 0 (none), 1 (mean) or 2 (sum), not by {other}."),
    };

    extension(TracedTensor x)
    {
        /// <summary>At least so much; NaN stays.</summary>
        public TracedTensor AtLeast(TracedArgument bound) => Op.Call("aten::clamp_min.default", x, bound);

        /// <summary>At most so much; NaN stays.</summary>
        public TracedTensor AtMost(TracedArgument bound) => Op.Call("aten::clamp_max.default", x, bound);

        public TracedTensor Log1P() => Op.Call("aten::log1p.default", x);

        public TracedTensor Floor() => Op.Call("aten::floor.default", x);

        public TracedTensor Gather(int dim, TracedTensor index) => Op.Call("aten::gather.default", x, dim, index);

        /// <summary>The dim in front of all others.</summary>
        public TracedTensor InFront(int dim) => x.Permute([dim, .. Enumerable.Range(0, x.Rank).Where(d => d != dim)]);

        /// <summary>The dim behind all others.</summary>
        public TracedTensor AtEnd(int dim) => x.Permute([.. Enumerable.Range(0, x.Rank).Where(d => d != dim), dim]);

        /// <summary>The p-norm over dims; the usual ones as sums, which are loops.</summary>
        public TracedTensor Norm(double p, IEnumerable<int> dims, bool keepDim = false)
        {
            int[] over = [.. dims];
            return (x.DType is DType.F32 or DType.F64 ? p : double.NaN) switch
            {
                2 => (x * x).Sum(over, keepDim).Sqrt(),
                1 => x.Abs().Sum(over, keepDim),
                _ => Op.Call("aten::linalg_vector_norm.default", x, p, over.Select(d => (long)d).ToArray(), keepDim),
            };
        }
    }
}
