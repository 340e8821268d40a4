using Piecewise.Llm.Templates.Values;

namespace Piecewise.Llm.Templates.Syntax;

/// <summary>An expression of a template.</summary>
/// <param name="Line">Its line, from 1.</param>
internal abstract record Expression(int Line)
{
    public sealed record Constant(Value Value, int Line) : Expression(Line);

    public sealed record Name(string Text, int Line) : Expression(Line);

    public sealed record List(IReadOnlyList<Expression> Items, int Line) : Expression(Line);

    public sealed record Tuple(IReadOnlyList<Expression> Items, int Line) : Expression(Line);

    public sealed record Dict(IReadOnlyList<(Expression Key, Expression Value)> Items, int Line) : Expression(Line);

    /// <summary><c>not</c>, <c>-</c> or <c>+</c>.</summary>
    public sealed record Unary(string Sign, Expression Operand, int Line) : Expression(Line);

    /// <summary>Arithmetic on two values.</summary>
    public sealed record Binary(string Sign, Expression Left, Expression Right, int Line) : Expression(Line);

    /// <summary><c>and</c> or <c>or</c>: the right side counts only where the left one does not decide.</summary>
    public sealed record Logical(bool IsOr, Expression Left, Expression Right, int Line) : Expression(Line);

    /// <summary>A chain such as <c>a &lt; b &lt; c</c>; each part is evaluated once.</summary>
    public sealed record Comparison(Expression First, IReadOnlyList<(string Sign, Expression Operand)> Rest, int Line) : Expression(Line);

    /// <summary><c>a ~ b ~ c</c>: everything as text.</summary>
    public sealed record Concatenation(IReadOnlyList<Expression> Parts, int Line) : Expression(Line);

    /// <summary><c>a if test else b</c>.</summary>
    public sealed record Conditional(Expression Condition, Expression Then, Expression? Else, int Line) : Expression(Line);

    /// <summary><c>a.name</c>.</summary>
    public sealed record Attribute(Expression Target, string Text, int Line) : Expression(Line);

    /// <summary><c>a[key]</c>.</summary>
    public sealed record Item(Expression Target, Expression Key, int Line) : Expression(Line);

    /// <summary><c>a[start:stop:step]</c>.</summary>
    public sealed record Slice(Expression Target, Expression? Start, Expression? Stop, Expression? Step, int Line) : Expression(Line);

    public sealed record Call(Expression Target, ArgumentList Arguments, int Line) : Expression(Line);

    /// <summary><c>a | name(…)</c>; without input, what a filter block holds.</summary>
    public sealed record Filter(Expression? Input, string Text, ArgumentList Arguments, int Line) : Expression(Line);

    /// <summary><c>a is name …</c>.</summary>
    public sealed record Test(Expression Input, string Text, ArgumentList Arguments, int Line) : Expression(Line);

    /// <summary><c>a.name</c> where a namespace's attribute is set.</summary>
    public sealed record NamespaceTarget(string Text, string Member, int Line) : Expression(Line);
}

/// <summary>What stands in the parentheses of a call.</summary>
/// <param name="Positional">Arguments by place.</param>
/// <param name="Named">Arguments by name.</param>
/// <param name="MorePositional">A list with more of them (<c>*a</c>).</param>
/// <param name="MoreNamed">A dict with more of them (<c>**a</c>).</param>
internal sealed record ArgumentList(
    IReadOnlyList<Expression> Positional, IReadOnlyList<(string Name, Expression Value)> Named,
    Expression? MorePositional = null, Expression? MoreNamed = null)
{
    public static ArgumentList None { get; } = new([], []);
}
