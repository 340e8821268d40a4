using System.Text;
using Piecewise.Llm.Tokenization.Patterns;

namespace Piecewise.Llm.Tokenization.Normalization;

/// <summary>
/// The Unicode normalization forms (Unicode Standard Annex 15). <see cref="string.Normalize()"/> will not do: with
/// <c>InvariantGlobalization</c> it returns its argument, and without, the answer depends on the machine's ICU.
/// </summary>
internal sealed class UnicodeNormalizer : Normalizer
{
    private const int HangulFirst = 0xAC00, HangulCount = 11172;
    private const int LeadFirst = 0x1100, LeadCount = 19;
    private const int VowelFirst = 0x1161, VowelCount = 21;
    private const int TailBefore = 0x11A7, TailCount = 28;

    private readonly bool composes;
    private readonly IReadOnlyDictionary<int, string> decompositions;

    // A text without any of these is in the form already.
    private readonly CodePointTable suspects;

    private UnicodeNormalizer(bool compatible, bool composes)
    {
        var data = NormalizationData.Shared;
        this.composes = composes;
        decompositions = compatible ? data.CompatibilityDecompositions : data.CanonicalDecompositions;
        var suspects = decompositions.Keys.Concat(data.CombiningClasses.Keys).ToHashSet();
        if (composes && !compatible) suspects.ExceptWith(data.PrimaryComposites);
        if (composes) suspects.UnionWith(data.SecondsOfPairs);
        var set = CodePointSet.FromRuns([.. suspects.Order().SelectMany(codePoint => new[] { codePoint, codePoint })]);
        set = set.Union(composes
            ? CodePointSet.Range(VowelFirst, VowelFirst + VowelCount - 1)
                .Union(CodePointSet.Range(TailBefore + 1, TailBefore + TailCount - 1))
            : CodePointSet.Range(HangulFirst, HangulFirst + HangulCount - 1));
        this.suspects = new(set);
    }

    public static UnicodeNormalizer Nfc { get; } = new(compatible: false, composes: true);

    public static UnicodeNormalizer Nfd { get; } = new(compatible: false, composes: false);

    public static UnicodeNormalizer Nfkc { get; } = new(compatible: true, composes: true);

    public static UnicodeNormalizer Nfkd { get; } = new(compatible: true, composes: false);

    public override NormalizedText Normalize(NormalizedText input)
    {
        if (IsNormalized(input.Text)) return input;
        string text = Rewrite(input.Text);
        int lead = input.Lead == input.Text.Length ? text.Length : Rewrite(input.Text[..input.Lead]).Length;
        return new(text, Math.Min(lead, text.Length));
    }

    private bool IsNormalized(string text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            if (suspects.Contains(rune.Value)) return false;
        }
        return true;
    }

    private string Rewrite(string text)
    {
        var codePoints = Decompose(text);
        OrderMarks(codePoints);
        if (composes) Compose(codePoints);

        var result = new StringBuilder(text.Length);
        Span<char> units = stackalloc char[2];
        foreach (int codePoint in codePoints) result.Append(units[..new Rune(codePoint).EncodeToUtf16(units)]);
        return result.ToString();
    }

    private List<int> Decompose(string text)
    {
        var codePoints = new List<int>(text.Length + 8);
        foreach (var rune in text.EnumerateRunes())
        {
            int syllable = rune.Value - HangulFirst;
            if (syllable is >= 0 and < HangulCount)
            {
                codePoints.Add(LeadFirst + (syllable / (VowelCount * TailCount)));
                codePoints.Add(VowelFirst + (syllable / TailCount % VowelCount));
                if (syllable % TailCount != 0) codePoints.Add(TailBefore + (syllable % TailCount));
            }
            else if (decompositions.TryGetValue(rune.Value, out string? parts))
            {
                foreach (var part in parts.EnumerateRunes()) codePoints.Add(part.Value);
            }
            else
            {
                codePoints.Add(rune.Value);
            }
        }
        return codePoints;
    }

    /// <summary>Sorts each run of combining marks by class; marks of one class keep their order.</summary>
    private static void OrderMarks(List<int> codePoints)
    {
        for (int start = 0; start < codePoints.Count; start++)
        {
            if (CombiningClass(codePoints[start]) == 0) continue;
            int end = start + 1;
            while (end < codePoints.Count && CombiningClass(codePoints[end]) != 0) end++;
            if (end - start > 1)
            {
                int[] ordered = [.. codePoints.GetRange(start, end - start).OrderBy(CombiningClass)];
                for (int i = 0; i < ordered.Length; i++) codePoints[start + i] = ordered[i];
            }
            start = end;
        }
    }

    /// <summary>Joins each starter with the marks after it that are not blocked by a mark of the same or a higher class.</summary>
    private static void Compose(List<int> codePoints)
    {
        int starter = -1, kept = 0, lastClass = 0;
        for (int at = 0; at < codePoints.Count; at++)
        {
            int codePoint = codePoints[at];
            int combiningClass = CombiningClass(codePoint);
            bool adjacent = starter == kept - 1;
            if (starter >= 0 && (adjacent || (lastClass != 0 && lastClass < combiningClass))
                && Pair(codePoints[starter], codePoint) is { } composite)
            {
                codePoints[starter] = composite;
                continue;
            }
            if (combiningClass == 0) starter = kept;
            lastClass = combiningClass;
            codePoints[kept++] = codePoint;
        }
        codePoints.RemoveRange(kept, codePoints.Count - kept);
    }

    private static int? Pair(int first, int second)
    {
        if (first - LeadFirst is >= 0 and < LeadCount && second - VowelFirst is >= 0 and < VowelCount)
            return HangulFirst + ((((first - LeadFirst) * VowelCount) + second - VowelFirst) * TailCount);
        if (first - HangulFirst is >= 0 and < HangulCount && (first - HangulFirst) % TailCount == 0
            && second - TailBefore is > 0 and < TailCount)
            return first + second - TailBefore;
        return NormalizationData.Shared.Composites.TryGetValue((first, second), out int composite) ? composite : null;
    }

    private static int CombiningClass(int codePoint) => NormalizationData.Shared.CombiningClasses.GetValueOrDefault(codePoint);
}
