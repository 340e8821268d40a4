using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Aten;

/// <summary>
/// The negative logarithm of the probability that a sequence of labels, with repetitions and blanks between them, is what a network said.
/// Source: <c>torch.nn.functional.ctc_loss</c>; Graves et al. 2006. Computed in double.
/// </summary>
internal sealed class CtcLoss : IOperatorSource
{
    private const string Head = "Tensor log_probs, Tensor targets, ";

    public IEnumerable<Operator> Create() =>
        new[] { ("IntList", "default", "int[]"), ("Tensor", "Tensor", "Tensor") }.SelectMany(k => new Operator[]
        {
            new FunctionOperator($"aten::ctc_loss.{k.Item1}({Head}{k.Item3} input_lengths, {k.Item3} target_lengths, int blank=0, "
                + "int reduction=1, bool zero_infinity=False) -> Tensor", Infer, Evaluate),
            new FunctionOperator($"aten::_ctc_loss{(k.Item2 == "default" ? "" : "." + k.Item2)}({Head}{k.Item3} input_lengths, "
                + $"{k.Item3} target_lengths, int blank=0, bool zero_infinity=False) -> (Tensor, Tensor)", Infer, Evaluate),
        });

    private static NodeType Infer(InferenceContext context)
    {
        var (scores, targets) = (context.Tensor("log_probs"), context.Tensor("targets"));
        var schema = context.Operator.Schema;
        var isPlain = schema.Results.Length == 2;
        var isBatched = scores.Rank == 3;
        if (!scores.DType.IsFloat() || !targets.DType.IsIntegral() || scores.Rank is not (2 or 3) || (isPlain && !isBatched)
            || targets.Rank is not (1 or 2))
        {
            throw context.Error($"takes log-probabilities [time, batch, classes] and classes [batch, length] or in one row, found {scores} "
                + $"and {targets}.");
        }
        SymInt batch = isBatched ? scores.Shape[1] : 1;
        var classes = scores.Shape[^1];
        if (context.Refutes(SymBool.And(SymBool.Ge(context.SymInt("blank"), 0), SymBool.Lt(context.SymInt("blank"), classes))))
        {
            throw context.Error("blank must be in label range");
        }
        SymInt longest = 0;
        foreach (var name in new[] { "input_lengths", "target_lengths" })
        {
            if (context.IsTensor(name))
            {
                var lengths = context.Tensor(name);
                if (!lengths.DType.IsIntegral() || lengths.Rank > 1
                    || context.Refutes(SymBool.Eq(lengths.Rank == 0 ? 1 : lengths.Shape[0], batch)))
                {
                    throw context.Error($"{name} must be of size batch_size, found {lengths}.");
                }
                longest = context.Shapes.NewUnbacked(Interval.AtLeast(0));
            }
            else
            {
                var lengths = context.Ints(name);
                if (context.Refutes(SymBool.Eq(lengths.Length, batch)) || lengths.Any(l => l < 0))
                {
                    throw context.Error($"{name} must be of size batch_size, and not negative.");
                }
                longest = lengths.DefaultIfEmpty().Max();
            }
        }
        if (targets.Rank == 2 && context.Refutes(SymBool.Eq(targets.Shape[0], batch)))
        {
            throw context.Error($"takes classes for each item of the batch, found {targets} for {scores}.");
        }
        if (isPlain)
        {
            return new TupleType([scores.WithShape([batch]), scores.WithShape([batch, scores.Shape[0], (longest * 2) + 1])]);
        }
        context.Bool("zero_infinity");
        return scores.WithShape(Lossy.Of(context) == Reduction.None && isBatched ? [batch] : []);
    }

    private static Value Evaluate(EvaluationContext context)
    {
        var scores = context.Tensor("log_probs");
        var isBatched = scores.Rank == 3;
        var (time, batch, classes) = ((int)scores.Shape[0], isBatched ? (int)scores.Shape[1] : 1, (int)scores.Shape[^1]);
        var logs = Cast.To(scores, DType.F64).ToArray<double>();
        var (inputs, lengths) = (Lengths(context, "input_lengths"), Lengths(context, "target_lengths"));
        var labels = Labels(context, lengths, batch, classes);
        var width = (2 * (int)lengths.DefaultIfEmpty().Max()) + 1;
        var alphas = new double[(long)batch * time * width];
        Array.Fill(alphas, double.NegativeInfinity);
        var losses = new double[batch];
        for (var b = 0; b < batch; b++)
        {
            if (inputs[b] > time || inputs[b] < 0)
            {
                throw context.Error($"Expected input_lengths to have value at most {time}, but got value {inputs[b]}");
            }
            losses[b] = Loss(logs, alphas.AsSpan(b * time * width, time * width), width, labels[b], (int)inputs[b],
                (int)context.Int("blank"), b, batch, classes);
        }
        if (context.Bool("zero_infinity") && context.Operator.Schema.HasArgument("reduction"))
        {
            losses = [.. losses.Select(l => double.IsPositiveInfinity(l) ? 0 : l)];
        }
        if (context.Operator.Schema.Results.Length == 2)
        {
            return Value.List(Cast.To(Tensor.From(losses, batch), scores.DType),
                Cast.To(Tensor.From(alphas, batch, time, width), scores.DType));
        }
        return Cast.To(context.Int("reduction") switch
        {
            0 => isBatched ? Tensor.From(losses, batch) : Tensor.Scalar(losses[0]),
            2 => Tensor.Scalar(losses.Sum()),
            _ => Tensor.Scalar(losses.Zip(lengths).Sum(l => l.First / Math.Max(l.Second, 1)) / batch),
        }, scores.DType);
    }

    // Blanks stand before, between and after the labels; a state is entered from itself, from that before it, or over a blank.
    private static double Loss(
        ReadOnlySpan<double> logs, Span<double> alpha, int width, int[] labels, int length, int blank, int item, int batch, int classes)
    {
        if (length == 0)
        {
            return labels.Length == 0 ? 0 : double.PositiveInfinity;
        }
        var states = (2 * labels.Length) + 1;
        for (var t = 0; t < length; t++)
        {
            var row = logs.Slice(((t * batch) + item) * classes, classes);
            for (var s = 0; s < states; s++)
            {
                var label = s % 2 == 0 ? blank : labels[s / 2];
                if (t == 0)
                {
                    alpha[s] = s < 2 ? row[label] : double.NegativeInfinity;
                    continue;
                }
                var before = alpha.Slice((t - 1) * width, width);
                var skips = s > 1 && s % 2 == 1 && labels[(s / 2) - 1] != label;
                alpha[(t * width) + s] = row[label] + LogSum(
                    before[s], s > 0 ? before[s - 1] : double.NegativeInfinity, skips ? before[s - 2] : double.NegativeInfinity);
            }
        }
        var last = alpha.Slice((length - 1) * width, width);
        return -LogSum(last[states - 1], states > 1 ? last[states - 2] : double.NegativeInfinity, double.NegativeInfinity);
    }

    private static double LogSum(double x, double y, double z)
    {
        var largest = Math.Max(x, Math.Max(y, z));
        return double.IsNegativeInfinity(largest) ? largest
            : Math.Log(Math.Exp(x - largest) + Math.Exp(y - largest) + Math.Exp(z - largest)) + largest;
    }

    private static long[] Lengths(EvaluationContext context, string name) => context[name].IsTensor
        ? Cast.To(context.Tensor(name), DType.I64).ToArray<long>() : [.. context.Ints(name)];

    private static int[][] Labels(EvaluationContext context, long[] lengths, int batch, int classes)
    {
        var targets = context.Tensor("targets");
        var all = Cast.To(targets, DType.I64).ToArray<long>();
        var labels = new int[batch][];
        var next = 0L;
        for (var b = 0; b < batch; b++)
        {
            var start = targets.Rank == 2 ? b * targets.Shape[1] : next;
            var most = targets.Rank == 2 ? targets.Shape[1] : all.Length - next;
            if (lengths[b] < 0 || lengths[b] > most)
            {
                throw context.Error($"a target has {lengths[b]} labels, and there are {most}.");
            }
            labels[b] = [.. all.AsSpan((int)start, (int)lengths[b]).ToArray().Select(l => l >= 0 && l < classes ? (int)l
                : throw context.Error($"label {l} is out of range for {classes} classes."))];
            next += lengths[b];
        }
        return labels;
    }
}
