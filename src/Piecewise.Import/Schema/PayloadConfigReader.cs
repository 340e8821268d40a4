using System.Collections.ObjectModel;

namespace Piecewise.Import;

/// <summary>Reads the table that maps tensors to records, <c>data/…/…_config.json</c> (pt2-format §3.2).</summary>
internal static class PayloadConfigReader
{
    internal static IReadOnlyDictionary<string, PayloadEntry> Read(
        ReadOnlySpan<byte> json, string folder, string document, ProblemList problems, StringPool strings) =>
        JsonCursor.Parse(json, document, problems, strings, (ref root) => ReadTable(ref root, folder))
        ?? ReadOnlyDictionary<string, PayloadEntry>.Empty;

    private static IReadOnlyDictionary<string, PayloadEntry> ReadTable(ref JsonCursor json, string folder)
    {
        var table = new Dictionary<string, PayloadEntry>(StringComparer.Ordinal);
        if (!json.BeginObject())
            return table.AsReadOnly();
        while (json.NextKey(out string key))
        {
            if (key == "config")
                ReadEntries(ref json, folder, table);
            else
                json.Skip();
        }

        return table.AsReadOnly();
    }

    private static void ReadEntries(ref JsonCursor json, string folder, Dictionary<string, PayloadEntry> table)
    {
        if (!json.BeginObject())
            return;
        while (json.NextKey(out string name))
        {
            if (ReadEntry(ref json, name, folder) is { } entry && !table.TryAdd(name, entry))
                json.Fail("this key occurs twice");
        }
    }

    private static PayloadEntry? ReadEntry(ref JsonCursor json, string name, string folder)
    {
        string? path = null;
        bool isParameter = false;
        bool usePickle = false;
        TensorMetaData? meta = null;
        if (!json.BeginObject())
            return null;
        while (json.NextKey(out string key))
        {
            switch (key)
            {
                case "path_name":
                    path = json.Text();
                    break;
                case "is_param":
                    isParameter = json.Boolean();
                    break;
                case "use_pickle":
                    usePickle = json.Boolean();
                    break;
                case "tensor_meta" when !json.IsNull():
                    meta = TensorMetaReader.Read(ref json);
                    break;
                default:
                    json.Skip();
                    break;
            }
        }

        path = ArgumentReader.Required(ref json, path, "path_name");
        return new PayloadEntry(name, folder + path, isParameter, usePickle, meta);
    }
}
