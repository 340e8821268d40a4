using Piecewise.Tensors.Reference;
using Piecewise.Tracing;

namespace Piecewise.Operators.Composites;

/// <summary>
/// Pools over as many windows as asked for, of sizes that are known: along each dim the mean, or the maximum, of each window's slice.
/// </summary>
internal static class AdaptivePoolForms
{
    // Windows along a dim at most: each is a reduction.
    private const long MostWindows = 32;

    public static CompositeForm[] All { get; } =
    [
        new("aten::adaptive_avg_pool1d.default", call => Means(call, 1)),
        new("aten::adaptive_avg_pool2d.default", call => Means(call, 2)),
        new("aten::_adaptive_avg_pool2d.default", call => Means(call, 2)),
        new("aten::adaptive_avg_pool3d.default", call => Means(call, 3)),
        new("aten::_adaptive_avg_pool3d.default", call => Means(call, 3)),
        new("aten::adaptive_max_pool1d.default", Largest),
    ];

    // As many windows as divide a dim, and one over all of it, have code as they are.
    private static bool Covers(SymbolicInt size, SymbolicInt count) =>
        size.IsStatic && count.IsStatic && (long)count >= 1 && (long)count <= MostWindows;

    private static TracedTensor[]? Means(CompositeCall call, int dims)
    {
        var self = call.Tensor("self");
        var sizes = call.Sizes("output_size");
        SymbolicInt[] counts = [.. Enumerable.Range(0, dims).Select(i => sizes[sizes.Length == 1 ? 0 : i])];
        SymbolicInt[] spans = [.. Enumerable.Range(0, dims).Select(i => self.Shape[self.Rank - dims + i])];
        if (spans.Zip(counts).Any(p => !Covers(p.First, p.Second)) || spans.Zip(counts).All(p => (long)p.First % (long)p.Second == 0))
        {
            return null;
        }
        var result = self.To(Pointwise.ComputeDType(self.DType));
        for (var i = 0; i < dims; i++)
        {
            var dim = self.Rank - dims + i;
            result = Op.Cat([.. Windows((long)spans[i], (long)counts[i]).Select(
                w => result.Slice(dim, w.Start, w.End).Mean(dim, keepDim: true))], dim);
        }
        return [result.To(self.DType)];
    }

    private static TracedTensor[]? Largest(CompositeCall call)
    {
        var self = call.Tensor("self");
        var (dim, count) = (self.Rank - 1, call.Sizes("output_size")[0]);
        if (!Covers(self.Shape[dim], count))
        {
            return null;
        }
        List<TracedTensor> values = [], places = [];
        foreach (var (start, end) in Windows((long)self.Shape[dim], (long)count))
        {
            var best = call.Call("aten::max.dim", self.Slice(dim, start, end), dim, true);
            values.Add(best[0].Tensor);
            places.Add(best[1].Tensor + start);
        }
        return [Op.Cat([.. values], dim), Op.Cat([.. places], dim)];
    }

    private static IEnumerable<(long Start, long End)> Windows(long size, long count)
    {
        for (long i = 0; i < count; i++)
        {
            yield return (i * size / count, (((i + 1) * size) + count - 1) / count);
        }
    }
}
