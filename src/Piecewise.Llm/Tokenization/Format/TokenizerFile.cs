using System.Text.Json;
using Piecewise.Llm.Tokenization.Decoding;
using Piecewise.Llm.Tokenization.Model;
using Piecewise.Llm.Tokenization.Normalization;
using Piecewise.Llm.Tokenization.Splitting;

namespace Piecewise.Llm.Tokenization.Format;

/// <summary>The parts of a <c>tokenizer.json</c>, in the order in which text meets them.</summary>
/// <param name="AddedTokens">Found in the text first.</param>
/// <param name="Normalizer">Rewrites what lies between them.</param>
/// <param name="PreTokenizer">Cuts that into words.</param>
/// <param name="Model">Turns each word into ids.</param>
/// <param name="Template">The ids around a text, in order; null stands for the ids of the text.</param>
/// <param name="Decoders">Turn tokens into text again.</param>
internal sealed record TokenizerFile(
    IReadOnlyList<AddedToken> AddedTokens,
    Normalizer? Normalizer,
    PreTokenizer? PreTokenizer,
    WordModel Model,
    IReadOnlyList<int[]?> Template,
    IReadOnlyList<TokenDecoder> Decoders)
{
    /// <exception cref="TokenizerFormatException">The file is malformed, or has parts that are not supported.</exception>
    public static TokenizerFile Read(ReadOnlySpan<byte> utf8)
    {
        var problems = new FormatProblems();
        try
        {
            var file = Read(utf8, problems);
            problems.ThrowIfAny();
            return file!;
        }
        catch (JsonException exception)
        {
            problems.Add("the file", $"not JSON: {exception.Message}");
            problems.ThrowIfAny();
            throw;
        }
    }

    /// <returns>Null only if there are problems.</returns>
    private static TokenizerFile? Read(ReadOnlySpan<byte> utf8, FormatProblems problems)
    {
        var modelReader = new ModelReader(problems);
        var reader = new Utf8JsonReader(utf8);
        reader.Read();
        var file = FieldReader.Read(ref reader, "", new ModelField(modelReader), problems);
        // Nothing but white space may follow; the reader complains if something does.
        while (reader.Read())
        {
        }

        string version = file.Text("version", fallback: "1.0");
        if (version != "1.0") file.Problem("version", $"\"{version}\" (supported: \"1.0\")");
        // Both would change the ids of an encoded text, and belong to whoever batches texts.
        if (file.Has("truncation")) file.Problem("truncation", "texts cut to a length (supported: null)");
        if (file.Has("padding")) file.Problem("padding", "texts filled up to a length (supported: null)");

        var normalizer = file.Has("normalizer") ? NormalizerReader.Read(file.Section("normalizer")) : null;
        var preTokenizer = file.Has("pre_tokenizer") ? PreTokenizerReader.Read(file.Section("pre_tokenizer")) : null;
        var template = file.Has("post_processor") ? new PostProcessorReader(problems).Read(file.Section("post_processor")) : [null];
        var decoders = file.Has("decoder") ? DecoderReader.Read(file.Section("decoder")) : [new SpacesDecoder()];

        var model = modelReader.Build(utf8);
        var tokens = AddedTokenReader.Read(file, model?.Vocabulary ?? new Vocabulary(0));
        file.RefuseTheRest();
        return model is null ? null : new(tokens, normalizer, preTokenizer, model, template, decoders);
    }
    /// <summary>The one large field of the file.</summary>
    private sealed class ModelField(ModelReader model) : ILargeFieldReader
    {
        public bool TryRead(string name, ref Utf8JsonReader reader)
        {
            if (name != "model") return false;
            model.Read(ref reader);
            return true;
        }
    }
}
