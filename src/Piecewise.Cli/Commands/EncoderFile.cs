using Piecewise.Import;
using Piecewise.Llm;

namespace Piecewise.Cli.Commands;

/// <summary>Which files hold encoders: decided by the program's inputs, before it is compiled for one use or another.</summary>
internal static class EncoderFile
{
    /// <param name="path">A .pt2 file.</param>
    /// <param name="program">Which program of the file; null for the only one.</param>
    /// <exception cref="Pt2FormatException">It is no program.</exception>
    public static bool Is(string path, string? program)
    {
        using var archive = Pt2Archive.Open(path);
        var inputs = Pt2Model.ReadSignature(archive, program).Inputs.OfType<InputSpecData.UserInput>();
        return EncoderProgram.HasInputs(inputs.Select(i => ArgumentNames.Of(i.Argument).FirstOrDefault("")));
    }
}
