using Piecewise.Graphs;

namespace Piecewise.Operators;

/// <summary>Arguments of convolutions and pools that are given per spatial dim, and the sizes that follow.</summary>
internal static class Windows
{
    /// <summary>One value per spatial dim; a single one is for all.</summary>
    public static T[] PerDim<T>(IReadOnlyList<T> given, int dims, string name, Func<string, Exception> error) =>
        given.Count == dims ? [.. given]
        : given.Count == 1 ? [.. Enumerable.Repeat(given[0], dims)]
        : throw error($"'{name}' has {given.Count} values for {dims} dims.");

    /// <summary>Fails where a window has no size or no step.</summary>
    public static void Check(InferenceContext context, IEnumerable<long> kernel, IEnumerable<long> stride, IEnumerable<long> padding,
        IEnumerable<long> dilation)
    {
        if (kernel.Any(k => k < 1) || stride.Any(s => s < 1) || padding.Any(p => p < 0) || dilation.Any(d => d < 1))
        {
            throw context.Error("kernel, stride and dilation must be at least 1, padding at least 0.");
        }
    }

    /// <summary>Positions of a window: <c>(input + before + after - dilation · (kernel - 1) - 1) / stride + 1</c>.</summary>
    public static SymInt Positions(SymInt input, SymInt kernel, SymInt stride, SymInt padding, SymInt dilation) =>
        SymInt.FloorDiv(input + padding - (dilation * (kernel - 1)) - 1, stride) + 1;

    /// <summary>Positions of a pooling window; with <paramref name="ceil"/> the last may reach past the end, but not begin there.</summary>
    public static SymInt PoolPositions(InferenceContext context, SymInt input, long kernel, long stride, long padding, long dilation,
        bool ceil)
    {
        if (!ceil || stride == 1)
        {
            return Positions(input, kernel, stride, 2 * padding, dilation);
        }
        var positions = Positions(input + (stride - 1), kernel, stride, 2 * padding, dilation);
        var beginsOutside = SymBool.Ge((positions - 1) * stride, input + padding);
        return context.Shapes.Decide(beginsOutside) switch
        {
            true => positions - 1,
            false => positions,
            // The last position that begins inside: (input + padding - 1) / stride + 1.
            null => SymInt.Min(positions, SymInt.FloorDiv(input + padding - 1, stride) + 1),
        };
    }
}
