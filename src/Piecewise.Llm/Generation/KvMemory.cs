using Piecewise.Runtime;
using Piecewise.Tensors;

namespace Piecewise.Llm;

/// <summary>
/// Native memory of a cache: one block serves all layers, so that it may consist of large pages, and is freed when the last of them has
/// left it. No application sees it; the garbage collector frees it where nobody does.
/// </summary>
/// <param name="layers">How many layers take memory of about one size after each other.</param>
internal sealed unsafe class KvMemory(int layers) : IDisposable
{
    private readonly List<Block> blocks = [];

    /// <summary>Bytes of any content for one layer.</summary>
    public Storage Take(long bytes)
    {
        if (MemorySource.Guarded is not null)
        {
            return Storage.Allocate(bytes);
        }
        var room = (bytes + Storage.Alignment - 1) / Storage.Alignment * Storage.Alignment;
        if (blocks is not [.., var block] || block.Used + room > block.Memory.Length)
        {
            blocks.Add(block = new Block(Allocate(checked(room * layers))));
        }
        var storage = Storage.Borrow(block.Memory, Pointer(block), bytes, isReadOnly: false);
        block.Used += room;
        block.Layers++;
        return storage;
    }

    /// <summary>Gives back what a layer took; nothing may use it any more.</summary>
    public void Return(Storage memory)
    {
        var place = blocks.FindIndex(b => memory.Pointer >= b.Memory.Pointer && memory.Pointer < b.Memory.Pointer + b.Used);
        if (place >= 0 && --blocks[place].Layers == 0)
        {
            blocks[place].Memory.Dispose();
            blocks.RemoveAt(place);
        }
    }

    public void Dispose()
    {
        foreach (var block in blocks)
        {
            block.Memory.Dispose();
        }
        blocks.Clear();
    }

    private static ArenaBlock Allocate(long bytes)
    {
        var available = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        return bytes <= available
            ? new ArenaBlock(bytes, preferHugePages: true)
            : throw new InsufficientMemoryException(
                $"Keys and values of a sequence need {bytes} bytes, more than the {available} that the machine has.");
    }

    private static byte* Pointer(Block block) => block.Memory.Pointer + block.Used;

    private sealed class Block(ArenaBlock memory)
    {
        public ArenaBlock Memory => memory;

        public long Used { get; set; }

        public int Layers { get; set; }
    }
}
