using Piecewise.Graphs;
using Piecewise.Tensors;
using Piecewise.Tracing;

namespace Piecewise.Operators.Composites;

/// <summary>
/// Losses of probabilities and of scores of classes. Source: <c>torch.nn.functional.binary_cross_entropy</c>,
/// <c>binary_cross_entropy_with_logits</c>, <c>kl_div</c>, <c>soft_margin_loss</c>, <c>poisson_nll_loss</c>, <c>multi_margin_loss</c>,
/// <c>logsigmoid</c>.
/// </summary>
internal sealed class ProbabilityLosses : ICompositeSource
{
    // PyTorch's bound on logarithms, so that a certain wrong answer has a finite loss.
    private const double SmallestLog = -100;

    public IEnumerable<Composite> Declare() =>
    [
        new("aten::binary_cross_entropy(Tensor self, Tensor target, Tensor? weight=None, int reduction=1) -> Tensor", Binary),
        new("aten::binary_cross_entropy_with_logits(Tensor self, Tensor target, Tensor? weight=None, Tensor? pos_weight=None, "
            + "int reduction=1) -> Tensor", BinaryOfLogits),
        new("aten::kl_div(Tensor self, Tensor target, int reduction=1, *, bool log_target=False) -> Tensor", Divergence),
        new("aten::soft_margin_loss(Tensor self, Tensor target, int reduction=1) -> Tensor",
            call => call.Reduce((-call.Tensor("target") * call.Tensor("self")).Exp().Log1P())),
        new("aten::poisson_nll_loss(Tensor input, Tensor target, bool log_input, bool full, float eps, int reduction) -> Tensor", Poisson),
        new("aten::multi_margin_loss(Tensor self, Tensor target, Scalar p=1, Scalar margin=1, Tensor? weight=None, "
            + "int reduction=1) -> Tensor", MultiMargin),
        new("aten::log_sigmoid_forward(Tensor self) -> (Tensor output, Tensor buffer)",
            call => [call.Make("aten::log_sigmoid.default", call.Tensor("self")), (-call.Tensor("self").Abs()).Exp()]),
    ];

    private static TracedTensor Binary(CompositeCall call)
    {
        var (self, target) = (call.Tensor("self"), call.Tensor("target"));
        if (!self.DType.IsFloat() || self.Rank != target.Rank)
        {
            throw call.Error($"takes floats and targets of one shape, found {self.Type} and {target.Type}.");
        }
        for (var d = 0; d < self.Rank; d++)
        {
            call.Require(SymBool.Eq(self.Shape[d].Value, target.Shape[d].Value), $"takes targets of its input's shape, found {self.Type} "
                + $"and {target.Type}.");
        }
        var isWithin = call.Make("aten::all.default", (self >= 0) & (self <= 1));
        call.Call("aten::_assert_async.msg", isWithin, "all elements of input should be between 0 and 1");
        var losses = ((target - 1) * (-self).Log1P().AtLeast(SmallestLog)) - (target * self.Log().AtLeast(SmallestLog));
        return call.Reduce(call.OptionalTensor("weight") is { } weight ? losses * weight : losses);
    }

    private static TracedTensor BinaryOfLogits(CompositeCall call)
    {
        var (self, target) = (call.Tensor("self"), call.Tensor("target"));
        var log = call.Make("aten::log_sigmoid.default", self);
        if (call.OptionalTensor("pos_weight") is { } positive)
        {
            log *= ((positive - 1) * target) + 1;
        }
        var losses = ((1 - target) * self) - log;
        return call.Reduce(call.OptionalTensor("weight") is { } weight ? losses * weight : losses);
    }

    private static TracedTensor Divergence(CompositeCall call)
    {
        var (self, target) = (call.Tensor("self"), call.Tensor("target"));
        return call.Reduce(call.Bool("log_target") ? target.Exp() * (target - self)
            : call.Make("aten::xlogy.Tensor", target, target) - (target * self));
    }

    private static TracedTensor Poisson(CompositeCall call)
    {
        var (input, target) = (call.Tensor("input"), call.Tensor("target"));
        var losses = call.Bool("log_input") ? input.Exp() - (target * input) : input - (target * (input + call.Number("eps")).Log());
        if (call.Bool("full"))
        {
            var stirling = (target * target.Log()) - target + ((target * (2 * Math.PI)).Log() * 0.5);
            losses += stirling.MaskedFill(target <= 1, 0);
        }
        return call.Reduce(losses);
    }

    private static TracedTensor MultiMargin(CompositeCall call)
    {
        var (self, target) = (call.Tensor("self"), call.Tensor("target"));
        var p = call.Number("p");
        if (self.Rank is not (1 or 2) || target.Rank > 1 || (self.Rank == 2 && target.Rank == 0) || p is not (1 or 2))
        {
            throw call.Error($"takes scores [classes] or [examples, classes], a class for each, and p = 1 or 2, found {self.Type}, "
                + $"{target.Type} and {p}.");
        }
        var rows = self.Rank == 1 ? self.Unsqueeze(0) : self;
        var classes = target.Rank == 0 ? target.Unsqueeze(0) : target;
        call.Require(SymBool.Eq(rows.Shape[0].Value, classes.Shape[0].Value), $"takes one class per example, found {self.Type} and "
            + $"{target.Type}.");
        call.Require(SymBool.Ge(rows.Shape[1].Value, 1), $"takes scores of at least one class, found {self.Type}.");
        var index = classes.Unsqueeze(1);
        var excess = (call.Number("margin") - rows.Gather(1, index) + rows).AtLeast(0);
        excess = p == 2 ? excess * excess : excess;
        if (call.OptionalTensor("weight") is { } weight)
        {
            if (weight.Rank != 1)
            {
                throw call.Error($"takes a weight for each class, found {weight.Type}.");
            }
            call.Require(SymBool.Eq(weight.Shape[0].Value, rows.Shape[1].Value), $"takes a weight for each class, found {weight.Type}.");
            excess *= call.Make("aten::index_select.default", weight, 0, classes).Unsqueeze(1);
        }
        var others = index.Ne(call.Make("aten::arange.default", rows.Shape[1]));
        var losses = Op.Where(others, excess, excess.ZerosLike()).Sum(1) / rows.Shape[1];
        return call.Reduce(target.Rank == 0 ? losses.Squeeze(0) : losses);
    }
}
