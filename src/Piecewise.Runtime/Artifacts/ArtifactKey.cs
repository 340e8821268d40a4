using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;

namespace Piecewise.Runtime;

/// <summary>
/// What an artifact is found by (K1): all that its content depends on, as a list of named texts, and the SHA-256 of their canonical text.
/// Their order says which matter most to a person, and is no part of the key. Nothing about where it was compiled belongs in here: no path,
/// host, layer name or environment variable.
/// </summary>
internal sealed class ArtifactKey : IEquatable<ArtifactKey>
{
    /// <summary>Bytes of the hash.</summary>
    public const int HashLength = SHA256.HashSizeInBytes;

    // Names the rules below, so that keys of other rules never meet.
    private const string Rules = "piecewise artifact key 1\n";

    /// <exception cref="ArgumentException">There is no factor, a name repeats or has other characters than a-z 0-9 . _ -</exception>
    public ArtifactKey(IEnumerable<KeyFactor> factors)
    {
        Factors = [.. factors];
        if (Factors.IsEmpty)
            throw new ArgumentException("A key has at least one factor.", nameof(factors));
        var text = new StringBuilder(Rules);
        var previous = "";
        foreach (var (name, value) in Factors.OrderBy(f => f.Name, StringComparer.Ordinal))
        {
            if (!IsName(name))
                throw new ArgumentException($"'{name}' is no name of a factor.", nameof(factors));
            if (name == previous)
                throw new ArgumentException($"The factor '{name}' is given twice.", nameof(factors));
            previous = name;
            text.Append(name).Append('=').Append(Escape(value)).Append('\n');
        }
        Text = text.ToString();
        HashBytes = [.. SHA256.HashData(Strict.GetBytes(Text))];
        Hash = Convert.ToHexStringLower(HashBytes.AsSpan());
    }

    public ImmutableArray<KeyFactor> Factors { get; }

    /// <summary>
    /// The canonical text: a line per factor in ordinal order of names, line ends and backslashes in values escaped. Different factors,
    /// different text.
    /// </summary>
    public string Text { get; }

    /// <summary>64 lower-case hex digits.</summary>
    public string Hash { get; }

    internal ImmutableArray<byte> HashBytes { get; }

    // Unpaired surrogates would all become the same replacement character, and different keys equal.
    private static UTF8Encoding Strict { get; } = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The factors that differ, in this key's order, then those that only the other has. Empty if the keys are equal.</summary>
    public ImmutableArray<FactorDifference> Differences(ArtifactKey other)
    {
        var there = other.Factors.ToDictionary(f => f.Name, f => f.Value, StringComparer.Ordinal);
        var differences = ImmutableArray.CreateBuilder<FactorDifference>();
        foreach (var (name, value) in Factors)
        {
            if (!there.Remove(name, out var found) || found != value)
            {
                differences.Add(new FactorDifference(name, value, found));
            }
        }
        foreach (var (name, value) in other.Factors)
        {
            if (there.ContainsKey(name))
            {
                differences.Add(new FactorDifference(name, null, value));
            }
        }
        return differences.ToImmutable();
    }

    public bool Equals(ArtifactKey? other) => other is not null && Text == other.Text;

    public override bool Equals(object? obj) => Equals(obj as ArtifactKey);

    public override int GetHashCode() => Text.GetHashCode(StringComparison.Ordinal);

    /// <summary>The hash.</summary>
    public override string ToString() => Hash;

    internal static bool IsName(ReadOnlySpan<char> name)
    {
        foreach (var c in name)
        {
            if (!char.IsAsciiLetterLower(c) && !char.IsAsciiDigit(c) && c is not ('.' or '_' or '-'))
                return false;
        }
        return !name.IsEmpty;
    }

    private static string Escape(string value) =>
        value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)
            .Replace("\r", "\\r", StringComparison.Ordinal);
}
