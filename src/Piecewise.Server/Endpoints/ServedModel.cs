using Piecewise.Llm;
using Piecewise.Llm.Grammars;
using Piecewise.Llm.Reasoning;
using Piecewise.Llm.Templates;
using Piecewise.Llm.Tools;
using Piecewise.Server.Protocol;

namespace Piecewise.Server.Endpoints;

/// <summary>What all endpoints share: the engine and its model, what requests are checked against, and what is measured.</summary>
internal sealed class ServedModel
{
    private readonly ChatTemplate? template;
    private readonly ReasoningForm? reasoning;

    public ServedModel(Engine engine, string name, ServerState server)
    {
        Engine = engine;
        Server = server;
        Name = name;
        var options = server.Options;
        template = ChatTemplate.Read(engine.Model.ExtraFiles, options.ChatTemplate);
        reasoning = ReasoningForm.Of(options.ReasoningFormat, template?.Source);
        Texts = new TokenTexts(engine.Model.Tokenizer);
        Requests = new RequestContext(
            SamplingDefaults.Of(engine.Model), engine.Model.ContextLength,
            id => engine.Model.Tokenizer.IdToToken(id) is not null,
            ToolForm.Of(options.ToolFormat, template?.Source), new GrammarCache());
    }

    public Engine Engine { get; }

    public ServerState Server { get; }

    public string Name { get; }

    public TokenTexts Texts { get; }

    public RequestContext Requests { get; }

    public Tokenizer Tokenizer => Engine.Model.Tokenizer;

    /// <exception cref="ApiException">The client wants another model.</exception>
    public static void CheckName(string? wanted, string name)
    {
        if (wanted is not null && wanted != name)
        {
            throw new ApiException(404, $"There is no model '{wanted}' here; this server has '{name}'.")
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

    /// <summary>How answers to a rendered conversation begin; null for a model that thinks nothing.</summary>
    public ReasoningUse? ReasoningOf(string prompt, ChatInput conversation) =>
        ReasoningUse.Of(reasoning, prompt, conversation.ContinueFinalMessage);

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
}
