namespace Piecewise.Llm;

/// <summary>
/// The text of generated tokens, in pieces that join to the whole: no piece ends inside a character, and what may be the beginning of a
/// string that ends the text is held back. Serves one caller at a time.
/// </summary>
/// <param name="tokenizer">Of the model; null for tokens without text.</param>
/// <param name="options">What ends the text.</param>
internal sealed class GeneratedText(Tokenizer? tokenizer, GenerationOptions options)
{
    private readonly TokenStream? stream = tokenizer?.StartDecoding(skipSpecialTokens: !options.ShowsSpecialTokens);
    private readonly StopStrings stops = new(options.StopStrings);

    /// <summary>Takes the next token.</summary>
    /// <param name="token">The token.</param>
    /// <param name="picker">What has picked it.</param>
    /// <returns>The token with the text that it completes, and whether it ends the text (<see cref="FinishReason.Stop"/>).</returns>
    public GeneratedToken Append(PickedToken token, TokenPicker picker)
    {
        var ends = picker.Ends(token.Id);
        var text = ends ? Complete() : Push(stream?.Append(token.Id) ?? "", picker.Count);
        if (!ends && picker.IsAtEnd && !stops.IsFound)
        {
            (ends, text) = (true, text + Complete());
        }
        return new GeneratedToken(token.Id, text)
        {
            IsEnd = picker.Ends(token.Id),
            Finish = ends || stops.IsFound ? FinishReason.Stop : null,
            LogProbability = token.LogProbability,
            Top = token.Top,
        };
    }

    /// <summary>The rest, when no more tokens come.</summary>
    public string Complete() => stops.Push(stream?.Complete() ?? "") + stops.Rest();

    private string Push(string text, int count) => count < options.MinTokens ? text : stops.Push(text);
}
