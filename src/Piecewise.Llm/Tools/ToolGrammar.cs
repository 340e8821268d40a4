using System.Text;
using System.Text.Json;
using Piecewise.Llm.Grammars;

namespace Piecewise.Llm.Tools;

/// <summary>A function that a model may call.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Parameters">The JSON Schema that its arguments are held to; null for any object.</param>
internal sealed record ToolDefinition(string Name, JsonElement? Parameters);

/// <summary>Texts with calls of tools in a model's own form as grammars.</summary>
internal sealed class ToolGrammar
{
    private readonly ToolForm form;
    private readonly JsonRules json = new(new GrammarBuilder());
    private readonly IReadOnlyList<ToolDefinition> tools;

    private ToolGrammar(ToolForm form, IReadOnlyList<ToolDefinition> tools) => (this.form, this.tools) = (form, tools);

    private AutomatonBuilder Automaton => json.Grammar.Automaton;

    /// <summary>Texts that are calls and nothing else.</summary>
    /// <param name="form">How the model writes them.</param>
    /// <param name="tools">What may be called.</param>
    /// <param name="mayBeSeveral">Whether there may be more than one call.</param>
    /// <exception cref="GrammarException">A schema is not supported; its place begins with the tool's name.</exception>
    public static Grammar Calls(ToolForm form, IReadOnlyList<ToolDefinition> tools, bool mayBeSeveral) =>
        Grammar.Build(() =>
        {
            var grammar = new ToolGrammar(form, tools);
            return (grammar.json.Grammar, from => grammar.AddCalls(from, mayBeSeveral));
        });

    /// <summary>Any text, in which what begins like a call is one.</summary>
    public static Grammar TextOrCalls(ToolForm form, IReadOnlyList<ToolDefinition> tools, bool mayBeSeveral) =>
        Grammar.Build(() =>
        {
            var grammar = new ToolGrammar(form, tools);
            return (
                grammar.json.Grammar,
                from => form.IsBare ? grammar.AddBare(from, mayBeSeveral) : grammar.AddMarked(from, mayBeSeveral));
        });

    private int AddCalls(int from, bool mayBeSeveral)
    {
        var start = json.Literal(from, form.IsList ? "[" : "");
        var end = AddCall(json.Literal(start, form.Open));
        if (mayBeSeveral)
        {
            Automaton.Empty(AddCall(json.Literal(end, form.Between + form.Open)), end);
        }
        return json.Literal(end, form.IsList ? "]" : "");
    }

    private int AddCall(int from)
    {
        var end = Automaton.NewState();
        foreach (var tool in tools)
        {
            var name = JsonEncodedText.Encode(tool.Name, System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping);
            var start = json.Literal(from, $$"""{"name": "{{name}}", "{{form.Arguments}}": """);
            int rule;
            try
            {
                rule = tool.Parameters is { } schema ? SchemaRules.Add(schema, json, tool.Name) : json.Object(json.Any);
            }
            catch (GrammarException e) when (e.Path.Length == 0)
            {
                throw new GrammarException(tool.Name, e.Message);
            }
            Automaton.Empty(json.Literal(Automaton.Call(start, rule), "}"), end);
        }
        return json.Literal(end, form.Close);
    }

    // Text that does not begin like an object.
    private int AddBare(int from, bool mayBeSeveral)
    {
        var end = AddCalls(from, mayBeSeveral);
        var text = Automaton.NewState();
        Automaton.Bytes(from, 0, '{' - 1, text);
        Automaton.Bytes(from, '{' + 1, byte.MaxValue, text);
        Automaton.Bytes(text, 0, byte.MaxValue, text);
        Automaton.Empty(text, end);
        return end;
    }

    // The whole mark leads to a call only.
    private int AddMarked(int from, bool mayBeSeveral)
    {
        var states = MarkedText.Add(Automaton, from, Encoding.UTF8.GetBytes(form.Mark));
        var end = Automaton.NewState();
        foreach (var state in states[..^1])
        {
            Automaton.Empty(state, end);
        }
        var after = AddCall(json.Literal(states[^1], form.Open[form.Mark.Length..]));
        Automaton.Empty(after, mayBeSeveral ? from : end);
        return end;
    }
}
