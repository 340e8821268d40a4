namespace Piecewise.Llm.Tests.Generation;

/// <summary>What language models have in common whose tokens are letters and whose logits are a hash of what came before.</summary>
internal static class LetterModel
{
    /// <summary>The files of a model.</summary>
    /// <param name="vocabulary">How many letters.</param>
    /// <param name="context">Tokens that a sequence may have.</param>
    /// <param name="endOfText">Tokens that end a text.</param>
    /// <param name="decoder">The tokenizer's decoder.</param>
    public static Dictionary<string, string> Files(int vocabulary, long context, int[] endOfText, string decoder) => new()
    {
        ["config.json"] = $$"""{"max_position_embeddings": {{context}}, "eos_token_id": [{{string.Join(", ", endOfText)}}]}""",
        ["tokenizer.json"] = $$$"""
            {"added_tokens": [], "normalizer": null, "pre_tokenizer": null, "post_processor": null, "decoder": {{{decoder}}},
             "model": {"type": "BPE", "merges": [], "vocab": { {{{Letters(vocabulary)}}} } } }
            """,
    };

    /// <summary>Logits that differ in all places where one of the numbers differs.</summary>
    public static float[] Logits(int vocabulary, IEnumerable<uint> state)
    {
        ulong hash = 14695981039346656037;
        foreach (var number in state)
        {
            hash = (hash ^ number) * 1099511628211;
        }
        var logits = new float[vocabulary];
        for (var i = 0; i < vocabulary; i++)
        {
            var z = (hash + (ulong)i) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 31)) * 0x94D049BB133111EB;
            logits[i] = (z >> 40) / (float)(1 << 20);
        }
        return logits;
    }

    private static string Letters(int vocabulary) =>
        string.Join(", ", Enumerable.Range(0, vocabulary).Select(i => $"\"{(char)(0x4E00 + i)}\": {i}"));
}
