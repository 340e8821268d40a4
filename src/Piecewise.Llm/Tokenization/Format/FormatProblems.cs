namespace Piecewise.Llm.Tokenization.Format;

/// <summary>What is wrong with a file, gathered so that all of it can be told at once.</summary>
internal sealed class FormatProblems
{
    /// <summary>A damaged vocabulary could give a problem for each of its tokens.</summary>
    private const int MostKept = 50;

    private readonly List<string> _problems = [];
    private int _left;

    public bool Any => _problems.Count > 0;

    /// <param name="field">A path such as <c>model.vocab</c>.</param>
    /// <param name="problem">What is wrong and, for what is not supported, what is.</param>
    public void Add(string field, string problem)
    {
        if (_problems.Count < MostKept) _problems.Add($"{field}: {problem}");
        else _left++;
    }

    /// <exception cref="TokenizerFormatException">There are problems.</exception>
    public void ThrowIfAny()
    {
        if (Any) throw new TokenizerFormatException(_left == 0 ? _problems : [.. _problems, $"and {_left} more"]);
    }
}
