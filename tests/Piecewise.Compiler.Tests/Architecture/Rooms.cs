using System.Text.RegularExpressions;
using Piecewise.Testing;

namespace Piecewise.Compiler.Tests.Architecture;

/// <summary>
/// The folders of <c>src</c> in the order in which ARCHITECTURE.md names them: in each project, a folder may use those named before it.
/// Folders that it joins by <c>+</c> are one room, and may use each other.
/// </summary>
internal static partial class Rooms
{
    /// <summary>Rooms in order; each with its folders, relative to <c>src</c> and without the projects' common prefix.</summary>
    public static IReadOnlyList<string[]> InOrder { get; } = Read();

    /// <summary>The folder of a file of <c>src</c>, as ARCHITECTURE.md calls it.</summary>
    public static string Of(string file) => Path.GetDirectoryName(Sources.NameOf(file))!.Replace('\\', '/')["src/Piecewise.".Length..];

    /// <summary>The place of a folder in the order; -1 where it has none.</summary>
    public static int IndexOf(string folder)
    {
        for (var i = 0; i < InOrder.Count; i++)
        {
            if (InOrder[i].Contains(folder))
            {
                return i;
            }
        }
        return -1;
    }

    private static List<string[]> Read()
    {
        var text = File.ReadAllText(Path.Combine(Repository.Root, "ARCHITECTURE.md"));
        var section = text[text.IndexOf("## Folders", StringComparison.Ordinal)..];
        section = section[..section.IndexOf("\n## ", 5, StringComparison.Ordinal)];
        return [.. Item().Matches(section)
            .SelectMany(item => Room().Matches(item.Groups["rooms"].Value))
            .Select(room => Folder().Matches(room.Value).Select(f => f.Groups[1].Value).ToArray())];
    }

    // "12. `A`, `B` + `C`: what they do"
    [GeneratedRegex(@"^\d+\. (?<rooms>(`[A-Za-z/]+`[,+\s]*)+):", RegexOptions.Multiline)]
    private static partial Regex Item();

    [GeneratedRegex(@"`[A-Za-z/]+`(\s*\+\s*`[A-Za-z/]+`)*")]
    private static partial Regex Room();

    [GeneratedRegex("`([A-Za-z/]+)`")]
    private static partial Regex Folder();
}
