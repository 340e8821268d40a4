namespace Piecewise.Tensors;

/// <summary>A file is not a sound safetensors file.</summary>
public sealed class SafetensorsFormatException : PiecewiseException
{
    public SafetensorsFormatException(string fileName, string problem)
        : base($"{fileName}: {Printable(problem)}") => FileName = fileName;

    public string FileName { get; }

    /// <summary>Problems quote names from the file, which may be endless or hold control codes.</summary>
    private static string Printable(string text)
    {
        string start = text.Length > 300 ? text[..300] + "…" : text;
        return string.Concat(start.Select(character => char.IsControl(character) ? '?' : character));
    }
}
