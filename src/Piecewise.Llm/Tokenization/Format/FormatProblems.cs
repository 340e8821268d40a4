namespace Piecewise.Llm.Tokenization.Format;

/// <summary>What is wrong with a file, gathered so that all of it can be told at once.</summary>
internal sealed class FormatProblems
{
    /// <summary>A damaged vocabulary could give a problem for each of its tokens.</summary>
    private const int MostKept = 50;

    private readonly List<string> problems = [];
    private int left;

    public bool Any => problems.Count > 0;

    /// <param name="field">A path such as <c>model.vocab</c>.</param>
    /// <param name="problem">What is wrong and, for what is not supported, what is.</param>
    public void Add(string field, string problem)
    {
        if (problems.Count < MostKept) problems.Add($"{field}: {problem}");
        else left++;
    }

    /// <exception cref="TokenizerFormatException">There are problems.</exception>
    public void ThrowIfAny()
    {
        if (Any) throw new TokenizerFormatException(left == 0 ? problems : [.. problems, $"and {left} more"]);
    }
}
