using System.Collections.Immutable;
using System.Diagnostics;
using Piecewise.Compiler.Build;
using Piecewise.Runtime;

namespace Piecewise.Compiler.Explain;

/// <summary>Compiles a program in order to explain it; calls are measured where asked for.</summary>
/// <param name="program">The program.</param>
/// <param name="options">What it was prepared with.</param>
internal sealed class ExplainedCompile(PreparedProgram program, CompileOptions options)
{
    /// <summary>Makes inputs of a call of given sizes.</summary>
    public required Func<ProgramManifest, CallShapes, CallValue[]> Inputs { get; init; }

    /// <summary>What was done up to the plan of code and memory. No code is built.</summary>
    public Explanation Planned()
    {
        _ = program.Lowered;
        var start = Stopwatch.GetTimestamp();
        var plan = program.Plan();
        return Of(plan, [.. program.Phases, new("plan", Stopwatch.GetElapsedTime(start))]);
    }

    /// <summary>What was done, code included.</summary>
    /// <param name="sizes">Sizes of calls to measure; none: nothing is measured.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public Explanation Compiled(IReadOnlyList<long> sizes, CancellationToken cancellation)
    {
        var compilation = program.Compilation;
        var times = compilation.Times;
        var explanation = Of(compilation.Plan,
        [
            .. program.Phases.Where(p => p.Phase != "compile"),
            new("plan", times.Plan), new("write C#", times.Emit), new("build", times.Build), new("load code", times.Load),
        ]);
        if (sizes.Count == 0)
        {
            return explanation;
        }
        var marked = ProgramCompiler.Run(
            program.Program, program.Lowered, options.Code with { HasMarks = true }, compilation.Plan.Constants, cancellation);
        try
        {
            return Measured(explanation, new CallMeasurement(compilation, marked, program.Lowered), compilation.Plan.Manifest, sizes,
                cancellation);
        }
        finally
        {
            marked.Program.Close();
        }
    }

    private Explanation Measured(
        Explanation explanation, CallMeasurement measurement, ProgramManifest manifest, IReadOnlyList<long> sizes,
            CancellationToken cancellation)
    {
        var symbol = manifest.DispatchSymbol >= 0 ? manifest.Symbols[manifest.DispatchSymbol]
            : manifest.Symbols is [var only] ? only
            : null;
        var calls = ImmutableArray.CreateBuilder<MeasuredCall>();
        var failed = ImmutableArray.CreateBuilder<string>();
        if (symbol is null && !manifest.Symbols.IsEmpty)
        {
            failed.Add($"the sizes asked for: of {string.Join(", ", manifest.Symbols)} none is named as the one to dispatch by. Below, "
                + "each is as small as it may be.");
        }
        foreach (var size in symbol is null ? [1] : sizes)
        {
            var shapes = new CallShapes(manifest, symbol is null ? ImmutableDictionary<string, long>.Empty
                : new Dictionary<string, long> { [symbol] = size });
            try
            {
                calls.Add(measurement.Run(shapes, Inputs(manifest, shapes), cancellation));
            }
            catch (Exception e) when (e is InputException or SizeOutOfRangeException or CallFailedException)
            {
                failed.Add($"{shapes} with random inputs: {e.Message}");
            }
        }
        return explanation with { Measured = calls.ToImmutable(), NotMeasured = failed.ToImmutable() };
    }

    private Explanation Of(PlannedProgram plan, ImmutableArray<PhaseTime> phases) =>
        Explanation.Of(program.Program.FileName, program.Lowered, plan) with
        {
            Facts = CompileFacts.Of(program.Program, options),
            Phases = phases,
        };
}
