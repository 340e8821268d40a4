using System.Buffers.Text;
using System.Text;

namespace Piecewise.Llm.Tokenization.Normalization;

/// <summary>What the normalization forms need to know about characters; Hangul syllables, which follow a formula, are left out.</summary>
internal sealed class NormalizationData
{
    private static readonly Lazy<NormalizationData> Loaded = new(() => new());

    private readonly Dictionary<int, string> canonical = [];
    private readonly Dictionary<int, string> compatible = [];
    private readonly Dictionary<int, byte> combiningClasses = [];
    private readonly Dictionary<(int First, int Second), int> composites = [];
    private readonly HashSet<int> primaryComposites = [];

    private NormalizationData()
    {
        var composed = new Dictionary<string, int>();
        foreach (var entry in NormalizationTables.Canonical.Split((byte)';'))
        {
            var text = NormalizationTables.Canonical[entry].Trim("\n "u8);
            bool excluded = text is [(byte)'!', ..];
            if (!TryReadDecomposition(excluded ? text[1..] : text, out int character, out string parts)) continue;
            canonical.Add(character, parts);
            if (excluded) continue;
            primaryComposites.Add(character);
            composed.Add(parts, character);
        }
        foreach (var entry in NormalizationTables.Compatible.Split((byte)';'))
        {
            if (TryReadDecomposition(NormalizationTables.Compatible[entry].Trim("\n "u8), out int character, out string parts))
                compatible.Add(character, parts);
        }
        foreach (var (character, parts) in canonical) compatible.TryAdd(character, parts);
        foreach (var entry in NormalizationTables.CombiningClasses.Split((byte)';'))
            ReadCombiningClasses(NormalizationTables.CombiningClasses[entry].Trim("\n "u8));

        // A character of three parts is composed of what its first two compose to, and the last.
        foreach (var (parts, character) in composed)
        {
            Rune.DecodeLastFromUtf16(parts, out var second, out int length);
            string rest = parts[..^length];
            Rune.DecodeFromUtf16(rest, out var only, out int used);
            composites.Add((used == rest.Length ? only.Value : composed[rest], second.Value), character);
        }
    }

    public static NormalizationData Shared => Loaded.Value;

    public IReadOnlyDictionary<int, string> CanonicalDecompositions => canonical;

    public IReadOnlyDictionary<int, string> CompatibilityDecompositions => compatible;

    /// <summary>The combining classes other than zero.</summary>
    public IReadOnlyDictionary<int, byte> CombiningClasses => combiningClasses;

    /// <summary>Pairs that compose, and to what.</summary>
    public IReadOnlyDictionary<(int First, int Second), int> Composites => composites;

    /// <summary>Characters that decompose and are composed again.</summary>
    public IReadOnlySet<int> PrimaryComposites => primaryComposites;

    /// <summary>Characters that may join the one before them.</summary>
    public IEnumerable<int> SecondsOfPairs => composites.Keys.Select(pair => pair.Second);

    /// <summary><c>C0=41 300</c></summary>
    private static bool TryReadDecomposition(ReadOnlySpan<byte> entry, out int character, out string parts)
    {
        (character, parts) = (0, "");
        int equals = entry.IndexOf((byte)'=');
        if (equals < 0) return false;
        character = ReadNumber(entry[..equals]);
        var text = new StringBuilder();
        var list = entry[(equals + 1)..];
        foreach (var part in list.Split((byte)' ')) text.Append(new Rune(ReadNumber(list[part])).ToString());
        parts = text.ToString();
        return true;
    }

    /// <summary><c>300-314=E6</c></summary>
    private void ReadCombiningClasses(ReadOnlySpan<byte> entry)
    {
        int dash = entry.IndexOf((byte)'-'), equals = entry.IndexOf((byte)'=');
        if (equals < 0) return;
        byte combiningClass = (byte)ReadNumber(entry[(equals + 1)..]);
        for (int character = ReadNumber(entry[..dash]); character <= ReadNumber(entry[(dash + 1)..equals]); character++)
            combiningClasses.Add(character, combiningClass);
    }

    private static int ReadNumber(ReadOnlySpan<byte> hexadecimal) => Utf8Parser.TryParse(hexadecimal, out int number, out _, 'X')
        ? number
        : throw new FormatException("The normalization tables are damaged.");
}
