namespace Piecewise.Import;

/// <summary>How an argument was passed, by the numbers that the file uses.</summary>
internal enum ArgumentKindCode
{
    Unknown = 0,
    Positional = 1,
    Keyword = 2,
}
