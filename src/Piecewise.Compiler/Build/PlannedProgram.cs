using System.Collections.Immutable;
using Piecewise.Compiler.Schedule;
using Piecewise.Graphs;
using Piecewise.Import;
using Piecewise.Runtime;
using Piecewise.Tensors;

namespace Piecewise.Compiler.Build;

/// <summary>A program that is ready for its code to be generated.</summary>
/// <param name="Manifest">How it runs.</param>
/// <param name="Codes">What is to be generated, by number.</param>
/// <param name="Interpreted">Graphs that the interpreter runs, by number.</param>
/// <param name="Remarks">What is not compiled, and why.</param>
/// <param name="Constants">Tensors that were computed from weights.</param>
internal sealed record PlannedProgram(
    ProgramManifest Manifest, ImmutableArray<PlannedCode> Codes, ImmutableArray<Graph> Interpreted, ImmutableArray<string> Remarks,
    IReadOnlyDictionary<string, Tensor> Constants)
{
    /// <summary>By code: its reference calls.</summary>
    internal ImmutableArray<ImmutableArray<ReferenceCall>> ReferenceCalls => [.. Codes.Select(c => c.ReferenceCalls)];

    /// <summary>The program with its code, ready for sessions.</summary>
    internal CompiledProgram Load(ProgramCode code, ExportedProgram program)
    {
        var (calls, graphs) = (ReferenceCalls, Interpreted);
        return new CompiledProgram(
            Manifest, code, program.State.Concat(Constants).ToDictionary(StringComparer.Ordinal),
            services => new InterpretedParts(calls, graphs, InterpretedParts.InterpreterOf(services)));
    }
}

/// <summary>A piece to generate code for.</summary>
/// <param name="Name">Of its class.</param>
/// <param name="Schedule">Its loops and calls.</param>
/// <param name="ReferenceCalls">What its reference calls run.</param>
internal sealed record PlannedCode(string Name, PieceSchedule Schedule, ImmutableArray<ReferenceCall> ReferenceCalls);
