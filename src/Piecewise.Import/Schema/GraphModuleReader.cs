using System.Collections.Immutable;
using System.Collections.ObjectModel;

namespace Piecewise.Import;

/// <summary>Reads the outermost graph with its signature and calling convention.</summary>
internal static class GraphModuleReader
{
    public static GraphModuleData? Read(ref JsonCursor json)
    {
        GraphData? graph = null;
        GraphSignatureData? signature = null;
        ImmutableArray<PendingCall> calls = [];
        IReadOnlyDictionary<string, string> metadata = ReadOnlyDictionary<string, string>.Empty;
        IReadOnlyDictionary<string, ImmutableArray<string>> namedTuples = ReadOnlyDictionary<string, ImmutableArray<string>>.Empty;
        if (!json.BeginObject())
            return null;
        while (json.NextKey(out string key))
        {
            switch (key)
            {
                case "graph":
                    graph = GraphReader.Read(ref json);
                    break;
                case "signature":
                    signature = SignatureReader.Read(ref json);
                    break;
                case "module_call_graph":
                    calls = json.List(ReadCall);
                    break;
                case "metadata":
                    metadata = json.Map(static (ref item) => item.Text());
                    break;
                case "treespec_namedtuple_fields":
                    namedTuples = json.Map(ReadFieldNames);
                    break;
                default:
                    json.Skip();
                    break;
            }
        }

        if (graph is null)
            json.Fail("'graph' is missing");
        if (signature is null)
            json.Fail("'signature' is missing");
        if (graph is null || signature is null)
            return null;
        CheckArity(ref json, graph, signature);
        ProblemList problems = json.Problems;
        StringPool strings = json.Strings;
        return new GraphModuleData(
            graph, signature, [.. calls.Select(call => call.Resolve(namedTuples, problems, strings))], metadata, namedTuples);
    }

    /// <summary>Reads the signature alone.</summary>
    public static GraphSignatureData? ReadSignature(ref JsonCursor json)
    {
        GraphSignatureData? signature = null;
        if (!json.BeginObject())
            return null;
        while (json.NextKey(out string key))
        {
            if (key == "signature")
                signature = SignatureReader.Read(ref json);
            else
                json.Skip();
        }

        if (signature is null)
            json.Fail("'signature' is missing");
        return signature;
    }

    private static void CheckArity(ref JsonCursor json, GraphData graph, GraphSignatureData signature)
    {
        if (graph.Inputs.Length != signature.Inputs.Length)
            json.Fail($"the graph has {graph.Inputs.Length} inputs, its signature {signature.Inputs.Length}");
        if (graph.Outputs.Length != signature.Outputs.Length)
            json.Fail($"the graph has {graph.Outputs.Length} outputs, its signature {signature.Outputs.Length}");
    }

    private static PendingCall? ReadCall(ref JsonCursor json)
    {
        var call = new PendingCall();
        if (!json.BeginObject())
            return null;
        while (json.NextKey(out string key))
        {
            switch (key)
            {
                case "fqn":
                    call.Name = json.Text();
                    break;
                case "signature" when !json.IsNull():
                    ReadSignature(ref json, call);
                    break;
                default:
                    json.Skip();
                    break;
            }
        }

        return call;
    }

    private static void ReadSignature(ref JsonCursor json, PendingCall call)
    {
        if (!json.BeginObject())
            return;
        call.HasSignature = true;
        while (json.NextKey(out string key))
        {
            switch (key)
            {
                case "inputs":
                    call.Inputs = json.List(ArgumentReader.Read);
                    break;
                case "outputs":
                    call.Outputs = json.List(ArgumentReader.Read);
                    break;
                case "in_spec":
                    (call.InputTree, call.InputPath) = (json.Text(), json.Path);
                    break;
                case "out_spec":
                    (call.OutputTree, call.OutputPath) = (json.Text(), json.Path);
                    break;
                case "forward_arg_names":
                    call.ArgumentNames = json.IsNull() ? null : json.Values(static (ref item) => item.Text());
                    break;
                default:
                    json.Skip();
                    break;
            }
        }

        if (call.InputPath.Length == 0 || call.OutputPath.Length == 0)
            json.Fail("'in_spec' or 'out_spec' is missing");
    }

    private static ImmutableArray<string> ReadFieldNames(ref JsonCursor json)
    {
        ImmutableArray<string> names = [];
        if (!json.BeginObject())
            return names;
        while (json.NextKey(out string key))
        {
            if (key == "field_names")
                names = json.Values(static (ref item) => item.Text());
            else
                json.Skip();
        }

        return names;
    }

    /// <summary>A call whose trees wait for the names of namedtuple fields, which the file lists after it.</summary>
    private sealed class PendingCall
    {
        public string Name { get; set; } = "";

        public bool HasSignature { get; set; }

        public ImmutableArray<ArgumentData> Inputs { get; set; } = [];

        public ImmutableArray<ArgumentData> Outputs { get; set; } = [];

        public string InputTree { get; set; } = "";

        public string InputPath { get; set; } = "";

        public string OutputTree { get; set; } = "";

        public string OutputPath { get; set; } = "";

        public ImmutableArray<string>? ArgumentNames { get; set; }

        public ModuleCallData Resolve(
            IReadOnlyDictionary<string, ImmutableArray<string>> namedTuples, ProblemList problems, StringPool strings)
        {
            // A missing tree was recorded as a problem already.
            if (!HasSignature || InputPath.Length == 0 || OutputPath.Length == 0)
                return new ModuleCallData(Name, null);
            TreeSpec inputTree = TreeSpecReader.Read(InputTree, InputPath, namedTuples, problems, strings);
            TreeSpec outputTree = TreeSpecReader.Read(OutputTree, OutputPath, namedTuples, problems, strings);
            return new ModuleCallData(Name, new ModuleCallSignatureData(Inputs, Outputs, inputTree, outputTree, ArgumentNames));
        }
    }
}
