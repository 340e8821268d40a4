using System.Text.RegularExpressions;

namespace Piecewise.Fuzz;

/// <summary>What findings of one cause have in common.</summary>
internal static partial class Signatures
{
    /// <summary>The kind of an exception and where in our code it comes from.</summary>
    public static string Of(Exception error)
    {
        var inner = error;
        while (inner.InnerException is { } next)
        {
            inner = next;
        }
        return $"{inner.GetType().Name}: {Shortened(inner.Message)} at {string.Join(" < ", Frames(inner.StackTrace ?? "").Take(3))}";
    }

    /// <summary>The methods of ours in a stack trace, innermost first, without parameters.</summary>
    public static IEnumerable<string> Frames(string trace) =>
        trace.Split('\n').Select(l => FrameName().Match(l)).Where(m => m.Success).Select(m => Plain(m.Groups[1].Value));

    // Without type arguments, and without the numbers of generated pieces and kernels.
    private static string Plain(string frame)
    {
        var text = frame;
        for (var before = ""; before != text;)
        {
            before = text;
            text = Generic().Replace(text, "");
        }
        return text.Contains("Generated", StringComparison.Ordinal) ? Digits().Replace(text, "") : text;
    }

    private static string Shortened(string message)
    {
        var text = Number().Replace(Quoted().Replace(message.Split('\n')[0], "'…'"), "#");
        return text.Length > 120 ? text[..120] : text;
    }

    [GeneratedRegex(@"^\s*at (Piecewise\.(?!Fuzz|Testing)[^\(]+)\(")]
    private static partial Regex FrameName();

    [GeneratedRegex(@"`\d+|\[[^\[\]]*\]")]
    private static partial Regex Generic();

    [GeneratedRegex(@"_?\d+")]
    private static partial Regex Digits();

    [GeneratedRegex(@"-?\d+")]
    private static partial Regex Number();

    [GeneratedRegex(@"'[^']*'|%\w+|\[[^\]]*\]")]
    private static partial Regex Quoted();
}
