using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Piecewise.Llm;
using Piecewise.Llm.Grammars;

namespace Piecewise.Benchmarks;

/// <summary>
/// What holding a text to a grammar costs a step, with a vocabulary of 150,000 tokens cut from this repository's own text: finding the
/// mask, putting it on the logits, and reading the token that is picked at random among those that are allowed.
/// </summary>
internal static class MaskSpeed
{
    private const int Tokens = 150_000;
    private const int Logits = 151_936;

    private static readonly (string Name, Func<Grammar> Make)[] Grammars =
    [
        ("any object", Grammar.JsonObject),
        ("schema", () => Grammar.JsonSchema(JsonElement.Parse(
            """
            {"type": "object", "required": ["name", "list"], "additionalProperties": false, "properties": {"name": {"type": "string"},
             "list": {"type": "array", "items": {"type": "object", "required": ["a", "b", "c"], "additionalProperties": false,
              "properties": {"a": {"type": "string"}, "b": {"type": "number"},
               "c": {"anyOf": [{"type": "string"}, {"type": "null"}, {"$ref": "#"}]}}}}}}
            """))),
        ("expression", () => Grammar.Regex(@"(?:[A-Z][a-z]+ \d{1,4}(?:\.\d+)?, ){1,20}[\s\S]*")),
    ];

    public static int Report(TextWriter output)
    {
        var clock = Stopwatch.StartNew();
        var trie = new TokenTrie(Vocabulary());
        output.WriteLine($"vocabulary of {Tokens} tokens: {clock.ElapsedMilliseconds} ms");
        output.WriteLine("grammar      made   states  texts    steps  median     p90     p99  (µs a step)");
        foreach (var (name, make) in Grammars)
        {
            clock.Restart();
            var grammar = make();
            var made = clock.Elapsed.TotalMilliseconds;
            var masks = new TokenMasks(new ByteGrammar(grammar.Rules, trie.Bytes), trie);
            foreach (var round in new[] { "new", "same" })
            {
                var times = Enumerable.Range(0, 40).SelectMany(seed => Text(masks, new Random(seed))).Order().ToArray();
                output.WriteLine(
                    $"{name,-10} {made,4:0.0} ms {grammar.Rules.States.Count,7}  {round,-5} {times.Length,8} "
                    + $"{At(times, 0.5),7:0.0} {At(times, 0.9),7:0.0} {At(times, 0.99),7:0.0}");
            }
        }
        return 0;
    }

    private static List<double> Text(TokenMasks masks, Random random)
    {
        var times = new List<double>();
        var matcher = new GrammarMatcher(masks);
        var logits = new float[Logits];
        while (times.Count < 150 && !matcher.IsAtEnd)
        {
            Array.Clear(logits);
            var start = Stopwatch.GetTimestamp();
            matcher.Apply(logits, [Tokens], mayEnd: true);
            var found = Stopwatch.GetElapsedTime(start);
            int[] allowed = [.. Enumerable.Range(0, Tokens).Where(t => logits[t] == 0)];
            if (allowed.Length == 0)
            {
                break;
            }
            // Without preference for what closes something, texts of random tokens would be strings.
            int[] closing = random.Next(3) > 0
                ? [] : [.. allowed.Where(t => masks.Trie.BytesOf(t) is [.., (byte)'"' or (byte)'}' or (byte)']'])];
            var token = closing.Length > 0 ? closing[random.Next(closing.Length)] : allowed[random.Next(allowed.Length)];
            start = Stopwatch.GetTimestamp();
            matcher.Append(token);
            times.Add((found + Stopwatch.GetElapsedTime(start)).TotalMicroseconds);
        }
        return times;
    }

    private static byte[][] Vocabulary()
    {
        var root = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(root, "Piecewise.slnx")))
        {
            root = Path.GetDirectoryName(root) ?? throw new InvalidOperationException("This runs inside the repository.");
        }
        var files = Directory.GetFiles(Path.Combine(root, "src", "Piecewise.Llm"), "*.cs", SearchOption.AllDirectories)
            .Concat(Directory.GetFiles(Path.Combine(root, "docs"), "*.md")).Order(StringComparer.Ordinal);
        var text = Encoding.UTF8.GetBytes(string.Concat(files.Select(File.ReadAllText)));
        var (random, known) = (new Random(1), new HashSet<string>());
        var tokens = Enumerable.Range(0, 256).Select(b => new[] { (byte)b }).ToList();
        while (tokens.Count < Tokens)
        {
            var start = random.Next(text.Length - 20);
            var token = text[start..(start + 2 + Math.Min(random.Next(12), random.Next(12)))];
            if (known.Add(Convert.ToHexString(token)))
            {
                tokens.Add(token);
            }
        }
        return [.. tokens, []];
    }

    private static double At(double[] times, double share) => times[(int)(times.Length * share)];
}
