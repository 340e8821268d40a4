using System.Collections.Immutable;
using Piecewise.Graphs;

namespace Piecewise.Operators;

/// <summary>Dims that several operands share, with neighbours counted as one dim wherever all of them allow it.</summary>
/// <param name="Sizes">As many as were asked for; filled up with ones in front.</param>
/// <param name="Strides">By operand, in elements.</param>
internal sealed record MergedDims(ImmutableArray<SymInt> Sizes, ImmutableArray<ImmutableArray<SymInt>> Strides)
{
    /// <summary>The number of elements; meaningful where all dims became one.</summary>
    public SymInt Count => Sizes.Aggregate((SymInt)1, (a, b) => a * b);

    /// <summary>As few dims as possible, but at least one.</summary>
    /// <param name="context">What is known of sizes.</param>
    /// <param name="shape">The dims.</param>
    /// <param name="operands">The strides of each operand over the dims.</param>
    public static MergedDims Of(InferenceContext context, IReadOnlyList<SymInt> shape, params IReadOnlyList<SymInt>[] operands)
    {
        var (sizes, strides) = Merge(context, shape, operands);
        return Filled(sizes, strides, Math.Max(1 - sizes.Count, 0));
    }

    /// <param name="context">What is known of sizes.</param>
    /// <param name="shape">The dims.</param>
    /// <param name="count">Into how many they have to be merged.</param>
    /// <param name="operands">The strides of each operand over the dims.</param>
    /// <returns>Null where more dims are left.</returns>
    public static MergedDims? Of(InferenceContext context, IReadOnlyList<SymInt> shape, int count, params IReadOnlyList<SymInt>[] operands)
    {
        var (sizes, strides) = Merge(context, shape, operands);
        return sizes.Count > count ? null : Filled(sizes, strides, count - sizes.Count);
    }

    private static (List<SymInt> Sizes, List<SymInt>[] Strides) Merge(InferenceContext context, IReadOnlyList<SymInt> shape,
        IReadOnlyList<SymInt>[] operands)
    {
        var sizes = new List<SymInt>();
        var strides = operands.Select(_ => new List<SymInt>()).ToArray();
        for (var dim = shape.Count - 1; dim >= 0; dim--)
        {
            if (Shapes.IsOne(shape[dim]))
            {
                continue;
            }
            if (sizes.Count > 0 && Enumerable.Range(0, operands.Length)
                .All(o => Shapes.AreEqual(context, operands[o][dim], sizes[0] * strides[o][0])))
            {
                sizes[0] = shape[dim] * sizes[0];
                continue;
            }
            sizes.Insert(0, shape[dim]);
            for (var o = 0; o < operands.Length; o++)
            {
                strides[o].Insert(0, operands[o][dim]);
            }
        }
        return (sizes, strides);
    }

    private static MergedDims Filled(List<SymInt> sizes, List<SymInt>[] strides, int missing)
    {
        return new MergedDims(Fill(sizes, 1), [.. strides.Select(s => Fill(s, 0))]);

        ImmutableArray<SymInt> Fill(List<SymInt> values, SymInt filler) => [.. Enumerable.Repeat(filler, missing), .. values];
    }
}
