using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Piecewise.Compiler.Import;

/// <summary>Reads entry names and refuses those that would lead out of a folder if somebody extracted them.</summary>
internal static class ZipEntryName
{
    public const int MaxBytes = 4096;

    private static readonly SearchValues<char> Forbidden = SearchValues.Create(
        [.. Enumerable.Range(0, 32).Select(code => (char)code), '\x7f', '\\', ':']);

    /// <summary>Decodes a name, or says in <paramref name="problem"/> why it is refused.</summary>
    public static string? TryRead(ReadOnlySpan<byte> bytes, out string problem)
    {
        problem = "";
        if (bytes.IsEmpty || bytes.Length > MaxBytes)
        {
            problem = $"a zip entry has a name of {bytes.Length} bytes";
            return null;
        }

        if (!Utf8.IsValid(bytes))
        {
            problem = $"the zip entry name '{Printable.Text(Encoding.Latin1.GetString(bytes))}' is not UTF-8";
            return null;
        }

        string name = Encoding.UTF8.GetString(bytes);
        if (name.AsSpan().ContainsAny(Forbidden))
        {
            problem = $"the zip entry name '{Printable.Text(name)}' holds a control character, a backslash or a colon";
            return null;
        }

        // A trailing slash marks a folder; the parts before it obey the same rules.
        foreach (Range part in name.AsSpan().TrimEnd('/').Split('/'))
        {
            if (name.AsSpan()[part] is "" or "." or "..")
            {
                problem = $"the zip entry name '{Printable.Text(name)}' leads out of the archive or names no file";
                return null;
            }
        }

        return name;
    }
}
