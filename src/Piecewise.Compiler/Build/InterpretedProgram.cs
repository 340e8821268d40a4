using System.Collections.Immutable;
using Piecewise.Graphs;
using Piecewise.Import;
using Piecewise.Runtime;

namespace Piecewise.Compiler.Build;

/// <summary>A program that the interpreter runs as one step: what calls run until compiled code is there, and where there can't be any.</summary>
internal static class InterpretedProgram
{
    /// <summary>One entry for all sizes.</summary>
    public static CompiledProgram Of(ExportedProgram program, Graph functional)
    {
        var plan = ProgramPlanner.Interpreted(program, functional, "it is not compiled yet");
        return new CompiledProgram(
            plan.Manifest, new ProgramCode([]), program.State, attention => new InterpretedParts([], plan.Interpreted, InterpretedAttention.Interpreter(attention)));
    }
}
