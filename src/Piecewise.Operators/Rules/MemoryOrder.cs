using System.Collections.Immutable;
using Piecewise.Graphs;

namespace Piecewise.Operators;

/// <summary>Row-major or channels-last: the order in which operators without an elementwise rule lay out their results.</summary>
internal static class MemoryOrder
{
    /// <summary>Strides of a result that follows its operand: channels-last if the operand is, else row-major.</summary>
    public static ImmutableArray<SymInt> Following(InferenceContext context, TensorType operand, ImmutableArray<SymInt> shape) =>
        shape.Length == operand.Rank && IsChannelsLast(context, operand) ? ChannelsLast(shape) : TensorType.ContiguousStrides(shape);

    public static ImmutableArray<SymInt> ChannelsLast(ImmutableArray<SymInt> shape) =>
        Strides.Dense(shape, [0, .. Enumerable.Range(2, shape.Length - 2), 1]);

    /// <summary>
    /// Whether the strides of a tensor of rank 4 or 5 say channels-last, as PyTorch reads them: never smaller than the sizes inside ask
    /// for, gaps allowed; row-major where both readings are possible.
    /// </summary>
    public static bool IsChannelsLast(InferenceContext context, TensorType type)
    {
        if (type.Rank is not (4 or 5) || type.IsRowMajor)
        {
            return false;
        }
        var strides = type.Strides;
        if (context.Shapes.Decide(SymBool.Eq(strides[1], 0)) != false)
        {
            return false;
        }
        SymInt smallest = 0;
        int[] fromInside = [1, .. Enumerable.Range(2, type.Rank - 2).Reverse(), 0];
        foreach (var dim in fromInside)
        {
            if (Shapes.AreEqual(context, type.Shape[dim], 0) || context.Shapes.Decide(SymBool.Lt(strides[dim], smallest)) != false
                || (dim == 0 && Shapes.AreEqual(context, smallest, strides[1])))
            {
                return false;
            }
            smallest = Shapes.IsOne(type.Shape[dim]) ? strides[dim] : strides[dim] * type.Shape[dim];
        }
        return true;
    }
}
