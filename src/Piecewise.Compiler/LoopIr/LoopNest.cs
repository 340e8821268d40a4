using System.Collections.Immutable;
using Piecewise.Graphs;

namespace Piecewise.Compiler.LoopIr;

/// <summary>
/// Loops and what one step of them computes. Each row is gone through in passes, one after the other; a pass computes values, writes some
/// of them to
/// memory, and takes others into the reductions that later passes use. Values that are the same for all elements of a row are computed
/// once.
/// </summary>
internal sealed class LoopNest
{
    /// <summary>Elements that one part takes at a time where the nest is one row: a multiple of every vector's width.</summary>
    public const int Chunk = 4096;

    public LoopNest(
        LoopSpace space, ImmutableArray<KernelAccess> accesses, ImmutableArray<KernelStore> stores, ImmutableArray<KernelValue> reductions)
    {
        Space = space;
        Accesses = accesses;
        Stores = stores;
        Reductions = reductions;
        PassCount = Math.Max(
            stores.Where(s => !s.IsRow).Select(s => s.Pass + 1).DefaultIfEmpty().Max(),
            reductions.Select(r => r.Level).DefaultIfEmpty().Max());
    }

    /// <summary>The sizes of the loops.</summary>
    public LoopSpace Space { get; }

    /// <summary>All memory that is touched.</summary>
    public ImmutableArray<KernelAccess> Accesses { get; }

    public ImmutableArray<KernelStore> Stores { get; }

    /// <summary>Those that something depends on; one of level n is summed up in pass n - 1.</summary>
    public ImmutableArray<KernelValue> Reductions { get; }

    /// <summary>How often a row is gone through.</summary>
    public int PassCount { get; }

    /// <summary>Whether there are no loops over rows.</summary>
    public bool IsOneRow => Space.Outer.IsEmpty;

    /// <summary>
    /// Whether threads share the elements of the only row, a <see cref="Chunk"/> at a time: only where nothing is reduced.
    /// </summary>
    public bool IsChunked => IsOneRow && Reductions.IsEmpty && Space.Inner is [var size] && size != 1;

    /// <summary>
    /// Whether there is nothing to do where rows have no elements, however many there are: nothing is stored of a row as a whole.
    /// </summary>
    public bool NeedsElements => !IsOneRow && !Stores.Any(s => s.IsRow);

    /// <summary>Whether there is nothing to do for any sizes.</summary>
    public bool IsNothing => NeedsElements && Space.Inner.Any(s => s == 0);

    /// <summary>How many parts it can be divided into at most: rows, or chunks of the only one.</summary>
    public SymInt Items => IsChunked ? SymInt.CeilDiv(Space.Inner[0], Chunk) : Space.Outer.Aggregate((SymInt)1, (a, b) => a * b);

    /// <summary>How much work it is, in the unit of <see cref="Tensors.Kernels.Workers.Grain"/>.</summary>
    public SymInt Work => Space.Outer.Concat(Space.Inner).Aggregate((SymInt)KernelCost.Of(this), (a, b) => a * b);

    public IEnumerable<KernelStore> StoresOf(int pass) => Stores.Where(s => !s.IsRow && s.Pass == pass);

    public IEnumerable<KernelValue> ReductionsOf(int pass) => Reductions.Where(r => r.Level == pass + 1);

    /// <summary>
    /// Where a value lies that an earlier pass has stored and that costs more to compute again than to load; null elsewhere.
    /// </summary>
    public KernelAccess? Stored(KernelValue value, int pass) =>
        value.IsExpensive ? Stores.FirstOrDefault(s => s.Value == value && !s.IsRow && s.Pass < pass)?.Access : null;

    public override string ToString() => LoopNestText.Of(this);
}

/// <summary>A value that goes to memory.</summary>
/// <param name="Access">Where.</param>
/// <param name="Value">What.</param>
/// <param name="Pass">In which pass over the row; of a value of a row, after all of them.</param>
internal sealed record KernelStore(KernelAccess Access, KernelValue Value, int Pass)
{
    public bool IsRow => Access.IsRow && Value.IsRow;
}
