using System.Runtime.InteropServices;

namespace Piecewise.Distributed;

/// <summary>What a rank says of itself in shared memory.</summary>
[StructLayout(LayoutKind.Explicit, Size = 64)]
internal struct RankStatus
{
    /// <summary>Goes up as long as the process gets to run.</summary>
    [FieldOffset(0)]
    public long Beat;

    /// <summary>Its number in the system.</summary>
    [FieldOffset(8)]
    public int Process;

    [FieldOffset(12)]
    public RankState State;

    /// <summary>Processes with equal ones know each other by their numbers.</summary>
    [FieldOffset(16)]
    public long ProcessNamespace;

    /// <summary>Which cores it may use: ranks with equal ones share them.</summary>
    [FieldOffset(24)]
    public long Cores;

    /// <summary>With which exit code it ends, where it <see cref="RankState.Failed"/>.</summary>
    [FieldOffset(32)]
    public int ExitCode;

    /// <summary>Because of which rank it ends, where it <see cref="RankState.GaveUp"/>.</summary>
    [FieldOffset(36)]
    public int Cause;
}

internal enum RankState
{
    Works,

    /// <summary>It has done what it had to, and waits for the others to end.</summary>
    Done,

    /// <summary>It ends before its work is done.</summary>
    Failed,

    /// <summary>It ends because of another rank.</summary>
    GaveUp,
}
