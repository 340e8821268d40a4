using Piecewise.Llm.Templates.Values;

namespace Piecewise.Llm.Templates.Syntax;

/// <summary>A word of a template.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">A name, an operator, or the text outside of tags.</param>
/// <param name="Line">Its line, from 1.</param>
/// <param name="Constant">The value of a string or a number.</param>
internal readonly record struct Token(TokenKind Kind, string Text, int Line, Value? Constant = null)
{
    /// <summary>How a message names it.</summary>
    public string Shown => Kind switch
    {
        TokenKind.End => "the end of the template",
        TokenKind.Data => "text outside of tags",
        TokenKind.TagEnd => "the end of the tag",
        TokenKind.PrintEnd => "the end of the expression",
        TokenKind.TagBegin or TokenKind.PrintBegin => "the beginning of a tag",
        TokenKind.String => "a string",
        TokenKind.Number => "a number",
        _ => $"'{Text}'",
    };

    public bool IsName(string name) => Kind == TokenKind.Name && Text == name;

    public bool IsOperator(string sign) => Kind == TokenKind.Operator && Text == sign;
}

internal enum TokenKind
{
    /// <summary>Text outside of tags.</summary>
    Data,

    /// <summary><c>{%</c>.</summary>
    TagBegin,

    /// <summary><c>%}</c>.</summary>
    TagEnd,

    /// <summary><c>{{</c>.</summary>
    PrintBegin,

    /// <summary><c>}}</c>.</summary>
    PrintEnd,

    Name,

    String,

    Number,

    Operator,

    /// <summary>The end of the template.</summary>
    End,
}
