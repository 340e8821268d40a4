using System.Collections.Immutable;
using System.Diagnostics;
using Piecewise.Compiler.Backend;
using Piecewise.Compiler.LoopIr;
using Piecewise.Compiler.Lower;
using Piecewise.Compiler.Schedule;
using Piecewise.Graphs;
using Piecewise.Import;
using Piecewise.Runtime;
using Piecewise.Tensors;
using Piecewise.Tensors.Kernels;

namespace Piecewise.Compiler.Build;

/// <summary>How code is generated.</summary>
internal sealed record CodeOptions
{
    /// <summary>The instructions that the code uses; by default the best that this machine has.</summary>
    public InstructionTier Tier { get; init; } = InstructionTier.Best;

    /// <summary>Whether the code can be stepped through; it is slower then.</summary>
    public bool Debug { get; init; }

    /// <summary>Whether the code says when each of its loop nests and calls begins (<see cref="CallMarks"/>): for measuring.</summary>
    internal bool HasMarks { get; init; }

    /// <summary>
    /// Who makes the code, or runs without any: one of <see cref="Backends"/>. Null for the one that is made for this application:
    /// <c>generated</c> where code may be compiled at run time, else <c>direct</c>.
    /// </summary>
    public string? Backend { get; init; }

    /// <summary>The names that <see cref="Backend"/> may have.</summary>
    public static ImmutableArray<string> Backends => Build.Backends.Names;

    /// <summary>Threads that compute; null for a thread per core, shared by all programs.</summary>
    public IWorkTeam? Team { get; init; }
}

/// <summary>Makes code of a lowered program: plan, descriptions of its pieces, and what a backend makes of them.</summary>
internal static class ProgramCompiler
{
    /// <summary>Compiles a program for all of its entries, without running it (R3).</summary>
    /// <param name="program">The program.</param>
    /// <param name="lowered">What the middle end made of it.</param>
    /// <param name="options">How.</param>
    /// <param name="constants">What is computed from weights, where that was done before; null: it is computed.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static Compilation Run(
        ExportedProgram program, LoweredProgram lowered, CodeOptions? options = null,
        IReadOnlyDictionary<string, Tensor>? constants = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(program);
        ArgumentNullException.ThrowIfNull(lowered);
        options ??= new CodeOptions();
        var backend = Backends.Of(options);
        // A backend's first use overlaps with the planning, which needs one core.
        _ = backend.WarmUp();
        var start = Stopwatch.GetTimestamp();
        constants ??= lowered.LoadConstants(program.State, WorkersOf(options).Team);
        var unwritten = new Dictionary<Graph, string>(ReferenceEqualityComparer.Instance);
        var plan = ProgramPlanner.Run(program, lowered, constants, unwritten);
        var planTime = Lap(ref start);
        var translated = Translate(plan, backend, cancellation);
        if (translated.Any(e => e.Piece is null))
        {
            // What has no code is interpreted; what the others are called with is planned anew.
            foreach (var (refused, (_, objection)) in plan.Codes.Zip(translated).Where(e => e.Second.Piece is null))
            {
                unwritten.Add(refused.Schedule.Graph, objection);
            }
            plan = ProgramPlanner.Run(program, lowered, constants, unwritten);
            translated = Translate(plan, backend, cancellation);
        }
        ImmutableArray<IPieceCode> pieces = [.. translated.Select(e => e.Piece ?? throw new ScheduleException(e.Objection))];
        var emitTime = Lap(ref start);
        var code = backend.Link(pieces, cancellation);
        var compiled = plan.Load(code.Program, program);
        var times = new CompilationTimes(planTime, emitTime, code.Build, code.Load);
        return new Compilation(compiled, plan, code.Sources, code.Kept ?? BuiltCode.None, times)
        {
            Backend = Backends.NameOf(options),
            Workers = WorkersOf(options),
        };
    }

    // Of each code what the backend makes of it, or why it can't.
    private static ImmutableArray<(IPieceCode? Piece, string Objection)> Translate(
        PlannedProgram plan, IBackend backend, CancellationToken cancellation) =>
        Together.Select(
            plan.Codes.Select((code, number) => (code, number)),
            c =>
            {
                try
                {
                    return (backend.Translate(PieceDescriber.Run(c.code.Schedule), c.code.Name, c.number), "");
                }
                catch (Exception e) when (
                    e is ScheduleException or ProgramPlanException or ArithmeticException or InsufficientExecutionStackException)
                {
                    return ((IPieceCode?)null, e.Message);
                }
            },
            cancellation);

    /// <summary>Who computes under these options.</summary>
    internal static Workers WorkersOf(CodeOptions options) => new(options.Tier, options.Team ?? SharedTeam.Value);

    private static TimeSpan Lap(ref long start)
    {
        var elapsed = Stopwatch.GetElapsedTime(start);
        start = Stopwatch.GetTimestamp();
        return elapsed;
    }
}
