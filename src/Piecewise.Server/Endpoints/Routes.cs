using System.Diagnostics;
using System.Reflection;
using System.Text;
using Microsoft.AspNetCore.Http;
using Piecewise.Server.Metrics;
using Piecewise.Server.Protocol;

namespace Piecewise.Server.Endpoints;

/// <summary>What the server answers to which path.</summary>
internal sealed class Routes
{
    private const string ModelPrefix = "/v1/models/";

    private readonly ServedModel model;
    private readonly AccessCheck access;
    private readonly Dictionary<string, (string Method, Func<HttpContext, Task> Answer)> routes;

    public Routes(ServedModel model)
    {
        this.model = model;
        access = new AccessCheck(model.Options);
        routes = new(StringComparer.Ordinal)
        {
            ["/health"] = (HttpMethods.Get, context => StatusAsync(context, "ok")),
            ["/ready"] = (HttpMethods.Get, context => model.Open.IsClosed ? throw ApiException.Stopping() : StatusAsync(context, "ready")),
            ["/version"] = (HttpMethods.Get, VersionAsync),
            ["/metrics"] = (HttpMethods.Get, MetricsAsync),
            ["/v1/models"] = (HttpMethods.Get, ModelsAsync),
            [ModelPrefix] = (HttpMethods.Get, ModelAsync),
            ["/v1/completions"] = (HttpMethods.Post, context => WorkAsync(context, CompleteAsync)),
            ["/v1/chat/completions"] = (HttpMethods.Post, context => WorkAsync(context, ChatAsync)),
            ["/tokenize"] = (HttpMethods.Post, TokenizeAsync),
            ["/detokenize"] = (HttpMethods.Post, DetokenizeAsync),
        };
        foreach (var file in PageFiles.Paths)
        {
            routes[file] = (HttpMethods.Get, context => PageFiles.WriteAsync(context, file));
        }
    }

    /// <summary>What is answered, with its method; the path of one model ends in its name.</summary>
    public IEnumerable<(string Path, string Method)> All => routes.Select(r => (r.Key, r.Value.Method));

    public Task AnswerAsync(HttpContext context) => ErrorHandling.RunAsync(context, model, FindAsync);

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
        if (!model.Open.TryEnter())
        {
            throw ApiException.Stopping();
        }
        try
        {
            await answer(context, await RequestBody.ReadAsync(context).ConfigureAwait(false), arrival).ConfigureAwait(false);
        }
        finally
        {
            model.Open.Leave();
        }
    }

    private async Task CompleteAsync(HttpContext context, Fields body, long arrival)
    {
        var request = CompletionRequest.Read(body, model.Requests, model.Options);
        model.CheckName(request.Answer.Model);
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
        var request = ChatRequest.Read(body, model.Requests, model.Options);
        model.CheckName(request.Answer.Model);
        // The template writes the tokens around a text itself.
        var prompt = NotEmpty(model.Encode(model.Render(request.Conversation), addSpecialTokens: false, "messages"), "messages");
        var format = new ChatFormat(model.Name, model.Texts, request.Options.LogProbabilities is not null);
        await new AnswerRun(model, context, request.Answer, format, request.Tools)
            .RunAsync([prompt], request.Options, null, arrival).ConfigureAwait(false);
    }

    private async Task TokenizeAsync(HttpContext context)
    {
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
        var request = DetokenizeRequest.Read(await RequestBody.ReadAsync(context).ConfigureAwait(false), model.Requests);
        await JsonAnswer.WriteAsync(
            context, new DetokenizeResponse(model.Tokenizer.Decode(request.Tokens, skipSpecialTokens: false)),
            ServerJson.Shared.DetokenizeResponse).ConfigureAwait(false);
    }

    private Task ModelsAsync(HttpContext context) =>
        JsonAnswer.WriteAsync(context, new ModelList("list", [Card()]), ServerJson.Shared.ModelList);

    private Task ModelAsync(HttpContext context)
    {
        model.CheckName(context.Request.Path.Value![ModelPrefix.Length..].TrimEnd('/'));
        return JsonAnswer.WriteAsync(context, Card(), ServerJson.Shared.ModelCard);
    }

    private ModelCard Card() => new(model.Name, "model", model.Since, "piecewise", model.Requests.ContextLength);

    private Task MetricsAsync(HttpContext context)
    {
        context.Response.ContentType = PrometheusText.ContentType;
        return context.Response.WriteAsync(
            PrometheusText.Write(model.Metrics, model.Engine.State, model.Name), Encoding.UTF8, context.RequestAborted);
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
