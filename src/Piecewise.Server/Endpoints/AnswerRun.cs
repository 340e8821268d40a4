using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Piecewise.Llm;
using Piecewise.Llm.Reasoning;
using Piecewise.Server.Metrics;
using Piecewise.Server.Protocol;

namespace Piecewise.Server.Endpoints;

/// <summary>Answers one request for texts, whole or as a stream.</summary>
/// <param name="model">What makes the texts.</param>
/// <param name="context">The request.</param>
/// <param name="answer">What the answer looks like.</param>
/// <param name="format">How it is written.</param>
/// <param name="tools">How the texts may call tools; null where they may not.</param>
/// <param name="reasoning">How they begin; null where no reasoning comes before them.</param>
internal sealed class AnswerRun(
    ServedModel model, HttpContext context, AnswerFields answer, AnswerFormat format, ToolUse? tools = null,
    ReasoningUse? reasoning = null)
{
    /// <param name="prompts">Each gets as many texts as the request asks for.</param>
    /// <param name="options">How to pick tokens; null: the texts are the prompts and nothing more.</param>
    /// <param name="echo">The prompts as texts, where the answer begins with them; null otherwise.</param>
    /// <param name="arrival">When the request came, as <see cref="Stopwatch"/> tells the time.</param>
    public async Task RunAsync(IReadOnlyList<int[]> prompts, GenerationOptions? options, IReadOnlyList<string>? echo, long arrival)
    {
        context.Response.Headers["X-Request-Id"] = format.Id;
        using var telemetry = new GenAiTelemetry(format.Operation, model.Name);
        telemetry.Begin(format.Id, options);
        model.Server.Metrics.Choices.Observe(answer.Choices);
        var each = Enumerable.Range(0, prompts.Count).SelectMany(p => Enumerable.Repeat(p, answer.Choices)).ToArray();
        var choices = each.Select(p => new GeneratedChoice(model.Tokenizer, echo?[p] ?? "", tools, reasoning?.Read())).ToArray();
        if (options is null)
        {
            var echoed = UsageOf(prompts.Sum(p => p.Length), 0, 0);
            await EchoAsync(choices, echoed).ConfigureAwait(false);
            telemetry.End(arrival, echoed, choices.Select(c => c.Finish), null);
            return;
        }
        model.Server.Metrics.MaxTokens.Observe(options.MaxTokens);
        using var aborted = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, model.Server.Aborted);
        TextSet? texts = null;
        try
        {
            texts = TextSet.Start(model, [.. each.Select(p => prompts[p])], options, telemetry, arrival, aborted.Token);
            await (answer.Streams ? StreamAsync(texts, choices) : AnswerAsync(texts, choices)).ConfigureAwait(false);
            telemetry.End(arrival, UsageOf(texts), choices.Select(c => c.Finish), null);
        }
        catch (Exception e)
        {
            telemetry.End(arrival, texts is null ? null : UsageOf(texts), choices.Select(c => c.Finish), e);
            throw;
        }
        finally
        {
            texts?.Dispose();
        }
    }

    private async Task AnswerAsync(TextSet texts, GeneratedChoice[] choices)
    {
        await texts.ReadAsync((i, token, _) =>
        {
            choices[i].Append(token);
            return ValueTask.CompletedTask;
        }).ConfigureAwait(false);
        await WriteAsync(format.Whole(choices, UsageOf(texts))).ConfigureAwait(false);
    }

    private async Task EchoAsync(GeneratedChoice[] choices, Usage usage)
    {
        foreach (var choice in choices)
        {
            choice.EndWithEcho();
        }
        if (!answer.Streams)
        {
            await WriteAsync(format.Whole(choices, usage)).ConfigureAwait(false);
            return;
        }
        var stream = new EventStream(context.Response);
        for (var i = 0; i < choices.Length; i++)
        {
            await stream.WriteAsync(format.Chunk(i, new ChoicePiece(choices[i].Text, "", [], null, choices[i].Finish), isFirst: true))
                .ConfigureAwait(false);
        }
        await EndAsync(stream, usage).ConfigureAwait(false);
    }

    private async Task StreamAsync(TextSet texts, GeneratedChoice[] choices)
    {
        var stream = new EventStream(context.Response);
        try
        {
            await texts.ReadAsync(async (i, token, moreIsThere) =>
            {
                var isFirst = choices[i].IsEmpty;
                var piece = choices[i].Append(token);
                // A token that completes no text is worth no piece; but the first says that the text has begun.
                if (isFirst || !piece.IsEmpty)
                {
                    await stream.WriteAsync(format.Chunk(i, piece, isFirst)).ConfigureAwait(false);
                }
                if (!moreIsThere)
                {
                    await stream.FlushAsync(context.RequestAborted).ConfigureAwait(false);
                }
            }).ConfigureAwait(false);
            await EndAsync(stream, UsageOf(texts)).ConfigureAwait(false);
        }
        catch (Exception e) when (stream.HasStarted && !context.RequestAborted.IsCancellationRequested)
        {
            await stream.FailAsync(ErrorHandling.ErrorFor(e, model.Server.Logger), context.RequestAborted).ConfigureAwait(false);
        }
    }

    private async Task EndAsync(EventStream stream, Usage usage)
    {
        if (answer.IncludesUsage)
        {
            await stream.WriteAsync(format.UsageChunk(usage)).ConfigureAwait(false);
        }
        await stream.EndAsync(context.RequestAborted).ConfigureAwait(false);
    }

    private Task WriteAsync(byte[] json) => JsonAnswer.WriteAsync(context, json);

    // A prompt counts once, however many texts go on from it.
    private Usage UsageOf(TextSet texts)
    {
        var first = Enumerable.Range(0, texts.Count).Where(i => i % answer.Choices == 0).ToArray();
        return UsageOf(first.Sum(texts.PromptTokens), first.Sum(texts.CachedTokens), texts.GeneratedTokens);
    }

    private static Usage UsageOf(int prompt, int cached, int generated) =>
        new(prompt, generated, prompt + generated, new PromptTokensDetails(cached));
}
