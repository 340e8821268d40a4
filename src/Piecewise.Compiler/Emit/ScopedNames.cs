using System.Text;

namespace Piecewise.Compiler.Emit;

/// <summary>
/// Names of locals, made from the graph's. C# lets blocks beside each other use a name twice, and no block a name of one around it.
/// </summary>
internal sealed class ScopedNames
{
    private static readonly HashSet<string> Keywords =
    [
        "abstract", "as", "base", "bool", "break", "byte", "case", "catch", "char", "checked", "class", "const", "continue", "decimal",
        "default",
        "delegate", "do", "double", "else", "enum", "event", "explicit", "extern", "false", "finally", "fixed", "float", "for", "foreach",
        "goto",
        "if", "implicit", "in", "int", "interface", "internal", "is", "lock", "long", "nameof", "namespace", "new", "nint", "nuint", "null",
        "object", "operator", "out", "override", "params", "private", "protected", "public", "readonly", "ref", "return", "sbyte", "sealed",
        "short", "sizeof", "stackalloc", "static", "string", "struct", "switch", "this", "throw", "true", "try", "typeof", "uint", "ulong",
        "unchecked", "unsafe", "ushort", "using", "var", "virtual", "void", "volatile", "while", "await", "field", "scoped", "required",
        "record",
    ];

    /// <summary>Characters of a name that are kept: long enough to be found in the graph, and far from what metadata allows.</summary>
    private const int MaxLength = 60;

    private readonly ScopedNames? parent;
    private readonly HashSet<string> used = new(StringComparer.Ordinal);
    private readonly HashSet<string> usedBelow = new(StringComparer.Ordinal);

    public ScopedNames(params ReadOnlySpan<string> reserved)
    {
        foreach (var name in reserved)
        {
            used.Add(name);
        }
    }

    private ScopedNames(ScopedNames parent) => this.parent = parent;

    /// <summary>The names of a block in this one.</summary>
    public ScopedNames Nested() => new(this);

    /// <summary>A new name like the wanted one.</summary>
    public string New(string wanted)
    {
        var name = Sanitized(wanted);
        for (var i = 1; !IsFree(name); i++)
        {
            name = $"{Sanitized(wanted)}_{i}";
        }
        used.Add(name);
        for (var scope = parent; scope is not null; scope = scope.parent)
        {
            scope.usedBelow.Add(name);
        }
        return name;
    }

    /// <summary>Whether a name was made, or reserved, here or in a block below.</summary>
    public bool Contains(string name) => used.Contains(name) || usedBelow.Contains(name);

    /// <summary>
    /// Letters, digits and underscores, beginning with a small letter; no keyword, and of a length that C# takes. Types and methods that
    /// code may name (<c>Math</c>, <c>Share</c>, its own kernels) begin with a capital, so that no local hides one.
    /// </summary>
    public static string Sanitized(string wanted)
    {
        var text = new StringBuilder();
        foreach (var c in wanted.AsSpan(0, Math.Min(wanted.Length, MaxLength)))
        {
            text.Append(char.IsAsciiLetterOrDigit(c) ? c : '_');
        }
        return text.Length == 0 || !char.IsAsciiLetterLower(text[0]) ? $"v{text}"
            : Keywords.Contains(text.ToString()) ? $"{text}_" : text.ToString();
    }

    private bool IsFree(string name)
    {
        for (var scope = parent; scope is not null; scope = scope.parent)
        {
            if (scope.used.Contains(name))
            {
                return false;
            }
        }
        return !used.Contains(name) && !usedBelow.Contains(name);
    }
}
