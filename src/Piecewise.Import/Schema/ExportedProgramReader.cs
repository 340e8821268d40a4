using System.Collections.Immutable;
using System.Collections.ObjectModel;

namespace Piecewise.Import;

/// <summary>Reads a program's JSON record. Unknown keys are ignored and missing ones have defaults, as minor versions only add.</summary>
internal static class ExportedProgramReader
{
    /// <summary>Reads a program, adding to problems that the caller throws together; null where there is at least one.</summary>
    internal static ExportedProgramData? Read(ReadOnlySpan<byte> json, string document, ProblemList problems, StringPool strings)
    {
        int before = problems.Count;
        ExportedProgramData? program = JsonCursor.Parse(json, document, problems, strings, Read);
        return problems.Count == before ? program : null;
    }

    /// <summary>Reads the signature alone, and passes over the rest unchecked; null where there is at least one problem.</summary>
    internal static GraphSignatureData? ReadSignature(ReadOnlySpan<byte> json, string document, ProblemList problems, StringPool strings)
    {
        int before = problems.Count;
        GraphSignatureData? signature = JsonCursor.Parse(json, document, problems, strings, ReadSignature);
        return problems.Count == before ? signature : null;
    }

    private static GraphSignatureData? ReadSignature(ref JsonCursor json)
    {
        GraphSignatureData? signature = null;
        bool hasModule = false;
        if (!json.BeginObject())
            return null;
        while (json.NextKey(out string key))
        {
            if (key == "graph_module")
            {
                signature = GraphModuleReader.ReadSignature(ref json);
                hasModule = true;
            }
            else
            {
                json.Skip();
            }
        }

        if (!hasModule)
            json.Fail("'graph_module' is missing");
        return signature;
    }

    private static ExportedProgramData? Read(ref JsonCursor json)
    {
        GraphModuleData? module = null;
        IReadOnlyDictionary<string, int> opsets = ReadOnlyDictionary<string, int>.Empty;
        IReadOnlyDictionary<string, RangeConstraintData> ranges = ReadOnlyDictionary<string, RangeConstraintData>.Empty;
        SchemaVersionData? version = null;
        ImmutableArray<string> verifiers = [];
        // PyTorch's own default for programs that do not name their writer.
        string torchVersion = "<=2.4";
        ImmutableArray<string> guards = [];
        bool hasModule = false;
        if (!json.BeginObject())
            return null;
        while (json.NextKey(out string key))
        {
            switch (key)
            {
                case "graph_module":
                    module = GraphModuleReader.Read(ref json);
                    hasModule = true;
                    break;
                case "opset_version":
                    opsets = json.Map(static (ref item) => item.Int32());
                    break;
                case "range_constraints":
                    ranges = json.Map(ReadRange);
                    break;
                case "schema_version":
                    version = ReadVersion(ref json);
                    break;
                case "verifiers":
                    verifiers = json.Values(static (ref item) => item.Text());
                    break;
                case "torch_version":
                    torchVersion = json.Text();
                    break;
                case "guards_code":
                    guards = json.Values(static (ref item) => item.Text());
                    break;
                default:
                    json.Skip();
                    break;
            }
        }

        ProblemList problems = json.Problems;
        problems.Writer = "PyTorch " + Printable.Text(torchVersion);
        if (!hasModule)
            json.Fail("'graph_module' is missing");
        int warningsBefore = problems.Warnings.Count;
        CheckVersion(version, problems);
        return module is null
            ? null
            : new ExportedProgramData(
                module, opsets, ranges, version ?? default, verifiers, torchVersion, guards, [.. problems.Warnings.Skip(warningsBefore)]);
    }

    private static void CheckVersion(SchemaVersionData? version, ProblemList problems)
    {
        SchemaVersionData tested = SchemaVersionData.Tested;
        if (version is not { } found)
        {
            problems.AddCause("the program does not say which schema version it follows", "F1");
        }
        else if (found.Major != tested.Major)
        {
            string advice = found.Major < tested.Major
                ? "save it again with torch.export.save of PyTorch 2.9 or newer"
                : "update this library";
            problems.AddCause($"the program follows schema version {found}, only {tested.Major}.x is known; {advice}", "F1");
        }
        else if (found.Minor > tested.Minor)
        {
            problems.Warn($"the program follows schema version {found}, newer than the tested {tested}; fields it adds are ignored");
        }
    }

    private static RangeConstraintData ReadRange(ref JsonCursor json)
    {
        long? min = null;
        long? max = null;
        if (!json.BeginObject())
            return default;
        while (json.NextKey(out string key))
        {
            switch (key)
            {
                case "min_val":
                    min = json.IsNull() ? null : json.Int64();
                    break;
                case "max_val":
                    max = json.IsNull() ? null : json.Int64();
                    break;
                default:
                    json.Skip();
                    break;
            }
        }

        return new RangeConstraintData(min, max);
    }

    private static SchemaVersionData? ReadVersion(ref JsonCursor json)
    {
        int major = 0;
        int minor = 0;
        if (!json.BeginObject())
            return null;
        while (json.NextKey(out string key))
        {
            switch (key)
            {
                case "major":
                    major = json.Int32();
                    break;
                case "minor":
                    minor = json.Int32();
                    break;
                default:
                    json.Skip();
                    break;
            }
        }

        return new SchemaVersionData(major, minor);
    }
}
