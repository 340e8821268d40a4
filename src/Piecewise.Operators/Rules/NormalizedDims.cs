using System.Collections.Immutable;
using Piecewise.Graphs;
using Piecewise.Tensors;
using Piecewise.Tensors.Reference;

namespace Piecewise.Operators;

/// <summary>The argument <c>normalized_shape</c>: sizes of the last dims, over which statistics are taken.</summary>
internal static class NormalizedDims
{
    /// <summary>How many dims stand before the normalized ones.</summary>
    /// <exception cref="InferenceException">The sizes are not the last ones of the operand.</exception>
    public static int Check(InferenceContext context, TensorType input, ImmutableArray<SymInt> shape)
    {
        var kept = input.Rank - shape.Length;
        if (shape.IsEmpty || kept < 0)
        {
            throw context.Error($"[{string.Join(", ", shape)}] are not the last sizes of {input}.");
        }
        if (!input.DType.IsFloat())
        {
            throw context.Error($"takes floats, not {input.DType.TextName()}.");
        }
        for (var i = 0; i < shape.Length; i++)
        {
            if (context.Refutes(SymBool.Eq(shape[i], input.Shape[kept + i])))
            {
                throw context.Error($"[{string.Join(", ", shape)}] are not the last sizes of {input}.");
            }
        }
        return kept;
    }

    /// <summary>The operand in its compute dtype as contiguous rows, one per set of normalized elements.</summary>
    public static Tensor ToRows(Tensor input, int kept) => Cast.To(input, Pointwise.ComputeDType(input.DType)).Contiguous()
        .View(Layout.ElementCount(input.Shape[..kept]), Layout.ElementCount(input.Shape[kept..]));
}
