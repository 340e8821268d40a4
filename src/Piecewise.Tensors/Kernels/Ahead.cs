using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Piecewise.Tensors.Kernels;

/// <summary>Asks for memory before it is read. Where several streams are read at once, the processor's own guess comes too late.</summary>
internal static unsafe class Ahead
{
    private const int Distance = 1024;

    /// <summary>Fetches the line that a stream reaches soon; beyond the end of memory this does nothing.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Of(void* place)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch0((byte*)place + Distance);
        }
    }
}
