using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Piecewise.Tensors.Kernels;

/// <summary>
/// Fetches the next block of keys and values into the second cache, some rows at a time while the one before it is computed, so that memory
/// is always busy: a block is read in an order that the processor does not guess. Beyond the last block this does nothing.
/// </summary>
/// <param name="key">The first key of the next block.</param>
/// <param name="keyStride">Distance of two keys, in bytes.</param>
/// <param name="keyBytes">Of a key.</param>
/// <param name="value">The first value of the next block.</param>
/// <param name="valueStride">Distance of two values, in bytes.</param>
/// <param name="valueBytes">Of a value.</param>
/// <param name="count">Keys of the block.</param>
internal unsafe struct KeysAhead(void* key, nint keyStride, nint keyBytes, void* value, nint valueStride, nint valueBytes, nint count)
{
    private const int Line = 64;
    private nint fetched;

    /// <summary>Fetches the next rows of all 2 · count, as many as are left.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Fetch(nint rows)
    {
        if (!Sse.IsSupported)
        {
            return;
        }
        for (var end = Math.Min(fetched + rows, 2 * count); fetched < end; fetched++)
        {
            var isKey = fetched < count;
            var row = isKey ? (byte*)key + (fetched * keyStride) : (byte*)value + ((fetched - count) * valueStride);
            var bytes = isKey ? keyBytes : valueBytes;
            for (nint i = 0; i < bytes; i += Line)
            {
                Sse.Prefetch1(row + i);
            }
        }
    }
}
