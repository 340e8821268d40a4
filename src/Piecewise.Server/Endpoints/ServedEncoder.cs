using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Piecewise.Llm;
using Piecewise.Server.Metrics;
using Piecewise.Server.Protocol;

namespace Piecewise.Server.Endpoints;

/// <summary>Answers requests for vectors by an encoder.</summary>
internal sealed class ServedEncoder(EmbeddingModel model, string name, ServerState server)
{
    private readonly Tokenizer tokenizer = model.Tokenizer;

    public string Name => name;

    public int MaxTokens => model.MaxTokens;

    /// <summary>What the model does, in the words of an engine: it has no memory of texts, and makes no tokens.</summary>
    public EngineState State
    {
        get
        {
            var state = model.State;
            return new EngineState(state.Running, state.Waiting, 0, 0, state.Tokens, 0, 0, 0, state.Calls, state.CallTokens);
        }
    }

    /// <param name="context">The request.</param>
    /// <param name="body">What it asks for.</param>
    /// <param name="arrival">When it came, as <see cref="Stopwatch"/> tells the time.</param>
    public async Task AnswerAsync(HttpContext context, Fields body, long arrival)
    {
        var request = EmbeddingRequest.Read(body, server.Options, id => tokenizer.IdToToken(id) is not null);
        ServedModel.CheckName(request.Model, name);
        using var telemetry = new GenAiTelemetry("embeddings", name);
        telemetry.Begin($"embd-{Guid.NewGuid():N}", null);
        using var aborted = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, server.Aborted);
        try
        {
            var texts = request.Inputs.Select((input, i) => TokensOf(input, i, request)).ToArray();
            var result = await EmbedAsync(texts, request, aborted.Token).ConfigureAwait(false);
            foreach (var text in texts)
            {
                server.Metrics.PromptTokens.Observe(text.Length);
                ServerMetrics.Count(server.Metrics.Finished, ServerMetrics.NameOf(FinishReason.Stop));
            }
            server.Metrics.WholeRequest.Observe(Stopwatch.GetElapsedTime(arrival).TotalSeconds);
            telemetry.End(arrival, new Usage(result.Tokens, 0, result.Tokens, new PromptTokensDetails(0)), [], null);
            await JsonAnswer.WriteAsync(context, EmbeddingAnswer.Write(name, result, request.AsBase64)).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            telemetry.End(arrival, null, [], e);
            throw;
        }
    }

    private async Task<EmbeddingResult> EmbedAsync(int[][] texts, EmbeddingRequest request, CancellationToken aborted)
    {
        try
        {
            return await model.EmbedAsync(texts, request.Dimensions, aborted).ConfigureAwait(false);
        }
        catch (ContextLengthException e)
        {
            throw new ApiException(400, e.Message) { Param = "input", Code = "context_length_exceeded" };
        }
        catch (ArgumentException e)
        {
            throw ApiException.Invalid(request.Dimensions is null ? "input" : "dimensions", $"{e.Message}");
        }
        catch (OperationCanceledException) when (server.Aborted.IsCancellationRequested)
        {
            throw ApiException.Stopping();
        }
    }

    private int[] TokensOf(PromptText input, int index, EmbeddingRequest request)
    {
        // -1: as many as the model reads.
        var most = model.MaxTokensOf(request.TruncatesTo is -1 ? model.MaxTokens : request.TruncatesTo);
        if (input.Tokens is { } tokens)
        {
            return most < tokens.Length ? tokens[..most.Value] : tokens;
        }
        try
        {
            return model.Encode(input.Text!, most);
        }
        catch (InvalidOperationException e)
        {
            throw ApiException.Invalid($"input[{index}]", $"The tokenizer can't encode input[{index}]: {e.Message}");
        }
    }
}
