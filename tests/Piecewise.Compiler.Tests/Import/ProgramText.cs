using System.Text;
using Piecewise.Import;

namespace Piecewise.Compiler.Tests.Import;

/// <summary>Reads a program's JSON without an archive.</summary>
internal static class ProgramText
{
    /// <exception cref="Pt2FormatException">It is no program; holds all problems found.</exception>
    public static ExportedProgramData Read(string json)
    {
        var problems = new ProblemList("m.pt2");
        var program = ExportedProgramReader.Read(Encoding.UTF8.GetBytes(json), "program", problems, new StringPool());
        problems.ThrowIfAny();
        return program!;
    }
}
