using System.Runtime.InteropServices;

namespace Piecewise.Tensors.Kernels;

/// <summary>
/// Memory for the time of one call of a kernel. It belongs to the calling thread and grows to the largest request, so that a warm program
/// allocates nothing; it is freed some time after the thread's end. What runs on other threads gets a share from the caller.
/// </summary>
internal static unsafe class Scratch
{
    private const nuint Alignment = 64;

    [ThreadStatic]
    private static Block? block;

    /// <summary>So many bytes, aligned to 64, of any content. The thread's next call of this method overwrites them.</summary>
    /// <param name="workers">Whose limit it is.</param>
    /// <param name="bytes">Computed with checks: a view may say that it has more elements than memory has bytes.</param>
    /// <exception cref="InsufficientMemoryException">It is more than a kernel may take.</exception>
    public static void* Of(in Workers workers, nint bytes) => bytes <= workers.MaxScratch
        ? (block ??= new Block()).Of(bytes)
        : throw new InsufficientMemoryException(
            $"It needs {bytes} bytes of memory beside its operands, more than the {workers.MaxScratch} that a call may take.");

    private sealed class Block
    {
        private void* memory;
        private nint size;
        private OwnedMemory? guarded;

        ~Block() => NativeMemory.AlignedFree(memory);

        public void* Of(nint bytes)
        {
            if (bytes > size)
            {
                if (MemorySource.Guarded is { } source)
                {
                    // The size stays 0, so that every call gets exactly what it asked for.
                    guarded?.Dispose();
                    guarded = source.Take(bytes, zeroed: false);
                    return guarded.Pointer;
                }
                NativeMemory.AlignedFree(memory);
                memory = null;
                size = 0;
                memory = NativeMemory.AlignedAlloc((nuint)bytes, Alignment);
                size = bytes;
            }
            return memory;
        }
    }
}
