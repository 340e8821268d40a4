using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Piecewise.Import;

/// <summary>
/// One string object per distinct text of a document. Operator targets, value names and size expressions repeat thousands
/// of times, and looking the UTF-8 bytes up allocates nothing. Control characters, which no name, expression or guard has,
/// become U+FFFD: whatever is printed of a file can't give a terminal or a log commands.
/// </summary>
internal sealed class StringPool
{
    private const int PooledBytes = 1024;

    private readonly HashSet<string>.AlternateLookup<ReadOnlySpan<byte>> lookup =
        new HashSet<string>(new Utf8Comparer()).GetAlternateLookup<ReadOnlySpan<byte>>();

    /// <summary>The string for valid UTF-8.</summary>
    public string Get(ReadOnlySpan<byte> utf8)
    {
        if (utf8.IsEmpty)
            return "";
        // Printable ASCII, as nearly all of it is, needs no further look.
        if (utf8.Length > PooledBytes || utf8.IndexOfAnyExceptInRange((byte)' ', (byte)'~') >= 0)
            return Printable.WithoutControls(Encoding.UTF8.GetString(utf8));
        if (lookup.TryGetValue(utf8, out string? known))
            return known;
        string text = Encoding.UTF8.GetString(utf8);
        lookup.Set.Add(text);
        return text;
    }

    private sealed class Utf8Comparer : IEqualityComparer<string>, IAlternateEqualityComparer<ReadOnlySpan<byte>, string>
    {
        public bool Equals(string? left, string? right) => string.Equals(left, right, StringComparison.Ordinal);

        public bool Equals(ReadOnlySpan<byte> alternate, string other) =>
            Ascii.Equals(alternate, other)
            || (!Ascii.IsValid(alternate) && string.Equals(Encoding.UTF8.GetString(alternate), other, StringComparison.Ordinal));

        public string Create(ReadOnlySpan<byte> alternate) => Encoding.UTF8.GetString(alternate);

        // HashCode is seeded per process, so a file can't be made to collide.
        public int GetHashCode(ReadOnlySpan<byte> alternate)
        {
            var hash = default(HashCode);
            hash.AddBytes(alternate);
            return hash.ToHashCode();
        }

        public int GetHashCode([DisallowNull] string obj)
        {
            Span<byte> utf8 = stackalloc byte[PooledBytes];
            return GetHashCode(utf8[..Encoding.UTF8.GetBytes(obj, utf8)]);
        }
    }
}
