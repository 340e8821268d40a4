using Piecewise.Compiler.Passes;
using Piecewise.Compiler.Patterns;
using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Compiler.Raise;

/// <summary>The router of a mixture of experts: scores over all experts, the best k of them, and their weights.</summary>
internal sealed class RaiseGating : RaisePass
{
    // What DeepSeek adds to a sum of sigmoids before it divides by it.
    private const double SmallestSum = 1e-20;

    public override string Name => "raise-gating";

    public override string Summary => "topk(softmax(logits)), divided by its sum or not → topk_gating.";

    protected override string Rule => "topk_gating";

    protected override bool IsAnchor(Node node) => node.IsCallOf(KnownOps.TopK);

    protected override void Raise(PassContext context, Node anchor)
    {
        var scores = anchor.Operand(0)!.Value;
        if (Scoring(scores) is not { } scoring)
        {
            if (WhyNoGating(anchor, scores) is { } reason)
            {
                context.Remark(Rule, anchor, reason);
            }
            return;
        }
        // (self, k, dim, largest, sorted); without an order the op's order will do.
        if (scores.Tensor is not { Rank: 2, DType: DType.F32 } || anchor.Arguments[1] is not IntArgument k
            || !anchor.Arguments[2].IsLastDim(2)
            || anchor.Arguments[3] is not BoolArgument { Value: true } || scores.SoleUse?.User != anchor)
        {
            context.Remark(Rule, anchor,
                $"%{scores.Name} is {scores.Type} with {scores.UseCount} users; the op takes the largest of f32 [tokens, "
                + "experts], which nothing else uses.");
            return;
        }
        var (weights, experts) = (Item(anchor, 0), Item(anchor, 1));
        var normalized = weights is null ? null : Normalized(weights, scoring);
        if (!context.MayRewrite(Rule, anchor))
        {
            return;
        }
        var gating = context.Call(
            anchor, KnownOps.IrTopKGating, anchor.Type, scores.Operand(0)!.Unwidened, k, scoring, normalized is not null);
        var types = ((TupleType)anchor.Type).Items;
        ReplaceItem(context, normalized ?? weights, gating, 0, types[0]);
        ReplaceItem(context, experts, gating, 1, types[1]);
    }

    private static string? Scoring(Node scores) =>
        (scores.IsCallOf(KnownOps.Softmax) || scores.IsCallOf(KnownOps.CoreSoftmax)) && scores.Arguments[1].IsLastDim(scores.Tensor!.Rank)
            ? "softmax"
        : scores.IsCallOf(KnownOps.Sigmoid) && scores.Operand(0)!.DType == DType.F32 ? "sigmoid"
        : null;

    private static string? WhyNoGating(Node topk, Node ranked)
    {
        if (ranked.IsSum && Scoring(ranked.Operand(0)!.Value) is not null)
        {
            return $"%{topk.Name} ranks %{ranked.Name}, scores with a correction added; the op ranks the scores themselves.";
        }
        if (ranked.IsCallOf(KnownOps.MaskedFillScalar))
        {
            return $"%{topk.Name} ranks %{ranked.Name}, from which some experts are masked out; the op ranks all.";
        }
        return Item(topk, 0)?.SoleUse is { User: var user } && (user.IsCallOf(KnownOps.Softmax) || user.IsCallOf(KnownOps.CoreSoftmax))
            ? $"%{topk.Name} comes before %{user.Name}: the op scores all experts first, which rounds otherwise."
            : null;
    }

    private static Node? Item(Node tuple, long index) =>
        tuple.Users.FirstOrDefault(u => u.IsCallOf(Dialect.GetItem) && u.Arguments[1] is IntArgument { Value: var at } && at == index);

    /// <summary>The quotient of the weights and their sum; null where they are not divided by it, or used elsewhere too.</summary>
    private static Node? Normalized(Node weights, string scoring)
    {
        if (weights.UseCount != 2
            || weights.Users.FirstOrDefault(u => u.IsCallOf(KnownOps.Div) && u.Operand(0) == weights) is not { } quotient
            || quotient.Operand(1)?.Value is not { } divisor)
        {
            return null;
        }
        if (scoring == "sigmoid")
        {
            if (!divisor.IsShift(out divisor, out var added) || added != SmallestSum)
            {
                return null;
            }
            divisor = divisor.Value;
        }
        return divisor.IsCallOf(KnownOps.SumDims) && divisor.Operand(0) == weights && divisor.Arguments[1].IsLastDim(2)
            && divisor.Arguments[2] is BoolArgument { Value: true } && quotient.Type.Equals(weights.Type)
            ? quotient
            : null;
    }

    private static void ReplaceItem(PassContext context, Node? old, Node gating, long index, NodeType type)
    {
        if (old is not null)
        {
            context.Replace(old, context.Call(old, Dialect.GetItem, type, gating, index));
        }
    }
}
