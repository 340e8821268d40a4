using Piecewise.Tensors;

namespace Piecewise.Operators.Aten;

/// <summary>Logarithms of the probabilities of classes, one row per example, and how much each class counts.</summary>
/// <param name="logs">[examples, classes], f64.</param>
/// <param name="weights">[classes], f64; null where all count 1.</param>
/// <param name="smoothing">Which part of the loss, from 0 to 1, is that of all classes alike.</param>
internal sealed class ClassScores(Tensor logs, Tensor? weights, double smoothing)
{
    private readonly int classes = (int)logs.Shape[1];

    /// <summary>The loss of each example, given its class.</summary>
    /// <param name="targets">By example.</param>
    /// <param name="ignored">The class whose examples have no loss and do not count.</param>
    /// <param name="total">The sum of the weights of the classes of the examples that count.</param>
    /// <param name="error">Makes the exception for a class that there is not.</param>
    public double[] OfClasses(ReadOnlySpan<long> targets, long ignored, out double total, Func<string, Exception> error)
    {
        total = 0;
        var losses = new double[targets.Length];
        for (var i = 0; i < targets.Length; i++)
        {
            var target = targets[i];
            if (target == ignored)
            {
                continue;
            }
            if (target < 0 || target >= classes)
            {
                throw error($"class {target} of example {i} is outside 0…{classes - 1}.");
            }
            var row = Row(i);
            losses[i] = -Weight((int)target) * row[(int)target];
            total += Weight((int)target);
            if (smoothing > 0)
            {
                var all = 0.0;
                for (var c = 0; c < classes; c++)
                {
                    all -= Weight(c) * row[c];
                }
                losses[i] = ((1 - smoothing) * losses[i]) + (smoothing / classes * all);
            }
        }
        return losses;
    }

    /// <summary>The loss of each example, given a probability for each class: [examples, classes], f64.</summary>
    public double[] OfProbabilities(Tensor probabilities)
    {
        var losses = new double[logs.Shape[0]];
        var given = probabilities.ReadSpan<double>();
        for (var i = 0; i < losses.Length; i++)
        {
            var row = Row(i);
            for (var c = 0; c < classes; c++)
            {
                var probability = given[(i * classes) + c];
                losses[i] -= Weight(c) * row[c] * (smoothing > 0 ? (probability * (1 - smoothing)) + (smoothing / classes) : probability);
            }
        }
        GC.KeepAlive(probabilities);
        return losses;
    }

    private double Weight(int target) => weights is null ? 1 : weights.ReadSpan<double>()[target];

    private ReadOnlySpan<double> Row(int example) => logs.ReadSpan<double>().Slice(example * classes, classes);
}
