namespace Piecewise.Llm.Templates;

/// <summary>What rendering one template may take. Templates come with models, and models from anywhere.</summary>
internal sealed record TemplateLimits
{
    public static TemplateLimits Default { get; } = new();

    /// <summary>Characters of the template itself.</summary>
    public int Source { get; init; } = 1 << 20;

    /// <summary>Characters of the result, and of any text on the way to it.</summary>
    public int Text { get; init; } = 8 << 20;

    /// <summary>Steps: a node evaluated, an item visited, or 64 characters made.</summary>
    public long Steps { get; init; } = 20_000_000;

    /// <summary>Items of a range, which the sandbox of Jinja limits to the same number, and of any list.</summary>
    public int Items { get; init; } = 100_000;

    /// <summary>Statements and expressions inside each other in the template.</summary>
    public int Nesting { get; init; } = 100;

    /// <summary>Macros that call each other.</summary>
    public int Calls { get; init; } = 100;

    /// <summary>Lists and dicts inside each other.</summary>
    public int ValueDepth { get; init; } = 200;

    /// <summary>Bits of a whole number.</summary>
    public int IntegerBits { get; init; } = 4096;
}
