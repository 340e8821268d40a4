using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Aten;

/// <summary>
/// How far classes that an example does not have come up to those that it has, which its targets list up to the first -1. Source:
/// <c>torch.nn.functional.multilabel_margin_loss</c>.
/// </summary>
internal sealed class MultilabelMarginLoss : IOperatorSource
{
    public IEnumerable<Operator> Create() =>
    [
        new FunctionOperator("aten::multilabel_margin_loss(Tensor self, Tensor target, int reduction=1) -> Tensor", Infer, Evaluate),
        new FunctionOperator("aten::multilabel_margin_loss_forward(Tensor self, Tensor target, int reduction) -> (Tensor output, "
            + "Tensor is_target)", Infer, Evaluate),
    ];

    private static NodeType Infer(InferenceContext context)
    {
        var (self, target) = (context.Tensor("self"), context.Tensor("target"));
        if (!self.DType.IsFloat() || target.DType != DType.I64 || self.Rank is not (1 or 2) || target.Rank != self.Rank
            || self.Shape.Zip(target.Shape).Any(s => context.Refutes(SymBool.Eq(s.First, s.Second)))
            || context.Refutes(SymBool.Ge(self.Shape[^1], 1)))
        {
            throw context.Error($"takes scores [classes] or [examples, classes] and as many targets in i64, found {self} and {target}.");
        }
        var loss = self.WithShape(Lossy.Of(context) == Reduction.None ? self.Shape[..^1] : []);
        return context.Operator.Schema.Results.Length == 1 ? loss : new TupleType([loss, self.WithShape(self.Shape)]);
    }

    private static Value Evaluate(EvaluationContext context)
    {
        var self = context.Tensor("self");
        var classes = (int)self.Shape[^1];
        var scores = Cast.To(self, DType.F64).ToArray<double>();
        var targets = context.Tensor("target").ToArray<long>();
        var isTarget = new double[scores.Length];
        var losses = new double[scores.Length / classes];
        for (var row = 0; row < losses.Length; row++)
        {
            var first = row * classes;
            var own = targets.AsSpan(first, classes).ToArray().TakeWhile(t => t >= 0).ToArray();
            foreach (var target in own)
            {
                isTarget[target < classes ? first + target
                    : throw context.Error($"target {target} is out of range for {classes} classes.")] = 1;
            }
            losses[row] = own.Sum(t => Enumerable.Range(first, classes).Where(c => isTarget[c] == 0)
                .Sum(c => Math.Max(1 - scores[first + t] + scores[c], 0))) / classes;
        }
        var loss = Cast.To(context.Int("reduction") switch
        {
            0 => Tensor.From(losses, [.. self.Shape[..^1]]),
            2 => Tensor.Scalar(losses.Sum()),
            _ => Tensor.Scalar(losses.Sum() / losses.Length),
        }, self.DType);
        return context.Operator.Schema.Results.Length == 1 ? loss
            : Value.List(loss, Cast.To(Tensor.From(isTarget, self.Shape), self.DType));
    }
}
