namespace Piecewise.Import;

/// <summary>
/// Collects what is wrong with one file so that all of it is reported together (rule F2). A hostile file can hold
/// millions of faults, so collecting stops, by throwing, at <see cref="Limit"/>.
/// </summary>
internal sealed class ProblemList(string fileName)
{
    public const int Limit = 100;

    private readonly List<string> problems = [];
    private readonly List<string> warnings = [];
    private string rule = "F2";

    public string FileName { get; } = fileName;

    /// <summary>What wrote the file, once known; it goes into the message.</summary>
    public string? Writer { get; set; }

    public int Count => problems.Count;

    public IReadOnlyList<string> Warnings => warnings;

    public void Add(string problem)
    {
        problems.Add(problem);
        if (problems.Count >= Limit)
        {
            problems.Add($"reading stopped after {Limit} problems");
            throw ToException();
        }
    }

    /// <summary>Puts a problem that explains the others, such as a wrong version, before them.</summary>
    public void AddCause(string problem, string brokenRule)
    {
        rule = brokenRule;
        problems.Insert(0, problem);
    }

    public void Warn(string warning)
    {
        if (warnings.Count < Limit)
            warnings.Add(warning);
    }

    public Pt2FormatException ToException() => new(FileName, rule, problems.ToArray(), Writer);

    public void ThrowIfAny()
    {
        if (problems.Count > 0)
            throw ToException();
    }
}
