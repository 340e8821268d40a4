using System.Collections.Immutable;
using Piecewise.Compiler.Build;
using Piecewise.Compiler.Emit;
using Piecewise.Compiler.LoopIr;
using Piecewise.Compiler.Lower;
using Piecewise.Compiler.Passes;
using Piecewise.Graphs;

namespace Piecewise.Compiler.Explain;

/// <summary>One unique piece.</summary>
/// <param name="Index">Its number.</param>
/// <param name="Calls">Numbers of the pieces that it stands for.</param>
/// <param name="Graph">The piece as the partition made it.</param>
/// <param name="Records">What each pass did to it, those before specialization first.</param>
/// <param name="Versions">By entry: what it became.</param>
/// <param name="Codes">By version: its loops and calls; null where code was not planned, or there is none.</param>
internal sealed record ExplainedPiece(
    int Index, ImmutableArray<int> Calls, Graph Graph, ImmutableArray<PassRecord> Records, ImmutableArray<LoweredPiece> Versions,
        ImmutableArray<PlannedCode?> Codes)
{
    /// <summary>What a version does as a backend is told it; null where there is no code.</summary>
    public string? DescriptionOf(int version) => Codes[version] is { } code ? PieceDescriber.Run(code.Schedule).ToString() : null;

    /// <summary>The generated C# of a version; null where there is none.</summary>
    public string? SourceOf(int version) => Codes[version] is { } code
        ? PieceEmitter.Emit(PieceDescriber.Run(code.Schedule), new EmitOptions { ClassName = code.Name }).Source
        : null;
}
