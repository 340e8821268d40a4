using System.Runtime.InteropServices;
using Piecewise.Tensors;
using Piecewise.Tensors.Kernels;

namespace Piecewise.Distributed;

/// <summary>What stands before a rank's bytes: for which exchange they are. One cache line, so that one transfer tells all.</summary>
[StructLayout(LayoutKind.Explicit, Size = Bytes)]
internal struct SlotHeader
{
    public const int Bytes = 64;

    /// <summary>The exchange's number, from 1. In shared memory it is written last: whoever reads it may read all else.</summary>
    [FieldOffset(0)]
    public long Stamp;

    [FieldOffset(8)]
    public long Count;

    [FieldOffset(16)]
    public int Kind;

    [FieldOffset(20)]
    public int Type;

    /// <summary>1: each rank is to have a part only.</summary>
    [FieldOffset(24)]
    public int Scatters;

    public static SlotHeader Of(CollectiveCall call, bool scatters) => new()
    {
        Count = call.Bytes,
        Kind = (int)call.Kind,
        Type = (int)call.DType,
        Scatters = scatters ? 1 : 0,
    };

    public readonly bool Fits(in SlotHeader other) =>
        Count == other.Count && Kind == other.Kind && Type == other.Type && Scatters == other.Scatters;

    /// <summary>What two ranks are told that do not fit.</summary>
    public static string Contradiction(int rank, in SlotHeader own, int other, in SlotHeader theirs) =>
        $"rank {rank} is at {own}, but rank {other} is at {theirs}, both in exchange {own.Stamp}: all ranks have to make the same calls "
        + "in the same order, with the same program and the same options";

    public override readonly string ToString() =>
        $"{new CollectiveCall((CollectiveKind)Kind, (DType)Type, Count)}{(Scatters == 0 ? "" : ", in parts")}";
}
