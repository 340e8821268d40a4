using Piecewise.Runtime;
using Piecewise.Tensors;

namespace Piecewise.Llm;

/// <summary>
/// Native memory of a pool: one allocation serves all layers, so that it may consist of large pages. No application sees it; the garbage
/// collector frees it where nobody does. Pages of it that nobody touches cost nothing.
/// </summary>
/// <param name="layers">How many layers take memory of about one size after each other.</param>
internal sealed unsafe class KvMemory(int layers) : IDisposable
{
    private readonly List<Storage> guarded = [];
    private readonly List<ArenaBlock> blocks = [];
    private long used;

    /// <summary>The address of so many bytes for one layer; they stay until this is disposed.</summary>
    public byte* Take(long bytes)
    {
        if (MemorySource.Guarded is not null)
        {
            guarded.Add(Storage.Allocate(bytes));
            return guarded[^1].Pointer;
        }
        var room = checked((bytes + Storage.Alignment - 1) / Storage.Alignment * Storage.Alignment);
        if (blocks.Count == 0 || used + room > blocks[^1].Length)
        {
            blocks.Add(new ArenaBlock(checked(room * layers), preferHugePages: true));
            used = 0;
        }
        var place = blocks[^1].Pointer + used;
        used += room;
        return place;
    }

    public void Dispose()
    {
        guarded.Clear();
        blocks.ForEach(b => b.Dispose());
        blocks.Clear();
    }
}
