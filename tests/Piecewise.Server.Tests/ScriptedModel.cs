using Piecewise.Compiler;
using Piecewise.Llm;
using Piecewise.Tensors;
using Piecewise.Testing;

namespace Piecewise.Server.Tests;

/// <summary>
/// A model that wants to write a certain text, whatever the prompt, with the demonstration model's tokenizer: for one request at a time.
/// Where a token may not come, it takes the next best; which that is follows from nothing.
/// </summary>
internal sealed class ScriptedModel(int[] script, int vocabulary) : ITokenCalls
{
    private int next;

    public bool KeepsState => false;

    public static async Task<LanguageModel> CreateAsync(string text)
    {
        using var source = await CompiledModel.LoadAsync(Path.Combine(Repository.Root, "samples", "jargon.pt2"));
        var files = source.ExtraFiles.ToDictionary();
        var tokenizer = Tokenizer.Load(files["tokenizer.json"]);
        int[] script = [.. tokenizer.Encode(text, addSpecialTokens: false), tokenizer.EndOfText[0]];
        return new LanguageModel("scripted.pt2", files, 512, 1, _ => new ScriptedModel(script, tokenizer.IdLimit));
    }

    public Tensor Run(Tensor ids, Tensor positions, ReadOnlySpan<long> rows)
    {
        // The engine tries a token of its own first.
        var isTrial = ids.ElementCount == 1 && positions.Item<long>() == 0;
        var logits = Tensor.Zeros(DType.F32, rows.Length, vocabulary);
        for (var row = 0; row < rows.Length; row++)
        {
            var wanted = logits.AsSpan<float>().Slice(row * vocabulary, vocabulary);
            for (var i = 0; i < vocabulary; i++)
            {
                wanted[i] = i * 1e-4f;
            }
            wanted[script[Math.Min(next, script.Length - 1)]] = 100;
            next += isTrial ? 0 : 1;
        }
        return logits;
    }

    public void Dispose()
    {
    }
}
