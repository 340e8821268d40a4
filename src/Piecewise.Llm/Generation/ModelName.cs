namespace Piecewise.Llm;

/// <summary>What a model is called to clients where nobody says it: as its file, without the ending <c>.pt2</c>.</summary>
internal static class ModelName
{
    /// <param name="program">The program's name, which is its file's.</param>
    public static string Of(string program) =>
        program.EndsWith(".pt2", StringComparison.OrdinalIgnoreCase)
            ? Path.GetFileNameWithoutExtension(program) : Path.GetFileName(program);
}
