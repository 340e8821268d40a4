using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Piecewise.Compiler.Emit;
using Piecewise.Compiler.Import;
using Piecewise.Compiler.Lower;
using Piecewise.Compiler.Schedule;
using Piecewise.Graphs;
using Piecewise.Runtime;
using Piecewise.Tensors;
using Piecewise.Tensors.Fast;

namespace Piecewise.Compiler.Build;

/// <summary>How code is generated.</summary>
public sealed record CodeOptions
{
    /// <summary>The instructions that the code uses; by default the best that this machine has.</summary>
    public InstructionTier Tier { get; init; } = InstructionTier.Best;

    /// <summary>Whether the code can be stepped through; it is slower then.</summary>
    public bool Debug { get; init; }

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
        var plan = ProgramPlanner.Run(program, lowered);
        var planTime = Lap(ref start);
        var pieces = Together.Select(
            plan.Codes.Select((code, number) => (code, number)),
            c => PieceEmitter.Emit(
                c.code.Schedule, new EmitOptions { ClassName = c.code.Name, PieceNumber = c.number, Tier = options.Tier }),
            cancellation);
        var emitTime = Lap(ref start);
        // Should it have failed, then the build says why.
        Task.WhenAny(warmUp).Wait(cancellation);
        var built = CodeBuilder.Build("Piecewise.Generated", Sources(pieces), options.Debug, cancellation);
        var buildTime = Lap(ref start);
        var code = ProgramCode.Load(built.Assembly.AsSpan(), built.Symbols.AsSpan());
        ImmutableArray<ImmutableArray<ReferenceCall>> calls = [.. plan.Codes.Select(c => c.ReferenceCalls)];
        var state = program.State.Concat(plan.Constants).ToDictionary(StringComparer.Ordinal);
        var compiled = new CompiledProgram(plan.Manifest, code, state, attention => new InterpretedParts(calls, plan.Interpreted, InterpretedAttention.Interpreter(attention)));
        return new Compilation(compiled, plan, pieces, built, new CompilationTimes(planTime, emitTime, buildTime, Lap(ref start)))
        {
            Workers = WorkersOf(options),
            ReferenceCalls = calls,
        };
    }

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
