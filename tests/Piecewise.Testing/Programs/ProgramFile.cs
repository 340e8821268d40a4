using System.IO.Compression;
using System.Text.Json;
using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Testing;

/// <summary>
/// A <c>.pt2</c> archive that is written node by node, as <c>torch.export.save</c> would write it, or as nobody would: what is put in goes
/// into the file unchecked. Types are given, not inferred, so that writing costs the same for every size.
/// </summary>
internal sealed class ProgramFile
{
    private readonly Dictionary<string, TensorType> weights = new(StringComparer.Ordinal);
    private readonly List<(string Name, bool IsParameter)> inputs = [];
    private readonly List<string> outputs = [];
    private readonly List<string> guards = [];
    private readonly List<(string Symbol, long? Min, long? Max)> ranges = [];

    /// <summary>The nodes and types of the program.</summary>
    public ProgramGraph Graph { get; } = new();

    /// <summary>A tensor that the user passes.</summary>
    public string Input(string name, TensorType type)
    {
        inputs.Add((name, false));
        return Graph.Input(name, type);
    }

    /// <summary>A weight, all of whose elements are 0.</summary>
    public string Parameter(string name, TensorType type)
    {
        inputs.Add((name, true));
        weights.Add(name, type);
        return Graph.Input(name, type);
    }

    /// <summary>Returns a tensor to the user.</summary>
    public void Output(string name)
    {
        outputs.Add(name);
        Graph.Output(name);
    }

    /// <summary>A condition in Python, over <c>L['x'].size()[0]</c>.</summary>
    public void Guard(string code) => guards.Add(code);

    /// <summary>The range of a symbol.</summary>
    public void Range(string symbol, long? min, long? max) => ranges.Add((symbol, min, max));

    /// <summary>The program's record.</summary>
    public byte[] Json()
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { SkipValidation = true, MaxDepth = 1 << 20 }))
        {
            json.WriteStartObject();
            json.WriteStartObject("graph_module");
            json.WritePropertyName("graph");
            Graph.Write(json);
            WriteSignature(json);
            json.WriteStartArray("module_call_graph");
            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteStartObject("opset_version");
            json.WriteEndObject();
            json.WriteStartObject("range_constraints");
            foreach (var (symbol, min, max) in ranges)
            {
                json.WriteStartObject(symbol);
                WriteOptional(json, "min_val", min);
                WriteOptional(json, "max_val", max);
                json.WriteEndObject();
            }
            json.WriteEndObject();
            json.WriteStartObject("schema_version");
            json.WriteNumber("major", 8);
            json.WriteNumber("minor", 20);
            json.WriteEndObject();
            json.WriteStartArray("verifiers");
            json.WriteStringValue("TRAINING");
            json.WriteEndArray();
            json.WriteString("torch_version", "2.14.1");
            json.WriteStartArray("guards_code");
            foreach (var guard in guards)
            {
                json.WriteStringValue(guard);
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return stream.ToArray();
    }

    /// <summary>The whole archive.</summary>
    public byte[] Archive()
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, type) in weights)
            {
                Add($"data/weights/{name}", new byte[type.ElementCount.Constant * type.DType.Size()]);
            }
            Add("data/weights/model_weights_config.json", WeightsConfig());
            Add("data/constants/model_constants_config.json", """{"config": {}}"""u8.ToArray());
            Add("models/model.json", Json());
            Add("archive_format", "pt2"u8.ToArray());
            Add("archive_version", "0"u8.ToArray());
            Add("byteorder", "little"u8.ToArray());

            void Add(string name, byte[] content)
            {
                using var entry = zip.CreateEntry("m/" + name, CompressionLevel.NoCompression).Open();
                entry.Write(content);
            }
        }
        return stream.ToArray();
    }

    private byte[] WeightsConfig()
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteStartObject("config");
            foreach (var (name, type) in weights)
            {
                json.WriteStartObject(name);
                json.WriteString("path_name", name);
                json.WriteBoolean("is_param", true);
                json.WriteBoolean("use_pickle", false);
                json.WritePropertyName("tensor_meta");
                ProgramGraph.WriteMeta(json, type);
                json.WriteEndObject();
            }
            json.WriteEndObject();
            json.WriteEndObject();
        }
        return stream.ToArray();
    }

    private void WriteSignature(Utf8JsonWriter json)
    {
        json.WriteStartObject("signature");
        json.WriteStartArray("input_specs");
        foreach (var (name, isParameter) in inputs)
        {
            json.WriteRawValue(isParameter
                ? $"{{\"parameter\": {{\"arg\": {{\"name\": \"{name}\"}}, \"parameter_name\": \"{name}\"}}}}"
                : $"{{\"user_input\": {{\"arg\": {ArgText.Tensor(name)}}}}}");
        }
        json.WriteEndArray();
        json.WriteStartArray("output_specs");
        foreach (var name in outputs)
        {
            json.WriteRawValue($"{{\"user_output\": {{\"arg\": {ArgText.Tensor(name)}}}}}");
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteOptional(Utf8JsonWriter json, string name, long? value)
    {
        if (value is { } number)
        {
            json.WriteNumber(name, number);
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
