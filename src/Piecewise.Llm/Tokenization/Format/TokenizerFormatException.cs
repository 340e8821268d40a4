using Piecewise.Tensors;

namespace Piecewise.Llm;

/// <summary>
/// A <c>tokenizer.json</c> (or a model's configuration beside it) that is malformed, or that asks for something this tokenizer
/// does not do. It is thrown once, with everything that is wrong in the file.
/// </summary>
public sealed class TokenizerFormatException : PiecewiseException
{
    public TokenizerFormatException(IReadOnlyList<string> problems)
        : base("The tokenizer cannot be loaded:" + string.Concat(problems.Select(problem => "\n- " + problem)))
    {
        ArgumentNullException.ThrowIfNull(problems);
        Problems = problems;
    }

    /// <summary>Each problem as "field: what is wrong (supported: …)"; the field is a path such as <c>pre_tokenizer.pattern</c>.</summary>
    public IReadOnlyList<string> Problems { get; }
}
