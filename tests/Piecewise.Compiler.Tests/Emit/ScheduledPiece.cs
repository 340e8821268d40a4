using System.Collections.Immutable;
using Piecewise.Compiler.Backend;
using Piecewise.Compiler.Emit;
using Piecewise.Compiler.LoopIr;
using Piecewise.Compiler.Schedule;

namespace Piecewise.Compiler.Tests.Emit;

/// <summary>A piece with the schedule that its code was written from.</summary>
internal sealed record ScheduledPiece(PieceSchedule Schedule, EmittedPiece Code)
{
    public string ClassName => Code.ClassName;

    public string Source => Code.Source;

    public ImmutableArray<ExternItem> ReferenceCalls { get; } = [.. Schedule.Calls];

    public static ScheduledPiece Emit(PieceSchedule schedule, EmitOptions options) =>
        new(schedule, PieceEmitter.Emit(PieceDescriber.Run(schedule), options));
}
