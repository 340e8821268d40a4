using System.Collections.Immutable;
using Piecewise.Graphs;

namespace Piecewise.Compiler.Schedule;

/// <summary>Whose memory a base tensor lies in.</summary>
public enum BufferKind : byte
{
    /// <summary>An input of the piece.</summary>
    Input,

    /// <summary>Memory that outlives the call: outputs show it.</summary>
    Result,

    /// <summary>Memory of the call alone.</summary>
    Temporary,
}

/// <summary>A piece of memory.</summary>
/// <param name="Kind">Whose.</param>
/// <param name="Index">Number of the input, of the result, or of the temporary.</param>
/// <param name="Base">The tensor that it is made for.</param>
/// <param name="Bytes">Its size.</param>
public sealed record PieceBuffer(BufferKind Kind, int Index, MemoryView Base, SymInt Bytes);

/// <summary>One output of a piece: elements of a buffer, or a number.</summary>
/// <param name="Buffer">An input or a result; null for a number, or for nothing.</param>
/// <param name="Place">Which elements; null for a number.</param>
/// <param name="Number">The number; null for a tensor, or for nothing.</param>
public sealed record PieceOutput(PieceBuffer? Buffer, TensorPlace? Place, SymInt? Number);

/// <summary>A piece as a list of loops and calls over planned memory: what is emitted.</summary>
public sealed class PieceSchedule
{
    public required Graph Graph { get; init; }

    /// <summary>In order of execution.</summary>
    public required ImmutableArray<ScheduleItem> Items { get; init; }

    /// <summary>The symbols whose values the code takes, in order.</summary>
    public required ImmutableArray<string> Symbols { get; init; }

    /// <summary>By base tensor.</summary>
    public required IReadOnlyDictionary<MemoryView, PieceBuffer> Buffers { get; init; }

    /// <summary>Memory that a call allocates for its results, in order.</summary>
    public required ImmutableArray<PieceBuffer> Results { get; init; }

    /// <summary>Sizes of the temporaries, in bytes; several tensors may take turns in one.</summary>
    public required ImmutableArray<SymInt> Temporaries { get; init; }

    public required ImmutableArray<PieceOutput> Outputs { get; init; }

    public IEnumerable<LoopKernel> Kernels => Items.OfType<LoopKernel>();

    public IEnumerable<ExternItem> Calls => Items.OfType<ExternItem>();
}
