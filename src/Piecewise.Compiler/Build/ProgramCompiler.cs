using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Piecewise.Compiler.Emit;
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
public sealed record CodeOptions
{
    /// <summary>The instructions that the code uses; by default the best that this machine has.</summary>
    public InstructionTier Tier { get; init; } = InstructionTier.Best;

    /// <summary>Whether the code can be stepped through; it is slower then.</summary>
    public bool Debug { get; init; }

    /// <summary>Whether the code says when each of its loop nests and calls begins (<see cref="CallMarks"/>): for measuring.</summary>
    internal bool HasMarks { get; init; }

    /// <summary>Threads that compute; null for a thread per core, shared by all programs.</summary>
    public IWorkTeam? Team { get; init; }
}

/// <summary>Makes code of a lowered program: plan, C#, assembly, loaded.</summary>
public static class ProgramCompiler
{
    private static readonly Lazy<ThreadTeam> SharedTeam = new(() => new ThreadTeam());

    /// <summary>Compiles a program for all of its entries, without running it (R3).</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static Compilation Run(ExportedProgram program, LoweredProgram lowered, CodeOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(program);
        ArgumentNullException.ThrowIfNull(lowered);
        options ??= new CodeOptions();
        // Roslyn's first use overlaps with the planning, which needs one core.
        var warmUp = CodeBuilder.WarmUp();
        var start = Stopwatch.GetTimestamp();
        var constants = lowered.LoadConstants(program.State);
        var unwritten = new Dictionary<Graph, string>(ReferenceEqualityComparer.Instance);
        var plan = ProgramPlanner.Run(program, lowered, constants, unwritten);
        var planTime = Lap(ref start);
        var emitted = Emit(plan, options, cancellation);
        if (emitted.Any(e => e.Piece is null))
        {
            // What has no code is interpreted; what the others are called with is planned anew.
            foreach (var (refused, (_, objection)) in plan.Codes.Zip(emitted).Where(e => e.Second.Piece is null))
            {
                unwritten.Add(refused.Schedule.Graph, objection);
            }
            plan = ProgramPlanner.Run(program, lowered, constants, unwritten);
            emitted = Emit(plan, options, cancellation);
        }
        ImmutableArray<EmittedPiece> pieces = [.. emitted.Select(e => e.Piece ?? throw new ScheduleException(e.Objection))];
        var emitTime = Lap(ref start);
        // Should it have failed, then the build says why.
        Task.WhenAny(warmUp).Wait(cancellation);
        var built = CodeBuilder.Build("Piecewise.Generated", Sources(pieces), options.Debug, cancellation);
        var buildTime = Lap(ref start);
        var code = ProgramCode.Load(built.Assembly.AsSpan(), built.Symbols.AsSpan());
        var compiled = plan.Load(code, program);
        return new Compilation(compiled, plan, pieces, built, new CompilationTimes(planTime, emitTime, buildTime, Lap(ref start)))
        {
            Workers = WorkersOf(options),
        };
    }

    // Of each code its text, or why it can't be written.
    private static ImmutableArray<(EmittedPiece? Piece, string Objection)> Emit(PlannedProgram plan, CodeOptions options, CancellationToken cancellation) =>
        Together.Select(
            plan.Codes.Select((code, number) => (code, number)),
            c =>
            {
                try
                {
                    var emitting = new EmitOptions { ClassName = c.code.Name, PieceNumber = c.number, Tier = options.Tier, HasMarks = options.HasMarks };
                    return (PieceEmitter.Emit(PieceDescriber.Run(c.code.Schedule), emitting), "");
                }
                catch (Exception e) when (e is ScheduleException or ArithmeticException or InsufficientExecutionStackException)
                {
                    return ((EmittedPiece?)null, e.Message);
                }
            },
            cancellation);

    /// <summary>Who computes under these options.</summary>
    internal static Workers WorkersOf(CodeOptions options) => new(options.Tier, options.Team ?? SharedTeam.Value);

    /// <summary>The files of a program's code.</summary>
    internal static IEnumerable<GeneratedSource> Sources(ImmutableArray<EmittedPiece> pieces) =>
        pieces.Select(p => new GeneratedSource($"{p.ClassName}.cs", p.Source)).Append(Table(pieces));

    private static GeneratedSource Table(ImmutableArray<EmittedPiece> pieces)
    {
        var text = new StringBuilder();
        text.Append("using Piecewise.Runtime;\n\nnamespace Piecewise.Generated;\n\n/// <summary>The program's code, by number.</summary>\n");
        text.Append("public static unsafe class ProgramTable\n{\n    public static nint[] Code() =>\n    [\n");
        foreach (var piece in pieces)
        {
            text.Append(CultureInfo.InvariantCulture, $"        (nint)(delegate*<CodeContext, void**, long*, byte*, void>)&{piece.ClassName}.Run,\n");
        }
        text.Append("    ];\n}\n");
        return new GeneratedSource("ProgramTable.cs", text.ToString());
    }

    private static TimeSpan Lap(ref long start)
    {
        var elapsed = Stopwatch.GetElapsedTime(start);
        start = Stopwatch.GetTimestamp();
        return elapsed;
    }
}
