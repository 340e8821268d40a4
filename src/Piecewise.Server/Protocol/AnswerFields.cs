namespace Piecewise.Server.Protocol;

/// <summary>The fields that say what the answer looks like, the same for completions and chats.</summary>
/// <param name="Model">The model that the client wants; null where it does not say.</param>
/// <param name="Choices">Texts for each prompt.</param>
/// <param name="Streams">Whether pieces are sent as they are made.</param>
/// <param name="IncludesUsage">Whether a stream ends with the numbers of tokens.</param>
internal sealed record AnswerFields(string? Model, int Choices, bool Streams, bool IncludesUsage)
{
    public static AnswerFields Read(Fields body, ServerOptions server)
    {
        var streams = body.Flag("stream") ?? false;
        var usage = false;
        if (body.Get("stream_options") is { } given)
        {
            usage = Fields.Of(given, "stream_options").Flag("include_usage") ?? false;
            if (!streams)
            {
                throw ApiException.Invalid("stream_options", $"stream_options is for streams; set stream to true, or leave it out.");
            }
        }
        return new AnswerFields(body.Text("model"), (int)(body.Whole("n", 1, server.MaxChoices) ?? 1), streams, usage);
    }
}
