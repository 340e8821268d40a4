using System.Text.Json;
using Piecewise.Import;
using Piecewise.Runtime;
using Piecewise.Tensors;

namespace Piecewise.Cli.Measuring;

/// <summary>
/// Inputs to measure calls with: floats from -1 to 1, ints from 0 to 99. Of a language model the positions count from 0 and the token ids
/// lie in the vocabulary.
/// </summary>
internal sealed class RandomInputs
{
    private const int Seed = 1;
    private const int Ids = 100;

    private readonly Random random = new(Seed);
    private readonly int vocabulary;

    /// <param name="file">A .pt2 file, whose config.json says how many tokens there are.</param>
    public RandomInputs(string file)
    {
        using var archive = Pt2Archive.Open(file);
        vocabulary = VocabularyOf(archive.ExtraFiles) ?? Ids;
    }

    /// <summary>A token id.</summary>
    public int Token() => random.Next(vocabulary);

    /// <summary>Inputs of a call.</summary>
    public CallValue[] For(ProgramManifest manifest, CallShapes shapes)
    {
        var values = shapes.Zeros();
        for (var i = 0; i < values.Length; i++)
        {
            if (values[i].Tensor is { } tensor)
            {
                values[i] = Filled(tensor, manifest.Inputs[i].Name);
            }
        }
        return values;
    }

    private Tensor Filled(Tensor tensor, string name)
    {
        var numbers = new double[tensor.ElementCount];
        for (var i = 0; i < numbers.Length; i++)
        {
            numbers[i] = tensor.DType.Category() switch
            {
                DTypeCategory.Bool => random.Next(2),
                DTypeCategory.Integer => name == "positions" ? i : name == "input_ids" ? Token() : random.Next(Ids),
                _ => (2 * random.NextDouble()) - 1,
            };
        }
        return Cast.To(Tensor.From(numbers, tensor.Shape), tensor.DType);
    }

    private static int? VocabularyOf(IReadOnlyDictionary<string, string> files)
    {
        if (!files.TryGetValue("config.json", out var text))
        {
            return null;
        }
        try
        {
            using var config = JsonDocument.Parse(text);
            return config.RootElement.ValueKind == JsonValueKind.Object && config.RootElement.TryGetProperty("vocab_size", out var size)
                && size.TryGetInt32(out var count) && count > 0 ? count : null;
        }
        catch (JsonException e)
        {
            throw new UsageException($"The extra file config.json is not JSON: {e.Message}");
        }
    }
}
