using System.Collections.Immutable;
using Piecewise.Compiler.Build;
using Piecewise.Compiler.Lower;
using Piecewise.Graphs;
using Piecewise.Import;
using Piecewise.Runtime;
using Piecewise.Tensors;

namespace Piecewise.Compiler.Tests;

/// <summary>Sessions called with the interpreter's values.</summary>
internal static class SessionCalls
{
    /// <summary>Runs a call and copies its results.</summary>
    public static ImmutableArray<Value> Run(this CompiledSession session, IReadOnlyDictionary<string, Value> inputs) =>
        [.. session.Run(inputs.ToDictionary(i => i.Key, i => CallValues.Of(i.Value), StringComparer.Ordinal)).Select(r => r.ToValue())];

    /// <summary>A session of a graph as one step.</summary>
    public static CompiledSession Start(ExportedProgram program, Graph graph) =>
        InterpretedProgram.Of(program, graph).StartSession(new SessionOptions { Seed = 0 });

    /// <summary>A session of lowered pieces, each a step.</summary>
    public static CompiledSession Start(ExportedProgram program, LoweredProgram lowered) =>
        InterpretedProgram.Of(program, lowered).StartSession(new SessionOptions { Seed = 0 });

    /// <summary>The same with an interpreter that tells what it does.</summary>
    public static CompiledSession Start(ExportedProgram program, LoweredProgram lowered, Interpreter interpreter)
    {
        var constants = lowered.LoadConstants(program.State);
        var plan = ProgramPlanner.InterpretedPieces(program, lowered.Stitches, lowered.Entries, constants, "a test looks at it");
        return new CompiledProgram(
            plan.Manifest, new ProgramCode([]), program.State.Concat(constants).ToDictionary(StringComparer.Ordinal),
            _ => new InterpretedParts([], plan.Interpreted, interpreter.With(new RandomSource(0)))).StartSession();
    }
}
