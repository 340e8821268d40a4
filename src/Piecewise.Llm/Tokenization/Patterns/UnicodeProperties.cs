using System.Globalization;

namespace Piecewise.Llm.Tokenization.Patterns;

/// <summary>
/// The sets of characters that patterns name. General categories are .NET's (Unicode 16, as Oniguruma 6.9.10 has them); the
/// others are written as a formula over those, with the exceptions that the reference makes, found by asking it for every character.
/// </summary>
internal static class UnicodeProperties
{
    public const string SupportedNames =
        "general categories such as L, Lu, Nd or Letter, and White_Space, Any, ASCII, Han, Hiragana, Katakana, Hangul";

    private static readonly Lazy<CodePointSet[]> BuiltCategories = new(BuildCategories);

    // Circled and squared letters: symbols by category, alphabetic all the same.
    private static readonly CodePointSet CircledLetters =
        CodePointSet.FromRuns(0x24B6, 0x24E9, 0x1F130, 0x1F149, 0x1F150, 0x1F169, 0x1F170, 0x1F189);

    private static readonly CodePointSet WhiteSpace =
        CodePointSet.FromRuns(0x9, 0xD, 0x20, 0x20, 0x85, 0x85, 0xA0, 0xA0, 0x1680, 0x1680, 0x2000, 0x200A, 0x2028, 0x2029,
            0x202F, 0x202F, 0x205F, 0x205F, 0x3000, 0x3000);

    private static readonly Lazy<CodePointSet> LettersMarksAndDigits = new(() =>
        Categories("L").Union(Categories("M")).Union(Categories("Nd")).Union(Categories("Nl")).Union(Categories("Pc"))
            .Union(CircledLetters));

    // Outside of a bracketed class, Oniguruma counts the superscript digits and the fractions of Latin-1 as word characters.
    private static readonly Lazy<CodePointSet> Word = new(() =>
        LettersMarksAndDigits.Value.Union(CodePointSet.FromRuns(0xB2, 0xB3, 0xB9, 0xB9, 0xBC, 0xBE)));

    private static readonly CodePointSet Hexadecimal = CodePointSet.FromRuns('0', '9', 'A', 'F', 'a', 'f');

    private static readonly Dictionary<string, string> LongNames = new(StringComparer.Ordinal)
    {
        ["letter"] = "L",
        ["uppercaseletter"] = "Lu",
        ["lowercaseletter"] = "Ll",
        ["titlecaseletter"] = "Lt",
        ["modifierletter"] = "Lm",
        ["otherletter"] = "Lo",
        ["mark"] = "M",
        ["nonspacingmark"] = "Mn",
        ["spacingmark"] = "Mc",
        ["enclosingmark"] = "Me",
        ["number"] = "N",
        ["decimalnumber"] = "Nd",
        ["letternumber"] = "Nl",
        ["othernumber"] = "No",
        ["punctuation"] = "P",
        ["symbol"] = "S",
        ["separator"] = "Z",
        ["other"] = "C",
    };

    // .NET's UnicodeCategory, in its order.
    private static readonly string[] ShortNames =
    [
        "Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Me", "Nd", "Nl", "No", "Zs", "Zl", "Zp", "Cc", "Cf", "Cs", "Co",
        "Pc", "Pd", "Ps", "Pe", "Pi", "Pf", "Po", "Sm", "Sc", "Sk", "So", "Cn",
    ];

    private static readonly CodePointSet Han = CodePointSet.FromRuns(
        0x2E80, 0x2E99, 0x2E9B, 0x2EF3, 0x2F00, 0x2FD5, 0x3005, 0x3005, 0x3007, 0x3007, 0x3021, 0x3029, 0x3038, 0x303B,
        0x3400, 0x4DBF, 0x4E00, 0x9FFF, 0xF900, 0xFA6D, 0xFA70, 0xFAD9, 0x16FE2, 0x16FE3, 0x16FF0, 0x16FF1, 0x20000, 0x2A6DF,
        0x2A700, 0x2B739, 0x2B740, 0x2B81D, 0x2B820, 0x2CEA1, 0x2CEB0, 0x2EBE0, 0x2EBF0, 0x2EE5D, 0x2F800, 0x2FA1D,
        0x30000, 0x3134A, 0x31350, 0x323AF);

    private static readonly CodePointSet Hiragana = CodePointSet.FromRuns(
        0x3041, 0x3096, 0x309D, 0x309F, 0x1B001, 0x1B11F, 0x1B132, 0x1B132, 0x1B150, 0x1B152, 0x1F200, 0x1F200);

    private static readonly CodePointSet Katakana = CodePointSet.FromRuns(
        0x30A1, 0x30FA, 0x30FD, 0x30FF, 0x31F0, 0x31FF, 0x32D0, 0x32FE, 0x3300, 0x3357, 0xFF66, 0xFF6F, 0xFF71, 0xFF9D,
        0x1AFF0, 0x1AFF3, 0x1AFF5, 0x1AFFB, 0x1AFFD, 0x1AFFE, 0x1B000, 0x1B000, 0x1B120, 0x1B122, 0x1B155, 0x1B155, 0x1B164, 0x1B167);

    private static readonly CodePointSet Hangul = CodePointSet.FromRuns(
        0x1100, 0x11FF, 0x302E, 0x302F, 0x3131, 0x318E, 0x3200, 0x321E, 0x3260, 0x327E, 0xA960, 0xA97C, 0xAC00, 0xD7A3,
        0xD7B0, 0xD7C6, 0xD7CB, 0xD7FB, 0xFFA0, 0xFFBE, 0xFFC2, 0xFFC7, 0xFFCA, 0xFFCF, 0xFFD2, 0xFFD7, 0xFFDA, 0xFFDC);

    // Characters that became punctuation after Unicode 7, the version of the crate behind the Punctuation step.
    private static readonly CodePointSet LaterPunctuation = CodePointSet.FromRuns(
        0x61D, 0x61D, 0x9FD, 0x9FD, 0xA76, 0xA76, 0xC77, 0xC77, 0xC84, 0xC84, 0x1B4E, 0x1B4F, 0x1B7D, 0x1B7F, 0x2E43, 0x2E4F,
        0x2E52, 0x2E5D, 0x10D6E, 0x10D6E, 0x10EAD, 0x10EAD, 0x10F55, 0x10F59, 0x10F86, 0x10F89, 0x113D4, 0x113D5, 0x113D7, 0x113D8,
        0x1144B, 0x1144F, 0x1145A, 0x1145B, 0x1145D, 0x1145D, 0x11660, 0x1166C, 0x116B9, 0x116B9, 0x1183B, 0x1183B, 0x11944, 0x11946,
        0x119E2, 0x119E2, 0x11A3F, 0x11A46, 0x11A9A, 0x11A9C, 0x11A9E, 0x11AA2, 0x11B00, 0x11B09, 0x11BE1, 0x11BE1, 0x11C41, 0x11C45,
        0x11C70, 0x11C71, 0x11EF7, 0x11EF8, 0x11F43, 0x11F4F, 0x11FFF, 0x11FFF, 0x12FF1, 0x12FF2, 0x16D6D, 0x16D6F, 0x16E97, 0x16E9A,
        0x16FE2, 0x16FE2, 0x1E5FF, 0x1E5FF, 0x1E95E, 0x1E95F);

    /// <summary><c>\w</c> in a bracketed class, such as <c>[\w-]</c>.</summary>
    public static CodePointSet WordInClass => LettersMarksAndDigits.Value;

    /// <summary><c>\w</c> of Rust's regex crate, which added tokens and the Whitespace step use: with the two joiners.</summary>
    public static CodePointSet RustWord => LettersMarksAndDigits.Value.Union(CodePointSet.Range(0x200C, 0x200D));

    /// <summary>Rust's <c>char::is_numeric</c>, which the Digits step uses: the numbers of Unicode 17.</summary>
    public static CodePointSet RustNumeric => Categories("N").Union(CodePointSet.FromRuns(0x11DE0, 0x11DE9, 0x16FF4, 0x16FF6));

    /// <summary>What the Punctuation step cuts at: ASCII's and what was punctuation in Unicode 7.</summary>
    public static CodePointSet RustPunctuation => Categories("P").Except(LaterPunctuation)
        .Union(CodePointSet.FromRuns('!', '/', ':', '@', '[', '`', '{', '~', 0x166D, 0x166D, 0x111C9, 0x111C9));

    /// <summary>The set of <c>\p{name}</c>; null if the name is unknown. Case, spaces, hyphens and underscores do not count.</summary>
    public static CodePointSet? Find(string name)
    {
        string key = string.Concat(name.Where(c => c is not (' ' or '_' or '-'))).ToLowerInvariant();
        if (LongNames.TryGetValue(key, out string? shortName)) key = shortName.ToLowerInvariant();
        switch (key)
        {
            case "l" or "m" or "n" or "p" or "s" or "z" or "c": return Categories(key.ToUpperInvariant());
            case "any": return CodePointSet.All;
            case "ascii": return CodePointSet.Range(0, 0x7F);
            case "whitespace": return WhiteSpace;
            case "han": return Han;
            case "hiragana": return Hiragana;
            case "katakana": return Katakana;
            case "hangul": return Hangul;
        }
        string? category = ShortNames.FirstOrDefault(candidate => candidate.Equals(key, StringComparison.OrdinalIgnoreCase));
        return category is null ? null : Categories(category);
    }

    /// <summary>The set of <c>\w</c>, <c>\s</c>, <c>\d</c> or <c>\h</c> (hexadecimal digits), or the rest for the capital letter.</summary>
    public static CodePointSet? Shorthand(char letter) => letter switch
    {
        'w' => Word.Value,
        's' => WhiteSpace,
        'd' => Categories("Nd"),
        'h' => Hexadecimal,
        'W' or 'S' or 'D' or 'H' => Shorthand(char.ToLowerInvariant(letter))!.Complement(),
        _ => null,
    };

    /// <summary>All categories whose short name starts so.</summary>
    private static CodePointSet Categories(string start)
    {
        var set = CodePointSet.Empty;
        for (int i = 0; i < ShortNames.Length; i++)
        {
            if (ShortNames[i].StartsWith(start, StringComparison.Ordinal)) set = set.Union(BuiltCategories.Value[i]);
        }
        return set;
    }

    private static CodePointSet[] BuildCategories()
    {
        var runs = ShortNames.Select(_ => new List<int>()).ToArray();
        int start = 0;
        var current = CharUnicodeInfo.GetUnicodeCategory(0);
        for (int codePoint = 1; codePoint <= CodePointSet.Limit; codePoint++)
        {
            var category = codePoint < CodePointSet.Limit ? CharUnicodeInfo.GetUnicodeCategory(codePoint) : (UnicodeCategory)(-1);
            if (category == current) continue;
            runs[(int)current].AddRange([start, codePoint - 1]);
            (start, current) = (codePoint, category);
        }
        return [.. runs.Select(list => CodePointSet.FromRuns([.. list]))];
    }
}
