using Piecewise.Graphs;

namespace Piecewise.Compiler.LoopIr;

/// <summary>Whose memory elements lie in.</summary>
internal enum MemoryKind : byte
{
    /// <summary>An input of the piece.</summary>
    Input,

    /// <summary>Memory that the caller has made for a result.</summary>
    Result,

    /// <summary>The scratch memory of a call.</summary>
    Scratch,
}

/// <summary>Where a tensor's elements lie when a piece runs.</summary>
/// <param name="Kind">Whose memory.</param>
/// <param name="Index">Number of the input or of the result; 0 for scratch memory.</param>
/// <param name="ByteOffset">Where the first element lies in it.</param>
/// <param name="Type">Sizes and strides.</param>
internal sealed record MemoryPlace(MemoryKind Kind, int Index, SymInt ByteOffset, TensorType Type)
{
    public override string ToString()
    {
        var memory = Kind switch { MemoryKind.Input => $"input {Index}", MemoryKind.Result => $"result {Index}", _ => "scratch" };
        return $"{Type} in {memory}{(ByteOffset == 0 ? "" : $" from byte {ByteOffset} on")}";
    }
}
