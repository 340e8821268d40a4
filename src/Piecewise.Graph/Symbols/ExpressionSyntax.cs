namespace Piecewise.Graphs;

/// <summary>The words of the text form, shared by its writer and its parser.</summary>
internal static class ExpressionSyntax
{
    public const string Min = "min";
    public const string Max = "max";
    public const string CeilDiv = "ceildiv";
    public const string And = "and";
    public const string Or = "or";
    public const string Not = "not";
    public const string True = "True";
    public const string False = "False";

    public static bool IsSymbolName(string text)
    {
        if (text.Length == 0 || !IsNameStart(text[0]) || text is Min or Max or CeilDiv or And or Or or Not or True or False)
        {
            return false;
        }

        foreach (var c in text)
        {
            if (!IsNamePart(c))
            {
                return false;
            }
        }

        return true;
    }

    public static bool IsNameStart(char c) => char.IsAsciiLetter(c) || c == '_';

    public static bool IsNamePart(char c) => char.IsAsciiLetterOrDigit(c) || c == '_';
}
