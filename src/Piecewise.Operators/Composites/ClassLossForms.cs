using Piecewise.Tensors;
using Piecewise.Tensors.Reference;
using Piecewise.Tracing;

namespace Piecewise.Operators.Composites;

/// <summary>Losses of classes as one logarithm taken of each row, in the dtype that the losses compute in.</summary>
internal static class ClassLossForms
{
    public static CompositeForm[] All { get; } =
    [
        .. new[] { "nll_loss_nd", "nll_loss", "nll_loss2d", "nll_loss_forward", "nll_loss2d_forward", "cross_entropy_loss" }
            .Select(n => new CompositeForm($"aten::{n}.default", Loss)),
    ];

    private static TracedTensor[]? Loss(CompositeCall call)
    {
        var (self, target) = (call.Tensor("self"), call.Tensor("target"));
        var takesLogits = call.Has("label_smoothing");
        var smoothing = takesLogits ? Math.Max(call.Number("label_smoothing"), 0) : 0;
        var dim = self.Rank == 1 ? 0 : 1;
        var x = self.To(Pointwise.ComputeDType(self.DType));
        var logs = takesLogits ? call.Make("aten::log_softmax.int", x, dim) : x;
        var weight = call.OptionalTensor("weight")?.To(logs.DType);
        var weighted = logs;
        if (weight is not null)
        {
            SymbolicInt[] along = [.. Enumerable.Range(0, self.Rank).Select(d => d == dim ? weight.Shape[0] : 1)];
            weighted = logs * weight.Reshape(along);
        }
        if (target.DType.IsFloat())
        {
            var given = target.To(logs.DType);
            given = smoothing > 0 ? (given * (1 - smoothing)) + (given.ZerosLike() + smoothing) / self.Shape[dim] : given;
            var all = -(weighted * given).Sum(dim);
            return Reduced(call, all, all.ZerosLike() + 1, self.DType);
        }
        var classes = target.To(DType.I64);
        var counts = classes.Ne(call["ignore_index"]);
        // What is ignored need be no class.
        var safe = Op.Where(counts, classes, 0);
        var loss = -weighted.Gather(dim, safe.Unsqueeze(dim)).Squeeze(dim);
        if (smoothing > 0)
        {
            loss = (loss * (1 - smoothing)) - (weighted.Sum(dim) * smoothing / self.Shape[dim]);
        }
        var shares = weight is null ? counts.To(logs.DType)
            : Op.Where(counts, call.Make("aten::index_select.default", weight, 0, safe.Reshape(-1)).Reshape(safe.Shape), 0.0);
        return Reduced(call, Op.Where(counts, loss, 0.0), shares, self.DType);
    }

    private static TracedTensor[]? Reduced(CompositeCall call, TracedTensor losses, TracedTensor shares, DType dtype)
    {
        var reduction = call.Int("reduction");
        var total = reduction == 0 ? null : shares.Sum();
        var result = reduction switch { 0 => losses, 1 => losses.Sum() / total!, _ => losses.Sum() };
        return call.ResultCount == 1 ? [result.To(dtype)]
            : [result.To(dtype), (total ?? losses.ZerosLike().Sum()).To(dtype)];
    }
}
