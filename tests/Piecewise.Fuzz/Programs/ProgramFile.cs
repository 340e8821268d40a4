using System.Text.Json;
using System.Text.Json.Nodes;
using Piecewise.Import;

namespace Piecewise.Fuzz;

/// <summary>A <c>.pt2</c> file taken apart, so that it can be changed and put together again.</summary>
internal sealed class ProgramFile
{
    private const string ProgramRecord = "models/model.json";
    private const string WeightsRecord = "data/weights/model_weights_config.json";
    private const int LargestRecord = 1 << 20;
    private const string ConstantsRecord = "data/constants/model_constants_config.json";
    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = 512 };
    private static readonly JsonSerializerOptions Writing = new() { MaxDepth = 512 };

    private ProgramFile(JsonObject program, JsonObject weights, JsonObject constants, Dictionary<string, byte[]> records) =>
        (Program, Weights, Constants, Records) = (program, weights, constants, records);

    /// <summary>The program's JSON.</summary>
    public JsonObject Program { get; }

    /// <summary>By name: which record a weight lies in, and its type.</summary>
    public JsonObject Weights { get; }

    /// <inheritdoc cref="Weights"/>
    public JsonObject Constants { get; }

    /// <summary>The other records by name, below the root.</summary>
    public Dictionary<string, byte[]> Records { get; }

    public JsonObject Graph => Program["graph_module"]!["graph"]!.AsObject();

    public JsonObject Signature => Program["graph_module"]!["signature"]!.AsObject();

    public JsonArray Nodes => Graph["nodes"]!.AsArray();

    public JsonObject TensorValues => Graph["tensor_values"]!.AsObject();

    public JsonObject SymIntValues => Graph["sym_int_values"]!.AsObject();

    public JsonObject Ranges => Program["range_constraints"]!.AsObject();

    /// <summary>A program without nodes.</summary>
    public static ProgramFile Empty() => new(
        JsonNode.Parse("""
            {"graph_module": {"graph": {"inputs": [], "outputs": [], "nodes": [], "tensor_values": {}, "sym_int_values": {},
              "sym_bool_values": {}, "sym_float_values": {}, "custom_obj_values": {}, "is_single_tensor_return": false},
              "signature": {"input_specs": [], "output_specs": []}, "module_call_graph": [], "metadata": {},
              "treespec_namedtuple_fields": {}},
             "opset_version": {"aten": 10}, "range_constraints": {}, "schema_version": {"major": 8, "minor": 20}, "verifiers": ["TRAINING"],
             "torch_version": "2.14.1", "guards_code": []}
            """)!.AsObject(),
        new JsonObject(), new JsonObject(), new Dictionary<string, byte[]>(StringComparer.Ordinal));

    /// <summary>Reads a file; null where it is no program that could be changed.</summary>
    public static ProgramFile? Read(string path)
    {
        try
        {
            using var archive = Pt2Archive.Open(path);
            if (!archive.TryGet(ProgramRecord, out var entry)
                || JsonNode.Parse(ArchiveBytes.Of(archive, entry), documentOptions: Deep) is not JsonObject program)
            {
                return null;
            }
            foreach (var node in program["graph_module"]!["graph"]!["nodes"]!.AsArray())
            {
                // Where it comes from: half of the text, and of no consequence.
                node!["metadata"] = new JsonObject();
            }
            var records = new Dictionary<string, byte[]>(StringComparer.Ordinal);
            foreach (var record in archive.Entries)
            {
                if (record.Name is not (ProgramRecord or WeightsRecord or ConstantsRecord)
                    && record.Name.StartsWith("data/", StringComparison.Ordinal)
                    && record.Length <= LargestRecord)
                {
                    records[record.Name] = ArchiveBytes.Of(archive, record);
                }
            }
            return new ProgramFile(program, Table(archive, WeightsRecord), Table(archive, ConstantsRecord), records);
        }
        catch (Exception e) when (e is Pt2FormatException or JsonException or NullReferenceException or OverflowException)
        {
            return null;
        }
    }

    public ProgramFile Clone() => new(
        Program.DeepClone().AsObject(), Weights.DeepClone().AsObject(), Constants.DeepClone().AsObject(),
        new Dictionary<string, byte[]>(Records, StringComparer.Ordinal));

    /// <summary>The file.</summary>
    public byte[] Build() => StoredZip.Build(
    [
        .. Records.OrderBy(r => r.Key, StringComparer.Ordinal).Select(r => ($"m/{r.Key}", r.Value)),
        ($"m/{WeightsRecord}", Bytes(Config(Weights))),
        ($"m/{ConstantsRecord}", Bytes(Config(Constants))),
        ($"m/{ProgramRecord}", Bytes(Program)),
        ("m/archive_format", "pt2"u8.ToArray()),
        ("m/archive_version", "0"u8.ToArray()),
        ("m/.data/version", "6\n"u8.ToArray()),
        ("m/byteorder", "little"u8.ToArray()),
    ]);

    private static byte[] Bytes(JsonNode json) => JsonSerializer.SerializeToUtf8Bytes(json, Writing);

    private static JsonObject Config(JsonObject table) => new() { ["config"] = table.DeepClone() };

    private static JsonObject Table(Pt2Archive archive, string record) =>
        archive.TryGet(record, out var entry) && JsonNode.Parse(ArchiveBytes.Of(archive, entry)) is JsonObject json
            && json["config"] is JsonObject table ? table.DeepClone().AsObject() : [];
}
