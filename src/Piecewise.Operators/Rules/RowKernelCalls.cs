using System.Collections.Immutable;
using Piecewise.Graphs;

namespace Piecewise.Operators;

/// <summary>A dim, and all others merged into as few outer ones as several operands allow: how kernels of rows see tensors.</summary>
/// <param name="dims">The outer dims.</param>
/// <param name="size">The size of the row in the first operand.</param>
/// <param name="strides">By operand: its stride over the row.</param>
internal sealed class RowKernelCalls(MergedDims dims, SymInt size, ImmutableArray<SymInt> strides)
{
    public SymInt Size => size;

    /// <summary>The outer sizes.</summary>
    public ImmutableArray<SymInt> Outer => dims.Sizes;

    public int OuterRank => dims.Sizes.Length;

    /// <summary>An operand's strides over the outer dims.</summary>
    public ImmutableArray<SymInt> OuterStrides(int operand) => dims.Strides[operand];

    /// <summary>An operand's stride over the row.</summary>
    public SymInt Stride(int operand) => strides[operand];

    /// <param name="context">The call.</param>
    /// <param name="operand">Its first operand.</param>
    /// <param name="dim">The dim, which may count from the end.</param>
    /// <param name="others">Operands that have the same outer dims.</param>
    public static RowKernelCalls Rows(InferenceContext context, TensorType operand, long dim, params ReadOnlySpan<TensorType> others)
    {
        ImmutableArray<TensorType> all = [Ranked(operand), .. others.ToArray().Select(Ranked)];
        var row = context.NormalizeDim(dim, all[0].Rank);
        return new RowKernelCalls(
            MergedDims.Of(context, all[0].Shape.RemoveAt(row), [.. all.Select(o => o.Strides.RemoveAt(row))]), all[0].Shape[row],
            [.. all.Select(o => o.Strides[row])]);
    }

    /// <summary>Several dims as one row; null where they are none in memory.</summary>
    /// <param name="context">The call.</param>
    /// <param name="operand">Its operand.</param>
    /// <param name="reduced">The dims, ascending.</param>
    public static RowKernelCalls? Reduced(InferenceContext context, TensorType operand, IReadOnlyCollection<int> reduced)
    {
        int[] kept = [.. Enumerable.Range(0, operand.Rank).Where(d => !reduced.Contains(d))];
        return MergedDims.Of(context, [.. reduced.Select(d => operand.Shape[d])], 1,
            [.. reduced.Select(d => operand.Strides[d])]) is { } row
            ? new RowKernelCalls(
                MergedDims.Of(context, [.. kept.Select(d => operand.Shape[d])], [.. kept.Select(d => operand.Strides[d])]), row.Count,
                [row.Strides[0][0]])
            : null;
    }

    // A number counts as a row of one.
    private static TensorType Ranked(TensorType type) => type.Rank == 0 ? type.WithShape([1], [0]) : type;
}
