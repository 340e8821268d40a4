using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Piecewise.Import;

/// <summary>Reads entry names and refuses those that would lead out of a folder if somebody extracted them.</summary>
internal static class ZipEntryName
{
    public const int MaxBytes = 4096;

    private static readonly SearchValues<char> Forbidden = SearchValues.Create(
        "\u0000\u0001\u0002\u0003\u0004\u0005\u0006\u0007\u0008\u0009\u000a\u000b\u000c\u000d\u000e\u000f"
        + "\u0010\u0011\u0012\u0013\u0014\u0015\u0016\u0017\u0018\u0019\u001a\u001b\u001c\u001d\u001e\u001f\u007f\\:");

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
