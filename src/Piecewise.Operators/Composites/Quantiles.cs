using Piecewise.Graphs;
using Piecewise.Tensors;
using Piecewise.Tracing;

namespace Piecewise.Operators.Composites;

/// <summary>
/// Elements by rank, with what lies between two of them. Source: <c>torch.quantile</c>, <c>torch.nanquantile</c>.
/// </summary>
internal sealed class Quantiles : ICompositeSource
{
    private const string Tail = "int? dim=None, bool keepdim=False, *, str interpolation=\"linear\") -> Tensor";

    public IEnumerable<Composite> Declare() =>
    [
        new($"aten::quantile(Tensor self, Tensor q, {Tail}", call => Of(call, call.Tensor("q"), skipsNaN: false)),
        new($"aten::quantile.scalar(Tensor self, float q, {Tail}", call => Of(call, Number(call), skipsNaN: false)),
        new($"aten::nanquantile(Tensor self, Tensor q, {Tail}", call => Of(call, call.Tensor("q"), skipsNaN: true)),
        new($"aten::nanquantile.scalar(Tensor self, float q, {Tail}", call => Of(call, Number(call), skipsNaN: true)),
    ];

    private static TracedTensor Number(CompositeCall call)
    {
        var q = call.Number("q");
        return q is >= 0 and <= 1 ? call.Make("aten::scalar_tensor.default", q, Op.Named("dtype", call.Tensor("self").DType))
            : throw call.Error($"q values must be in the range [0, 1], found {q}.");
    }

    private static TracedTensor Of(CompositeCall call, TracedTensor q, bool skipsNaN)
    {
        var self = call.Tensor("self");
        if (self.DType is not (DType.F32 or DType.F64) || q.DType != self.DType || q.Rank > 1)
        {
            throw call.Error($"takes f32 or f64, and a number or a vector of that dtype as q, found {self.Type} and {q.Type}.");
        }
        if (call.IsTensor("q"))
        {
            var isWithin = call.Make("aten::all.default", (q >= 0) & (q <= 1));
            call.Call("aten::_assert_async.msg", isWithin, "quantile() q values must be in the range [0, 1]");
        }
        int? dim = call.OptionalInt("dim") is { } given ? call.Dim(given, self.Rank) : null;
        var rows = self.Rank == 0 ? self.Unsqueeze(0) : dim is { } along ? self.AtEnd(along) : self.Flatten();
        var size = rows.Shape[-1];
        call.Require(SymBool.Ge(size.Value, 1), $"has no quantile of nothing, found {self.Type}.");
        TracedTensor sorted = call.Call("aten::sort.default", rows, -1)[0];
        // [kept…, quantiles]
        var last = size - 1;
        var isNaN = call.Make("aten::isnan.default", sorted);
        // A rank is the exact product: 0.7 in f32 of ten ranks is below 7.
        var quantiles = (q.Rank == 0 ? q.Unsqueeze(0) : q).To(DType.F64);
        TracedTensor ranks;
        if (skipsNaN)
        {
            var numbers = (~isNaN).Sum(-1, keepDim: true) - 1;
            ranks = (quantiles * numbers).AtLeast(0);
        }
        else
        {
            ranks = quantiles * last;
            var broken = call.Make("aten::any.dim", isNaN, -1, true);
            ranks = Op.Where(broken, last, ranks);
        }
        var values = Between(call, sorted, ranks);
        values = q.Rank == 0 ? values.Select(-1, 0) : values.InFront(values.Rank - 1);
        if (!call.Bool("keepdim"))
        {
            return values;
        }
        var lead = q.Rank;
        if (dim is { } kept)
        {
            return self.Rank == 0 ? values : values.Unsqueeze(kept + lead);
        }
        for (var d = 0; d < self.Rank; d++)
        {
            values = values.Unsqueeze(lead);
        }
        return values;
    }

    private static TracedTensor Between(CompositeCall call, TracedTensor sorted, TracedTensor ranks)
    {
        var interpolation = call.String("interpolation");
        switch (interpolation)
        {
            case "lower":
                return At(ranks.Floor());
            case "higher":
                return At(call.Make("aten::ceil.default", ranks));
            case "nearest":
                return At(call.Make("aten::round.default", ranks));
            case "linear" or "midpoint":
                var below = ranks.Floor();
                var (low, high) = (At(below), At(call.Make("aten::ceil.default", ranks)));
                return interpolation == "midpoint" ? call.Make("aten::lerp.Scalar", low, high, 0.5)
                    : call.Make("aten::lerp.Tensor", low, high, (ranks - below).To(sorted.DType));
            default:
                throw call.Error($"interpolates by linear, lower, higher, midpoint or nearest, not by '{interpolation}'.");
        }

        TracedTensor At(TracedTensor rank) => sorted.Gather(sorted.Rank - 1, rank.To(DType.I64).Expand(
            [.. Enumerable.Range(0, sorted.Rank - 1).Select(d => sorted.Shape[d]), rank.Shape[-1]]));
    }
}
