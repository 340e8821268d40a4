using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using Piecewise.Llm.Grammars;
using Piecewise.Llm.Reasoning;
using Piecewise.Llm.Tokenization.Patterns;

namespace Piecewise.Llm;

/// <summary>
/// What a generated text is held to (<see cref="GenerationOptions.Grammar"/>): only tokens may be picked with which it can become such a
/// text, and only where it is one it may end. Immutable and safe for many threads; what is known of its tokens is kept with it, so that it
/// should be made once and used often.
/// </summary>
public sealed class Grammar
{
    // White space between a block of reasoning and the answer: a model that could write it for ever would.
    private const int MostWhiteSpace = 4;

    private readonly Func<(GrammarBuilder Grammar, AddPart Text)> recipe;
    private readonly ConcurrentDictionary<ReasoningUse, Grammar> after = [];

    private Grammar(RuleSet rules, Func<(GrammarBuilder Grammar, AddPart Text)> recipe) => (Rules, this.recipe) = (rules, recipe);

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
        return Build(() =>
        {
            var grammar = new GrammarBuilder();
            return (grammar, from => new PatternAutomaton(
                grammar, "the expression", (start, set, end) => Utf8Ranges.Add(grammar.Automaton, start, set, end)).Add(from, node));
        });
    }

    /// <summary>One of some texts.</summary>
    /// <param name="texts">At least one.</param>
    /// <exception cref="GrammarException">There is none, or they are too large.</exception>
    public static Grammar Choice(IReadOnlyCollection<string> texts)
    {
        ArgumentNullException.ThrowIfNull(texts);
        string[] choices = [.. texts];
        return Build(() =>
        {
            var json = new JsonRules(new GrammarBuilder());
            return (json.Grammar, AddChoice);

            int AddChoice(int from)
            {
                var end = json.Grammar.Automaton.NewState();
                foreach (var text in choices)
                {
                    json.Grammar.Automaton.Empty(json.Literal(from, text), end);
                }
                return end;
            }
        });
    }

    /// <summary>Any JSON object.</summary>
    public static Grammar JsonObject() => Build(() =>
    {
        var json = new JsonRules(new GrammarBuilder());
        return (json.Grammar, from => json.Grammar.Automaton.Call(from, json.Object(json.Any)));
    });

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
        // The caller's document may be gone when it is made again.
        var copy = schema.Clone();
        return Build(() =>
        {
            var json = new JsonRules(new GrammarBuilder());
            return (json.Grammar, from => json.Grammar.Automaton.Call(from, SchemaRules.Add(copy, json)));
        });
    }

    /// <summary>A grammar whose texts are what is added. What is wrong with it shows when it is made, not when it is used.</summary>
    /// <param name="recipe">Makes it, each time anew.</param>
    internal static Grammar Build(Func<(GrammarBuilder Grammar, AddPart Text)> recipe) => Build(recipe, reasoning: null);

    /// <summary>The same texts behind a block of reasoning, which is free.</summary>
    internal Grammar After(ReasoningUse reasoning) => after.GetOrAdd(reasoning, r => Build(recipe, r));

    private static Grammar Build(Func<(GrammarBuilder Grammar, AddPart Text)> recipe, ReasoningUse? reasoning)
    {
        var (grammar, text) = recipe();
        grammar.Rule("", "", reasoning is { } block ? from => text(AddBlock(grammar.Automaton, from, block)) : text);
        var rules = grammar.Build();
        _ = new ByteGrammar(rules, null);
        return new Grammar(rules, recipe);
    }

    private static int AddBlock(AutomatonBuilder automaton, int from, ReasoningUse block)
    {
        // A state of its own: the block's first state is come back to.
        var inside = automaton.NewState();
        automaton.Empty(
            block.Start == ReasoningStart.Inside ? from : automaton.Literal(from, Encoding.UTF8.GetBytes(block.Form.Open)), inside);
        var state = MarkedText.Add(automaton, inside, Encoding.UTF8.GetBytes(block.Form.Close))[^1];
        var end = automaton.NewState();
        for (var i = 0; i < MostWhiteSpace; i++)
        {
            automaton.Empty(state, end);
            var next = automaton.NewState();
            automaton.Bytes(state, ' ', ' ', next);
            automaton.Bytes(state, '\n', '\n', next);
            state = next;
        }
        automaton.Empty(state, end);
        if (block.Start == ReasoningStart.Before)
        {
            automaton.Empty(from, end);
        }
        return end;
    }
}
