using System.Text.Json;
using Piecewise.Llm.Grammars;
using Piecewise.Llm.Tokenization.Patterns;

namespace Piecewise.Llm;

/// <summary>
/// What a generated text is held to (<see cref="GenerationOptions.Grammar"/>): only tokens may be picked with which it can become such a
/// text, and only where it is one it may end. Immutable and safe for many threads; what is known of its tokens is kept with it, so that it
/// should be made once and used often.
/// </summary>
public sealed class Grammar
{
    private Grammar(RuleSet rules) => Rules = rules;

    internal RuleSet Rules { get; }

    /// <summary>Texts that a regular expression matches from end to end.</summary>
    /// <param name="pattern">In the syntax of JavaScript, without what looks around or refers back.</param>
    /// <exception cref="GrammarException">The expression is malformed, not supported or too large.</exception>
    public static Grammar Regex(string pattern)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        PatternNode node;
        try
        {
            node = RegexParser.Parse(pattern, searches: false);
        }
        catch (PatternSyntaxException e)
        {
            throw new GrammarException($"The regular expression is {e.Message}.", e);
        }
        var grammar = new GrammarBuilder();
        return Build(grammar, from => new PatternAutomaton(
            grammar, "the expression", (start, set, end) => Utf8Ranges.Add(grammar.Automaton, start, set, end)).Add(from, node));
    }

    /// <summary>One of some texts.</summary>
    /// <param name="texts">At least one.</param>
    /// <exception cref="GrammarException">There is none, or they are too large.</exception>
    public static Grammar Choice(IReadOnlyCollection<string> texts)
    {
        ArgumentNullException.ThrowIfNull(texts);
        var grammar = new GrammarBuilder();
        var json = new JsonRules(grammar);
        return Build(grammar, from =>
        {
            var end = grammar.Automaton.NewState();
            foreach (var text in texts)
            {
                grammar.Automaton.Empty(json.Literal(from, text), end);
            }
            return end;
        });
    }

    /// <summary>Any JSON object.</summary>
    public static Grammar JsonObject()
    {
        var json = new JsonRules(new GrammarBuilder());
        return Build(json.Grammar, from => json.Grammar.Automaton.Call(from, json.Object(json.Any)));
    }

    /// <summary>
    /// JSON that a schema allows. Held are: <c>type</c>, <c>properties</c>, <c>required</c>, <c>additionalProperties</c>, <c>items</c>,
    /// <c>minItems</c>, <c>maxItems</c>, <c>enum</c>, <c>const</c>, <c>anyOf</c>, <c>$ref</c> into the schema, <c>pattern</c>,
    /// <c>format</c>,
    /// <c>minLength</c>, <c>maxLength</c>, <c>minimum</c>, <c>maximum</c>, <c>exclusiveMinimum</c>, <c>exclusiveMaximum</c> and
    /// <c>multipleOf</c>; properties come in the order of the schema, and none that it does not name.
    /// </summary>
    /// <param name="schema">A JSON Schema.</param>
    /// <exception cref="GrammarException">The schema is malformed, has another keyword, allows no value, or is too large.</exception>
    public static Grammar JsonSchema(JsonElement schema)
    {
        var json = new JsonRules(new GrammarBuilder());
        return Build(json.Grammar, from => json.Grammar.Automaton.Call(from, SchemaRules.Add(schema, json)));
    }

    /// <summary>A grammar whose texts are what is added. What is wrong with it shows when it is made, not when it is used.</summary>
    internal static Grammar Build(GrammarBuilder grammar, AddPart text)
    {
        grammar.Rule("", "", text);
        var rules = grammar.Build();
        _ = new ByteGrammar(rules, null);
        return new Grammar(rules);
    }
}
