using System.Numerics;
using System.Runtime.InteropServices;
using SharpFuzz.Common;

namespace Piecewise.Fuzz;

/// <summary>How often each branch was taken, by instrumented assemblies: more often than before, in powers of two, is news.</summary>
internal sealed unsafe class CoverageMap
{
    private const int Length = 1 << 16;
    private readonly byte* hits = (byte*)NativeMemory.AllocZeroed(Length);
    private readonly byte[] seen = new byte[Length];

    public CoverageMap() => Trace.SharedMem = hits;

    /// <summary>How many branches were taken by any input.</summary>
    public int Branches { get; private set; }

    /// <summary>Forgets the last input.</summary>
    public void Clear()
    {
        new Span<byte>(hits, Length).Clear();
        Trace.PrevLocation = 0;
    }

    /// <summary>Takes the last input's branches in; how many of them are news.</summary>
    public int Add()
    {
        var news = 0;
        // Eight at a time: almost all are untouched.
        for (var i = 0; i < Length; i += 8)
        {
            if (*(ulong*)(hits + i) == 0)
            {
                continue;
            }
            for (var k = i; k < i + 8; k++)
            {
                if (hits[k] == 0)
                {
                    continue;
                }
                var bucket = (byte)(1 << Math.Min(BitOperations.Log2(hits[k]), 7));
                if ((seen[k] & bucket) == 0)
                {
                    Branches += seen[k] == 0 ? 1 : 0;
                    seen[k] |= bucket;
                    news++;
                }
            }
        }
        return news;
    }
}
