using System.Globalization;
using System.Text;
using Piecewise.Llm.Tokenization.Patterns;

namespace Piecewise.Llm.Grammars;

/// <summary>
/// JSON as rules of a grammar. Narrower than JSON where that keeps a model from going on for ever, and never wider: white space is one
/// space or a new line with an indentation, numbers have so many digits as a double or a long can have.
/// </summary>
internal sealed class JsonRules(GrammarBuilder grammar)
{
    private const int DeepestIndentation = 40;

    // Characters that stand for themselves in a string.
    private static readonly CodePointSet Plain =
        CodePointSet.FromRuns(' ', '!', '#', '[', ']', CodePointSet.Limit - 1);

    private static readonly CodePointSet Escaped = Plain.Complement();

    public GrammarBuilder Grammar => grammar;

    private AutomatonBuilder Automaton => grammar.Automaton;

    public int Any => grammar.Rule("any", "any value", from =>
    {
        var end = Automaton.NewState();
        Automaton.Call(from, String, end);
        Automaton.Call(from, Number, end);
        Automaton.Call(from, Object(Any), end);
        Automaton.Call(from, Array(Any), end);
        foreach (var word in new[] { "true", "false", "null" })
        {
            Automaton.Empty(Literal(from, word), end);
        }
        return end;
    });

    public int String => grammar.Rule("string", "a string", from =>
    {
        var start = Automaton.Literal(from, "\""u8);
        Automaton.Call(start, Character, start);
        return Automaton.Literal(start, "\""u8);
    });

    /// <summary>A character of a string, or its escape.</summary>
    public int Character => grammar.Rule("character", "a character", from =>
    {
        var end = Automaton.NewState();
        Utf8Ranges.Add(Automaton, from, Plain, end);
        var escape = Automaton.Literal(from, "\\"u8);
        foreach (var letter in "\"\\/bfnrt"u8)
        {
            Automaton.Bytes(escape, letter, letter, end);
        }
        var code = Automaton.Literal(escape, "u"u8);
        // Pairs of surrogates are whole: D800 to DBFF before DC00 to DFFF.
        Hexadecimal(HexadecimalDigit(code, "0-9A-Ca-cE-Fe-f"), 3, end);
        var high = HexadecimalDigit(code, "Dd");
        Hexadecimal(HexadecimalDigit(high, "0-7"), 2, end);
        var second = Automaton.NewState();
        Hexadecimal(HexadecimalDigit(high, "8-9A-Ba-b"), 2, second);
        var low = HexadecimalDigit(Automaton.Literal(second, "\\u"u8), "Dd");
        Hexadecimal(HexadecimalDigit(low, "C-Fc-f"), 2, end);
        return end;
    });

    public int Number => grammar.Rule("number", "a number", from => NumberAutomaton.Add(Automaton, from, new NumberLimits()));

    /// <summary>Objects with any names.</summary>
    /// <param name="value">The rule of their values.</param>
    public int Object(int value) => grammar.Rule(string.Create(CultureInfo.InvariantCulture, $"object {value}"), "an object", from =>
        List(from, "{", "}", 0, null, start => Automaton.Call(Colon(Automaton.Call(start, String)), value)));

    /// <summary>Lists.</summary>
    /// <param name="value">The rule of their elements.</param>
    public int Array(int value) => grammar.Rule(
        string.Create(CultureInfo.InvariantCulture, $"array {value}"), "a list", from => Elements(from, value, 0, null));

    /// <summary>A list whose length has limits.</summary>
    public int Elements(int from, int value, int least, int? most) =>
        List(from, "[", "]", least, most, start => Automaton.Call(start, value));

    public int Literal(int from, string text) => Automaton.Literal(from, Encoding.UTF8.GetBytes(text));

    /// <summary>What stands between a name and its value.</summary>
    public int Colon(int from)
    {
        var colon = Automaton.Literal(from, ":"u8);
        var space = Automaton.Literal(colon, " "u8);
        Automaton.Empty(colon, space);
        return space;
    }

    /// <summary>White space, or none.</summary>
    public int Space(int from)
    {
        var to = Automaton.Call(from, WhiteSpace);
        Automaton.Empty(from, to);
        return to;
    }

    /// <summary>What stands between two elements.</summary>
    public int Comma(int from) => Space(Automaton.Literal(from, ","u8));

    /// <summary>The characters of a set as they stand in a string: escaped only where they must be.</summary>
    public void AddCharacters(int from, CodePointSet set, int to)
    {
        Utf8Ranges.Add(Automaton, from, set.Intersect(Plain), to);
        foreach (var (first, last) in set.Intersect(Escaped).Ranges)
        {
            for (var value = first; value <= last; value++)
            {
                Automaton.Empty(Literal(from, EscapeOf((char)value)), to);
            }
        }
    }

    private int WhiteSpace => grammar.Rule("white space", "white space", from =>
    {
        var end = Automaton.Literal(from, " "u8);
        var line = Automaton.Literal(from, "\n"u8);
        Automaton.Empty(line, end);
        for (var i = 0; i < DeepestIndentation; i++)
        {
            line = Automaton.Literal(line, " "u8);
            Automaton.Empty(line, end);
        }
        return end;
    });

    private int List(int from, string open, string close, int least, int? most, AddPart element)
    {
        var start = Space(Literal(from, open));
        var end = Automaton.NewState();
        if (least == 0)
        {
            Automaton.Empty(start, end);
        }
        var state = start;
        var count = Math.Max(least, 1);
        for (var i = 1; i <= (most ?? count); i++)
        {
            state = element(i == 1 ? state : Comma(state));
            if (i >= least)
            {
                Automaton.Empty(state, end);
            }
        }
        if (most is null)
        {
            Automaton.Empty(element(Comma(state)), state);
        }
        return Literal(Space(end), close);
    }

    private static string EscapeOf(char value) => value switch
    {
        '"' => "\\\"",
        '\\' => "\\\\",
        '\n' => "\\n",
        '\r' => "\\r",
        '\t' => "\\t",
        '\b' => "\\b",
        '\f' => "\\f",
        _ => string.Create(CultureInfo.InvariantCulture, $"\\u{(int)value:x4}"),
    };

    private void Hexadecimal(int from, int digits, int to)
    {
        for (var i = 1; i < digits; i++)
        {
            from = HexadecimalDigit(from, "0-9A-Fa-f");
        }
        Automaton.Empty(HexadecimalDigit(from, "0-9A-Fa-f"), to);
    }

    // Ranges are written a-b, other characters alone.
    private int HexadecimalDigit(int from, string set)
    {
        var to = Automaton.NewState();
        for (var i = 0; i < set.Length; i++)
        {
            var last = i + 2 < set.Length && set[i + 1] == '-' ? set[i + 2] : set[i];
            Automaton.Bytes(from, set[i], last, to);
            i += last == set[i] ? 0 : 2;
        }
        return to;
    }
}
