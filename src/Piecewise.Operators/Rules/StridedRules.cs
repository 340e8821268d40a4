using System.Collections.Immutable;
using Piecewise.Graphs;

namespace Piecewise.Operators;

/// <summary>What sizes and strides that a caller chooses must meet.</summary>
internal static class StridedRules
{
    /// <summary>One stride for each size, and nothing negative, as PyTorch demands.</summary>
    /// <exception cref="InferenceException">They certainly don't.</exception>
    public static void Check(InferenceContext context, ImmutableArray<SymInt> size, ImmutableArray<SymInt> stride, SymInt? offset)
    {
        if (size.Length != stride.Length)
        {
            throw context.Error($"{size.Length} sizes and {stride.Length} strides.");
        }
        Require("size", size);
        Require("stride", stride);
        Require("offset", offset is null ? [] : [offset]);

        void Require(string what, ImmutableArray<SymInt> values)
        {
            if (values.FirstOrDefault(v => context.Refutes(SymBool.Ge(v, 0))) is { } negative)
            {
                throw context.Error($"the {what} {negative} is negative.");
            }
        }
    }

    /// <summary>Position of the last element, if there is any.</summary>
    /// <exception cref="InferenceException">It does not fit 64 bits.</exception>
    public static SymInt Last(InferenceContext context, ImmutableArray<SymInt> size, ImmutableArray<SymInt> stride, SymInt offset)
    {
        try
        {
            return size.Zip(stride).Aggregate(offset, (sum, dim) => sum + ((dim.First - 1) * dim.Second));
        }
        catch (OverflowException)
        {
            throw context.Error(
                $"elements of the sizes [{string.Join(", ", size)}] and the strides [{string.Join(", ", stride)}] lie beyond any memory.");
        }
    }
}
