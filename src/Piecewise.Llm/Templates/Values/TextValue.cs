namespace Piecewise.Llm.Templates.Values;

/// <summary>A text. Python counts code points, .NET halves of them: places in a text are code points here.</summary>
/// <param name="text">The text.</param>
/// <param name="isMarkup">Whether it is HTML that was made safe, to which other text is added with its signs escaped.</param>
internal sealed class TextValue(string text, bool isMarkup = false) : Value
{
    private int length = -1;

    // Where each code point begins; only made where some take two halves and places are asked for.
    private int[]? offsets;

    public static TextValue Empty { get; } = new("");

    public string Text => text;

    public bool IsMarkup => isMarkup;

    public override string TypeName => isMarkup ? "Markup" : "str";

    public override string ObjectName => isMarkup ? "markupsafe.Markup object" : "str object";

    public override bool IsTrue => text.Length > 0;

    /// <summary>Code points.</summary>
    public int Length => length >= 0 ? length : length = Count(text);

    /// <summary>The code points from one place to another.</summary>
    public string Slice(int start, int end) => Length == text.Length
        ? text[start..end]
        : text[OffsetOf(start)..OffsetOf(end)];

    /// <summary>The place of a code point among .NET's characters.</summary>
    public int OffsetOf(int place) => Length == text.Length ? place : (offsets ??= Offsets())[place];

    /// <summary>The place, in code points, of one of .NET's characters.</summary>
    public int PlaceOf(int offset) => Length == text.Length ? offset : Count(text.AsSpan(0, offset));

    /// <summary>The code points, each a text.</summary>
    public IEnumerable<string> CodePoints()
    {
        for (int i = 0; i < text.Length;)
        {
            int width = Width(text, i);
            yield return text.Substring(i, width);
            i += width;
        }
    }

    /// <summary>The code points of a text, counted; half of a pair counts as one.</summary>
    public static int Count(ReadOnlySpan<char> text)
    {
        int count = 0;
        for (int i = 0; i < text.Length; i += Width(text, i)) count++;
        return count;
    }

    private static int Width(ReadOnlySpan<char> text, int at) =>
        at + 1 < text.Length && char.IsSurrogatePair(text[at], text[at + 1]) ? 2 : 1;

    private int[] Offsets()
    {
        var starts = new int[Length + 1];
        for (int i = 0, place = 0; i < text.Length; i += Width(text, i)) starts[place++] = i;
        starts[^1] = text.Length;
        return starts;
    }
}
