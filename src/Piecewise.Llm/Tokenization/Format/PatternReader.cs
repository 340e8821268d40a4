using Piecewise.Llm.Tokenization.Patterns;

namespace Piecewise.Llm.Tokenization.Format;

/// <summary>Reads a <c>pattern</c> field: <c>{"String": "…"}</c> or <c>{"Regex": "…"}</c>.</summary>
internal static class PatternReader
{
    public static Pattern Read(JsonSection owner)
    {
        var section = owner.Section("pattern");
        if (section.Has("String") == section.Has("Regex"))
        {
            if (owner.Has("pattern")) section.Problem("must have one field (supported: String, Regex)");
            return Pattern.Literal("");
        }
        bool literal = section.Has("String");
        string text = section.Text(literal ? "String" : "Regex");
        section.RefuseTheRest();
        if (literal) return Pattern.Literal(text);
        try
        {
            return Pattern.Parse(text);
        }
        catch (PatternSyntaxException exception)
        {
            section.Problem("Regex", exception.Message);
            return Pattern.Literal("");
        }
    }
}
