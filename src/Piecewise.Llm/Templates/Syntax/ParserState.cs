using System.Runtime.CompilerServices;

namespace Piecewise.Llm.Templates.Syntax;

/// <summary>The words of a template, read in order, and how deep the parser is.</summary>
/// <param name="tokens">All words; the last is the end.</param>
/// <param name="limits">How deep a template may nest.</param>
/// <param name="names">The filters and tests that there are.</param>
internal sealed class ParserState(IReadOnlyList<Token> tokens, TemplateLimits limits, IKnownNames names)
{
    private readonly List<MacroScope> macros = [];
    private readonly List<TemplateException> unknown = [];
    private int position;
    private int nesting;

    public Token Current => tokens[position];

    public Token Next => tokens[Math.Min(position + 1, tokens.Count - 1)];

    /// <summary>
    /// Whether what is read now is only reached under a condition: there an unknown filter is an error when it is used, elsewhere at once.
    /// </summary>
    public bool IsConditional { get; set; }

    /// <summary>Loops around what is read now, up to the innermost macro.</summary>
    public int Loops { get; set; }

    public Token Take() => tokens[position < tokens.Count - 1 ? position++ : position];

    public bool TryTakeName(string name) => Current.IsName(name) && Taken();

    public bool TryTakeOperator(string sign) => Current.IsOperator(sign) && Taken();

    public Token ExpectOperator(string sign) => Current.IsOperator(sign) ? Take() : throw Expected($"'{sign}'");

    public Token ExpectName(string? name = null) => Current.Kind == TokenKind.Name && (name is null || Current.Text == name)
        ? Take()
        : throw Expected(name is null ? "a name" : $"'{name}'");

    public Token Expect(TokenKind kind) => Current.Kind == kind ? Take() : throw Expected(new Token(kind, "", 0).Shown);

    public TemplateException Expected(string what) => Error($"{what} is awaited where {Current.Shown} stands");

    public TemplateException Error(string problem) => new(problem, Current.Line);

    /// <summary>One level deeper; <see cref="Leave"/> comes back.</summary>
    /// <exception cref="TemplateLimitException">It would be deeper than the limit.</exception>
    public void Enter()
    {
        if (++nesting > limits.Nesting || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            throw new TemplateLimitException($"it nests statements or expressions more than {limits.Nesting} deep").At(Current.Line);
        }
    }

    public void Leave() => nesting--;

    /// <summary>Filters and tests so far that there are not, and that no condition stands before.</summary>
    public int UnknownCount => unknown.Count;

    public void CheckFilter(Token name)
    {
        if (IsConditional || names.HasFilter(name.Text)) return;
        unknown.Add(new TemplateException($"there is no filter '{name.Text}'", name.Line));
    }

    public void CheckTest(Token name)
    {
        if (IsConditional || names.HasTest(name.Text)) return;
        unknown.Add(new TemplateException($"there is no test '{name.Text}'", name.Line));
    }

    /// <summary>What came after the first so many stands under a condition after all.</summary>
    public void ForgetUnknown(int count) => unknown.RemoveRange(count, unknown.Count - count);

    /// <exception cref="TemplateException">There is no such filter or test.</exception>
    public void ThrowIfUnknown()
    {
        if (unknown.Count > 0) throw unknown[0];
    }

    /// <summary>A macro's body begins; <see cref="EndMacro"/> says what it used.</summary>
    public void BeginMacro() => macros.Add(new MacroScope());

    public MacroUses EndMacro()
    {
        var uses = macros[^1].Uses;
        macros.RemoveAt(macros.Count - 1);
        return uses;
    }

    /// <summary>A name is read.</summary>
    public void Load(string name)
    {
        var use = UseOf(name);
        foreach (var macro in macros) macro.Uses |= use & ~macro.Hidden;
    }

    /// <summary>A name is set, and so means something of its own from here on.</summary>
    public void Store(string name)
    {
        foreach (var macro in macros) macro.Hidden |= UseOf(name);
    }

    private static MacroUses UseOf(string name) => name switch
    {
        "varargs" => MacroUses.Positional,
        "kwargs" => MacroUses.Named,
        "caller" => MacroUses.Caller,
        _ => MacroUses.None,
    };

    private bool Taken()
    {
        Take();
        return true;
    }

    private sealed class MacroScope
    {
        public MacroUses Uses { get; set; }

        public MacroUses Hidden { get; set; }
    }
}

/// <summary>Which filters and tests there are.</summary>
internal interface IKnownNames
{
    bool HasFilter(string name);

    bool HasTest(string name);
}
