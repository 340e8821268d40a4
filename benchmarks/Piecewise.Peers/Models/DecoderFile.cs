using System.Text.Json;
using Piecewise.Import;
using Piecewise.Operators;
using Piecewise.Tensors;

namespace Piecewise.Peers.Models;

/// <summary>A <c>.pt2</c> file of a decoder: its sizes and its weights, which the peers get as well.</summary>
internal sealed class DecoderFile : IDisposable
{
    private readonly ExportedProgram program;

    private DecoderFile(string path, ExportedProgram program, DecoderShape shape)
    {
        FilePath = path;
        Shape = shape;
        this.program = program;
    }

    public string FilePath { get; }

    public DecoderShape Shape { get; }

    /// <summary>Tokens by id, and what is merged, of its <c>tokenizer.json</c>; null where it holds none.</summary>
    public (IReadOnlyList<string> Tokens, IReadOnlyList<string> Merges)? Vocabulary
    {
        get
        {
            if (!program.ExtraFiles.TryGetValue("tokenizer.json", out var json))
            {
                return null;
            }
            var model = JsonElement.Parse(json).GetProperty("model");
            var tokens = model.GetProperty("vocab").EnumerateObject().OrderBy(t => t.Value.GetInt32()).Select(t => t.Name).ToArray();
            return tokens.Length == Shape.Vocabulary
                ? (tokens, [.. model.GetProperty("merges").EnumerateArray().Select(Merge)])
                : throw new InvalidDataException($"{FilePath} has {tokens.Length} tokens, and its vocabulary {Shape.Vocabulary}");
        }
    }

    /// <summary>The number format of the weights.</summary>
    public Format Format => Tensor("embed_tokens.weight").DType == DType.F32 ? Format.F32 : Format.BF16;

    public static DecoderFile Open(string path)
    {
        var program = ProgramImporter.LoadOwned(path, StandardOperators.Create()).Lend();
        if (!program.ExtraFiles.TryGetValue("config.json", out var config))
        {
            program.Dispose();
            throw new InvalidDataException($"{path} holds no config.json; make it with piecewise_export");
        }
        return new DecoderFile(path, program, DecoderShape.Read(config));
    }

    /// <summary>A weight's numbers, row by row as PyTorch keeps them: [outputs, inputs] of a product.</summary>
    /// <param name="name">As Hugging Face names it, without <c>model.</c>.</param>
    public float[] Read(string name)
    {
        var tensor = Tensor(name);
        if (tensor.DType == DType.F32)
        {
            return tensor.ToArray<float>();
        }
        var halves = tensor.ToArray<BFloat16>();
        var numbers = new float[halves.Length];
        for (var i = 0; i < numbers.Length; i++)
        {
            numbers[i] = (float)halves[i];
        }
        return numbers;
    }

    public void Dispose() => program.Dispose();

    private static string Merge(JsonElement pair) =>
        pair.ValueKind == JsonValueKind.String ? pair.GetString()! : $"{pair[0].GetString()} {pair[1].GetString()}";

    private Tensor Tensor(string name) =>
        program.State.TryGetValue($"model.model.{name}", out var tensor) || program.State.TryGetValue($"model.{name}", out tensor)
        ? tensor
        : throw new InvalidDataException($"{FilePath} holds no weight {name}");
}
