using Piecewise.Tensors;

namespace Piecewise.Import;

/// <summary>A file is not a program that can be loaded. Carries every problem that was found, not only the first (rule F2).</summary>
public sealed class Pt2FormatException : PiecewiseException
{
    /// <param name="fileName">The file as the caller named it.</param>
    /// <param name="rule">The rule that the file breaks, such as <c>F1</c>.</param>
    /// <param name="problems">At least one sentence, each complete in itself.</param>
    /// <param name="writer">What wrote the file, if known, such as <c>PyTorch 2.14.1</c>.</param>
    public Pt2FormatException(string fileName, string rule, IReadOnlyList<string> problems, string? writer = null)
        : base(Compose(fileName, rule, problems, writer))
    {
        FileName = fileName;
        Rule = rule;
        Problems = problems;
    }

    public Pt2FormatException(string fileName, string rule, string problem)
        : this(fileName, rule, [problem])
    {
    }

    public string FileName { get; }

    public string Rule { get; }

    public IReadOnlyList<string> Problems { get; }

    private static string Compose(string fileName, string rule, IReadOnlyList<string> problems, string? writer)
    {
        string from = writer is null ? "" : $" (written by {writer})";
        return problems.Count == 1
            ? $"{fileName}{from}: {problems[0]} [{rule}]"
            : $"{fileName}{from}: {problems.Count} problems [{rule}]\n  - {string.Join("\n  - ", problems)}";
    }
}
