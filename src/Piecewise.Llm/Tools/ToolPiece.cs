namespace Piecewise.Llm.Tools;

/// <summary>What a piece of a text is, where the text may have calls of tools: content, or a part of a call.</summary>
/// <param name="Content">Text that is no call; null for a part of one.</param>
/// <param name="Call">The number of the call, from 0.</param>
/// <param name="Id">The call's id, where it begins; null otherwise.</param>
/// <param name="Name">What is called, where the call begins; null otherwise.</param>
/// <param name="Arguments">The next part of the arguments, as JSON.</param>
internal readonly record struct ToolPiece(string? Content, int Call, string? Id, string? Name, string Arguments)
{
    public static ToolPiece Of(string content) => new(content, 0, null, null, "");
}
