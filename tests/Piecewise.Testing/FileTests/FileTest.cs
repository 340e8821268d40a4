namespace Piecewise.Testing;

/// <summary>
/// One fixture: a header <c>// test: kind option=value …</c>, an input, and after a line <c>// expect:</c> the text that the kind must
/// give for it.
/// </summary>
internal sealed class FileTest
{
    private const string Header = "// test:";
    private const string Divider = "// expect:";
    private readonly Dictionary<string, string> options;
    private readonly HashSet<string> asked = new(StringComparer.Ordinal);

    private FileTest(string path, string head, string kind, Dictionary<string, string> options, string input, string expected)
    {
        Path = path;
        Head = head;
        Kind = kind;
        this.options = options;
        Input = input;
        Expected = expected;
    }

    public string Path { get; }

    public string Kind { get; }

    /// <summary>What stands between the header and the expectation.</summary>
    public string Input { get; }

    /// <summary>Without white space at its ends.</summary>
    public string Expected { get; }

    /// <summary>Options that nobody asked for: likely misspelt.</summary>
    public IEnumerable<string> UnknownOptions => options.Keys.Where(o => !asked.Contains(o));

    private string Head { get; }

    /// <exception cref="FileTestException">There is no header.</exception>
    public static FileTest Parse(string path, string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        text = text.ReplaceLineEndings("\n");
        var end = text.IndexOf('\n', StringComparison.Ordinal);
        var head = end < 0 ? text : text[..end];
        var words = head.StartsWith(Header, StringComparison.Ordinal)
            ? head[Header.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries) : [];
        if (words.Length == 0)
        {
            throw new FileTestException($"{path} has to begin with '{Header} kind option=value …'.");
        }
        var options = words.Skip(1).Select(w => w.Split('=', 2))
            .ToDictionary(p => p[0], p => p.Length > 1 ? p[1] : "", StringComparer.Ordinal);
        var body = text[head.Length..];
        var divider = ("\n" + body).IndexOf("\n" + Divider, StringComparison.Ordinal);
        return divider < 0
            ? new FileTest(path, head, words[0], options, body.Trim(), "")
            : new FileTest(path, head, words[0], options, body[..Math.Max(divider - 1, 0)].Trim(),
                body[(divider + Divider.Length)..].Trim());
    }

    /// <summary>The option's value; empty where it is only named, null where it is not given.</summary>
    public string? Option(string name)
    {
        asked.Add(name);
        return options.GetValueOrDefault(name);
    }

    /// <summary>The whole text with another expectation.</summary>
    public string WithExpected(string expected) => $"{Head}\n{Input}\n\n{Divider}\n{expected}\n";
}
