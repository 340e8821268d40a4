using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators;

/// <summary>PyTorch's numbers for how a loss is reduced.</summary>
internal enum Reduction : long { None = 0, Mean = 1, Sum = 2 }

/// <summary>Reduces the losses of elements or examples.</summary>
internal static class Lossy
{
    /// <summary>How a call reduces.</summary>
    /// <exception cref="InferenceException">It is none of the three.</exception>
    public static Reduction Of(InferenceContext context) => context.Int("reduction") is >= 0 and <= 2 and var reduction
        ? (Reduction)reduction : throw context.Error($"reduces by 0 (none), 1 (mean) or 2 (sum), not by {context["reduction"]}.");

    /// <param name="losses">f32 or f64.</param>
    /// <param name="reduction">How.</param>
    public static Tensor Reduce(Tensor losses, Reduction reduction)
    {
        if (reduction == Reduction.None)
        {
            return losses;
        }
        var row = losses.Contiguous().View(1, losses.ElementCount);
        return (reduction == Reduction.Sum ? Sums.OfRows(row) : RowKernels.Float(row, default(MeanKernel))).View();
    }
}
