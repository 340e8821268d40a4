using System.Diagnostics;
using System.Reflection;
using System.Text;
using Microsoft.AspNetCore.Http;
using Piecewise.Llm;
using Piecewise.Server.Metrics;
using Piecewise.Server.Protocol;

namespace Piecewise.Server.Endpoints;

/// <summary>What the server answers to which path.</summary>
internal sealed class Routes
{
    private const string ModelPrefix = "/v1/models/";

    private readonly ServerState server;
    private readonly ServedModel? texts;
    private readonly ServedEncoder? encoder;
    private readonly AccessCheck access;
    private readonly Dictionary<string, (string Method, Func<HttpContext, Task> Answer)> routes;

    /// <param name="server">What the models share.</param>
    /// <param name="texts">Makes texts; null where nobody does.</param>
    /// <param name="encoder">Makes vectors; null where nobody does.</param>
    public Routes(ServerState server, ServedModel? texts, ServedEncoder? encoder)
    {
        this.server = server;
        this.texts = texts;
        this.encoder = encoder;
        access = new AccessCheck(server.Options);
        routes = new(StringComparer.Ordinal)
        {
            ["/health"] = (HttpMethods.Get, context => StatusAsync(context, "ok")),
            ["/ready"] = (HttpMethods.Get, context => server.Open.IsClosed ? throw ApiException.Stopping() : StatusAsync(context, "ready")),
            ["/version"] = (HttpMethods.Get, VersionAsync),
            ["/metrics"] = (HttpMethods.Get, MetricsAsync),
            ["/v1/models"] = (HttpMethods.Get, ModelsAsync),
            [ModelPrefix] = (HttpMethods.Get, ModelAsync),
            ["/v1/completions"] = (HttpMethods.Post, context => WorkAsync(context, CompleteAsync)),
            ["/v1/chat/completions"] = (HttpMethods.Post, context => WorkAsync(context, ChatAsync)),
            ["/v1/embeddings"] = (HttpMethods.Post, context => WorkAsync(context, EmbedAsync)),
            ["/tokenize"] = (HttpMethods.Post, TokenizeAsync),
            ["/detokenize"] = (HttpMethods.Post, DetokenizeAsync),
        };
        foreach (var file in PageFiles.Paths)
        {
            routes[file] = (HttpMethods.Get, context => PageFiles.WriteAsync(context, file));
        }
    }

    /// <summary>
    /// The routes to what there is: an engine, an encoder or both. The options' name is the engine's, or the encoder's where it is alone.
    /// </summary>
    public static Routes Of(ServerState server, Engine? engine, EmbeddingModel? encoder)
    {
        var name = server.Options.ModelName;
        return new Routes(
            server,
            engine is null ? null : new ServedModel(engine, name ?? ModelName.Of(engine.Model.Name), server),
            encoder is null ? null : new ServedEncoder(
                encoder, engine is null && name is not null ? name : ModelName.Of(encoder.Name), server));
    }

    /// <summary>What is answered, with its method; the path of one model ends in its name.</summary>
    public IEnumerable<(string Path, string Method)> All => routes.Select(r => (r.Key, r.Value.Method));

    public Task AnswerAsync(HttpContext context) => ErrorHandling.RunAsync(context, server, FindAsync);

    private Task FindAsync(HttpContext context)
    {
        var path = context.Request.Path.Value is { Length: > 1 } given ? given.TrimEnd('/') : "/";
        access.Check(context, path);
        if (!routes.TryGetValue(path.StartsWith(ModelPrefix, StringComparison.Ordinal) ? ModelPrefix : path, out var route))
        {
            throw new ApiException(404, $"There is nothing at {path}; there are {string.Join(", ", All.Select(r => r.Path))}.")
            {
                Code = "not_found",
            };
        }
        var method = context.Request.Method;
        if (method != route.Method && !(method == HttpMethods.Head && route.Method == HttpMethods.Get))
        {
            throw new ApiException(405, $"{path} takes {route.Method}, not {method}.")
            {
                Code = "method_not_allowed",
                Allow = route.Method,
            };
        }
        return route.Answer(context);
    }

    private async Task WorkAsync(HttpContext context, Func<HttpContext, Fields, long, Task> answer)
    {
        var arrival = Stopwatch.GetTimestamp();
        if (!server.Open.TryEnter())
        {
            throw ApiException.Stopping();
        }
        try
        {
            await answer(context, await RequestBody.ReadAsync(context).ConfigureAwait(false), arrival).ConfigureAwait(false);
        }
        finally
        {
            server.Open.Leave();
        }
    }

    private async Task CompleteAsync(HttpContext context, Fields body, long arrival)
    {
        var model = Texts();
        var request = CompletionRequest.Read(body, model.Requests, server.Options);
        ServedModel.CheckName(request.Answer.Model, model.Name);
        var prompts = request.Prompts.Select((p, i) => NotEmpty(
            p.Tokens ?? model.Encode(p.Text!, request.AddsSpecialTokens, "prompt"), "prompt")).ToArray();
        var echo = request.Echo
            ? request.Prompts.Select((p, i) => p.Text ?? model.Tokenizer.Decode(prompts[i])).ToArray()
            : null;
        var format = new CompletionFormat(model.Name, model.Texts, request.Options.LogProbabilities is not null);
        await new AnswerRun(model, context, request.Answer, format)
            .RunAsync(prompts, request.MaxTokens == 0 ? null : request.Options, echo, arrival).ConfigureAwait(false);
    }

    private async Task ChatAsync(HttpContext context, Fields body, long arrival)
    {
        var model = Texts();
        var request = ChatRequest.Read(body, model.Requests, server.Options);
        ServedModel.CheckName(request.Answer.Model, model.Name);
        // The template writes the tokens around a text itself.
        var text = model.Render(request.Conversation);
        var prompt = NotEmpty(model.Encode(text, addSpecialTokens: false, "messages"), "messages");
        var reasoning = model.ReasoningOf(text, request.Conversation);
        var options = request.Options.Behind(reasoning, model.Tokenizer);
        var format = new ChatFormat(model.Name, model.Texts, request.Options.LogProbabilities is not null);
        await new AnswerRun(model, context, request.Answer, format, request.Tools, reasoning)
            .RunAsync([prompt], options, null, arrival).ConfigureAwait(false);
    }

    private Task EmbedAsync(HttpContext context, Fields body, long arrival) => encoder is not null
        ? encoder.AnswerAsync(context, body, arrival)
        : throw OtherKind($"'{texts!.Name}' continues texts and makes no vectors of them: serve an encoder for /v1/embeddings.");

    private async Task TokenizeAsync(HttpContext context)
    {
        var model = Texts();
        var request = TokenizeRequest.Read(await RequestBody.ReadAsync(context).ConfigureAwait(false), model.Requests);
        var text = request.Conversation is { } chat ? model.Render(chat) : request.Prompt!;
        var tokens = model.Encode(text, request.AddsSpecialTokens, "prompt");
        await JsonAnswer.WriteAsync(
            context,
            new TokenizeResponse(
                tokens.Length, model.Requests.ContextLength, tokens,
                request.TellsTokens ? [.. tokens.Select(t => model.Texts.Of(t).Text)] : null),
            ServerJson.Shared.TokenizeResponse).ConfigureAwait(false);
    }

    private async Task DetokenizeAsync(HttpContext context)
    {
        var model = Texts();
        var request = DetokenizeRequest.Read(await RequestBody.ReadAsync(context).ConfigureAwait(false), model.Requests);
        await JsonAnswer.WriteAsync(
            context, new DetokenizeResponse(model.Tokenizer.Decode(request.Tokens, skipSpecialTokens: false)),
            ServerJson.Shared.DetokenizeResponse).ConfigureAwait(false);
    }

    private Task ModelsAsync(HttpContext context) =>
        JsonAnswer.WriteAsync(context, new ModelList("list", [.. Cards()]), ServerJson.Shared.ModelList);

    private Task ModelAsync(HttpContext context)
    {
        var wanted = context.Request.Path.Value![ModelPrefix.Length..].TrimEnd('/');
        var card = Cards().FirstOrDefault(c => c.Id == wanted);
        ServedModel.CheckName(wanted, card?.Id ?? string.Join("' and '", Cards().Select(c => c.Id)));
        return JsonAnswer.WriteAsync(context, card!, ServerJson.Shared.ModelCard);
    }

    private IEnumerable<ModelCard> Cards()
    {
        (string Name, long Length)?[] models =
            [texts is null ? null : (texts.Name, texts.Requests.ContextLength), encoder is null ? null : (encoder.Name, encoder.MaxTokens)];
        return models.OfType<(string Name, long Length)>().Select(m => new ModelCard(m.Name, "model", server.Since, "piecewise", m.Length));
    }

    private ServedModel Texts() => texts
        ?? throw OtherKind($"'{encoder!.Name}' makes vectors of texts and continues none: it answers /v1/embeddings.");

    private static ApiException OtherKind(string message) => new(400, message) { Param = "model", Code = "model_not_supported" };

    private Task MetricsAsync(HttpContext context)
    {
        context.Response.ContentType = PrometheusText.ContentType;
        var (state, name) = texts is not null ? (texts.Engine.State, texts.Name) : (encoder!.State, encoder.Name);
        return context.Response.WriteAsync(PrometheusText.Write(server.Metrics, state, name), Encoding.UTF8, context.RequestAborted);
    }

    private static Task VersionAsync(HttpContext context)
    {
        var version = typeof(Routes).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;
        return JsonAnswer.WriteAsync(context, new VersionResponse(version.Split('+')[0]), ServerJson.Shared.VersionResponse);
    }

    private static Task StatusAsync(HttpContext context, string status) =>
        JsonAnswer.WriteAsync(context, new StatusResponse(status), ServerJson.Shared.StatusResponse);

    private static int[] NotEmpty(int[] tokens, string param) => tokens.Length > 0
        ? tokens
        : throw ApiException.Invalid(param, $"{param} has no tokens: give it some text.");
}
