using Microsoft.Extensions.Logging;
using Piecewise.Llm;
using Piecewise.Llm.Grammars;
using Piecewise.Llm.Templates;
using Piecewise.Llm.Tools;
using Piecewise.Server.Metrics;
using Piecewise.Server.Protocol;

namespace Piecewise.Server.Endpoints;

/// <summary>What all endpoints share: the engine and its model, what requests are checked against, and what is measured.</summary>
internal sealed class ServedModel
{
    private readonly ChatTemplate? template;

    public ServedModel(Engine engine, ServerOptions options, ILogger logger, CancellationToken aborted)
    {
        Engine = engine;
        Logger = logger;
        Aborted = aborted;
        Options = options;
        Name = options.ModelName ?? NameOf(engine.Model.Name);
        template = ChatTemplate.Read(engine.Model.ExtraFiles, options.ChatTemplate);
        Texts = new TokenTexts(engine.Model.Tokenizer);
        Requests = new RequestContext(
            SamplingDefaults.Of(engine.Model), engine.Model.ContextLength,
            id => engine.Model.Tokenizer.IdToToken(id) is not null,
            ToolForm.Of(options.ToolFormat, template?.Source), new GrammarCache());
    }

    public Engine Engine { get; }

    public ServerOptions Options { get; }

    public string Name { get; }

    public TokenTexts Texts { get; }

    public RequestContext Requests { get; }

    public ServerMetrics Metrics { get; } = new();

    /// <summary>When the model began to be served, in seconds since 1970.</summary>
    public long Since { get; } = DateTimeOffset.UtcNow.ToUnixTimeSeconds();

    public ILogger Logger { get; }

    /// <summary>Ends all texts.</summary>
    public CancellationToken Aborted { get; }

    /// <summary>The requests that are being worked on.</summary>
    public OpenRequests Open { get; } = new();

    public Tokenizer Tokenizer => Engine.Model.Tokenizer;

    /// <exception cref="ApiException">The client wants another model.</exception>
    public void CheckName(string? wanted)
    {
        if (wanted is not null && wanted != Name)
        {
            throw new ApiException(404, $"There is no model '{wanted}' here; this server has '{Name}'.")
            {
                Param = "model",
                Code = "model_not_found",
            };
        }
    }

    /// <summary>The tokens of a text.</summary>
    /// <exception cref="ApiException">The tokenizer can't encode it, or there are none.</exception>
    public int[] Encode(string text, bool addSpecialTokens, string param)
    {
        int[] ids;
        try
        {
            ids = Tokenizer.Encode(text, addSpecialTokens);
        }
        catch (InvalidOperationException e)
        {
            throw ApiException.Invalid(param, $"The tokenizer can't encode {param}: {e.Message}");
        }
        return ids;
    }

    /// <summary>The text that a conversation is for this model.</summary>
    /// <exception cref="ApiException">The model has no template, or it refuses the conversation.</exception>
    public string Render(ChatInput conversation)
    {
        if (template is null)
        {
            throw new ApiException(
                400, "This model has no chat template: use /v1/completions, or start the server with --chat-template.")
            {
                Param = "messages",
                Code = "no_chat_template",
            };
        }
        try
        {
            return template.Render(conversation);
        }
        catch (TemplateException e)
        {
            throw new ApiException(400, e.Message) { Param = "messages", Code = "chat_template" };
        }
    }

    // A program is called like its file.
    private static string NameOf(string file) =>
        file.EndsWith(".pt2", StringComparison.OrdinalIgnoreCase) ? Path.GetFileNameWithoutExtension(file) : Path.GetFileName(file);
}
