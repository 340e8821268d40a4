// Which of a few notes is a question about? An embedding model gives each text a vector; texts of one meaning lie close together.
// Run it in the folder of the repository: dotnet run -c Release --project samples/Search -- "my head hurts"
// The model: python/samples/sentences.py, which trains it in a minute.
using System.Text;
using Piecewise.Compiler;
using Piecewise.Tensors;

string[] notes =
[
    "Soup: cook the vegetables for an hour, then add rice.",
    "The ferry to the coast leaves at nine.",
    "Printer shows an error? Turn it off, and start it again.",
    "Parcels can be sent back within 30 days; you get your money then.",
    "Against a fever: medicine, tea, and a day in bed.",
    "Orchestra plays Mozart, a concert in the old church.",
];
var question = args.Length > 0 ? string.Join(' ', args) : "what helps against a cold";

using var model = await CompiledModel.LoadAsync("samples/sentences.pt2");
var wanted = Embed(question);
foreach (var (note, score) in notes.Select(n => (Note: n, Score: Likeness(wanted, Embed(n)))).OrderByDescending(n => n.Score).Take(3))
{
    Console.WriteLine($"{score:F2}  {note}");
}

float[] Embed(string text)
{
    long[] tokens = [.. Tokens(text)];
    return model.Run(Tensor.From(tokens, tokens.Length))["embedding"].Tensor!.ToArray<float>();
}

// Vectors have length 1: their product is the cosine of the angle between them.
static float Likeness(float[] x, float[] y) => x.Zip(y, (a, b) => a * b).Sum();

// The words of a text and their groups of three letters, as numbers below 4096 by the hash FNV-1a: what the model was trained with.
static IEnumerable<long> Tokens(string text)
{
    var letters = string.Concat(text.ToLowerInvariant().Select(c => char.IsLetterOrDigit(c) ? c : ' '));
    foreach (var word in letters.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(w => $"<{w}>"))
    {
        yield return Number(word);
        for (var i = 0; i + 3 <= word.Length; i++)
        {
            yield return Number(word.Substring(i, 3));
        }
    }
}

static long Number(string text) => Encoding.UTF8.GetBytes(text).Aggregate(2166136261u, (hash, b) => (hash ^ b) * 16777619) % 4096;
