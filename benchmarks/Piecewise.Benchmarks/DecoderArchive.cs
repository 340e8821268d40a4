using System.Text.Json;
using Piecewise.Graphs;
using Piecewise.Tensors;
using Piecewise.Testing;

namespace Piecewise.Benchmarks;

/// <summary>
/// Writes a Qwen3-0.6B-shaped program with all its weights, which are zeros, as <c>torch.export.save</c> would: about 1.2 GB.
/// </summary>
internal static class DecoderArchive
{
    public static void Write(string path, OperatorCatalog catalog, int layers)
    {
        var graph = SyntheticDecoder.Build(catalog, layers);
        var weights = graph.Inputs.Where(i => i.Input!.Kind == InputKind.Parameter).ToList();
        using var archive = new StoredArchive(path, "decoder/");
        foreach (var (index, weight) in weights.Index())
        {
            var type = (TensorType)weight.Type;
            archive.AddZeros($"data/weights/weight_{index}", type.ElementCount.Constant * type.DType.Size());
        }
        archive.Add("data/weights/model_weights_config.json", WeightsConfig(weights));
        archive.Add("data/constants/model_constants_config.json", """{"config": {}}"""u8);
        archive.Add("models/model.json", ProgramJson.Write(graph));
        archive.Add("archive_format", "pt2"u8);
        archive.Add("archive_version", "0"u8);
        archive.Add("byteorder", "little"u8);
    }

    private static byte[] WeightsConfig(List<Node> weights)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteStartObject("config");
            foreach (var (index, weight) in weights.Index())
            {
                json.WriteStartObject(weight.Input!.Target);
                json.WriteString("path_name", $"weight_{index}");
                json.WriteBoolean("is_param", true);
                json.WriteBoolean("use_pickle", false);
                json.WritePropertyName("tensor_meta");
                ProgramJson.WriteMeta(json, (TensorType)weight.Type);
                json.WriteEndObject();
            }
            json.WriteEndObject();
            json.WriteEndObject();
        }
        return stream.ToArray();
    }
}
