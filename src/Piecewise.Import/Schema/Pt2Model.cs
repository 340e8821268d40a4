using System.Collections.Immutable;
using System.Collections.ObjectModel;

namespace Piecewise.Import;

/// <summary>One program of an archive with the tables of its weights and constants, read and checked against the archive.</summary>
/// <param name="Name">Name inside the archive, usually <c>model</c>.</param>
/// <param name="Program">The program.</param>
/// <param name="Weights">Parameters and persistent buffers by full name.</param>
/// <param name="Constants">Other buffers and tensor literals by full name.</param>
/// <param name="Warnings">What is unusual but no hindrance.</param>
internal sealed record Pt2Model(
    string Name,
    ExportedProgramData Program,
    IReadOnlyDictionary<string, PayloadEntry> Weights,
    IReadOnlyDictionary<string, PayloadEntry> Constants,
    ImmutableArray<string> Warnings)
{
    private const string WeightsFolder = "data/weights/";
    private const string ConstantsFolder = "data/constants/";

    /// <summary>Reads a program and all that belongs to it. Weights are located, not touched.</summary>
    /// <param name="archive">The archive; it has to stay open as long as the weights are used.</param>
    /// <param name="name">Which program; null for the only one.</param>
    /// <exception cref="Pt2FormatException">Something is wrong; holds the problems of all records together.</exception>
    public static Pt2Model Read(Pt2Archive archive, string? name = null)
    {
        // Against a thread that closes the archive meanwhile.
        using IDisposable share = archive.RetainMemory();
        name ??= OnlyName(archive);
        (string record, ArchiveEntry entry) = RecordOf(archive, name);
        if (archive.TryGet($"{WeightsFolder}{name}.pt", out _) || archive.TryGet($"{ConstantsFolder}{name}.pt", out _))
        {
            throw new Pt2FormatException(
                archive.FileName,
                "F1",
                "the weights are one pickle, as PyTorch 2.8 wrote them; load it with torch.export.load and save it again with "
                + "torch.export.save of PyTorch 2.9 or newer");
        }

        var problems = new ProblemList(archive.FileName);
        var strings = new StringPool();
        ExportedProgramData? program = ExportedProgramReader.Read(archive.GetBytes(entry), record, problems, strings);
        if (program is not null)
            CheckLimits(program, archive.Limits, problems);
        int before = problems.Count;
        IReadOnlyDictionary<string, PayloadEntry> weights =
            ReadTable(archive, WeightsFolder, $"{name}_weights_config.json", problems, strings);
        IReadOnlyDictionary<string, PayloadEntry> constants =
            ReadTable(archive, ConstantsFolder, $"{name}_constants_config.json", problems, strings);
        // Consequences of a table that could not be read in full would only hide the cause.
        if (problems.Count == before)
        {
            CheckPayloads(archive, weights.Values, problems);
            CheckPayloads(archive, constants.Values, problems);
            if (program is not null)
                CheckSignature(program.GraphModule.Signature, weights, constants, problems);
        }

        problems.ThrowIfAny();
        return new Pt2Model(name, program!, weights, constants, [.. problems.Warnings]);
    }

    /// <summary>
    /// Reads what the inputs and outputs of a program are, and nothing else: what it can be loaded for, at a small part of the time.
    /// </summary>
    /// <inheritdoc cref="Read"/>
    public static GraphSignatureData ReadSignature(Pt2Archive archive, string? name = null)
    {
        using IDisposable share = archive.RetainMemory();
        (string record, ArchiveEntry entry) = RecordOf(archive, name ?? OnlyName(archive));
        var problems = new ProblemList(archive.FileName);
        GraphSignatureData? signature =
            ExportedProgramReader.ReadSignature(archive.GetBytes(entry), record, problems, new StringPool());
        problems.ThrowIfAny();
        return signature!;
    }

    private static (string Record, ArchiveEntry Entry) RecordOf(Pt2Archive archive, string name)
    {
        string record = $"models/{name}.json";
        return archive.TryGet(record, out ArchiveEntry entry)
            ? (record, entry)
            : throw new Pt2FormatException(
                archive.FileName, "F1", $"there is no program '{Printable.Text(name)}'; the archive holds {Listed(archive.ModelNames)}");
    }

    private static string Listed(IReadOnlyList<string> names) =>
        string.Join(", ", names.Take(20).Select(Printable.Text)) + (names.Count > 20 ? $" and {names.Count - 20} more" : "");

    // What is read takes memory by its length; what is made of it takes some time for each of these.
    private static void CheckLimits(ExportedProgramData program, ArchiveLimits limits, ProblemList problems)
    {
        Check(CountNodes(program.GraphModule.Graph), limits.MaxNodes, "calls", nameof(limits.MaxNodes));
        Check(program.RangeConstraints.Count, limits.MaxSymbols, "symbols", nameof(limits.MaxSymbols));
        Check(program.GuardsCode.Length, limits.MaxGuards, "guards", nameof(limits.MaxGuards));
        problems.ThrowIfAny();

        void Check(long count, long limit, string what, string name)
        {
            if (count > limit)
                problems.Add(TooMany(count, limit, what, name));
        }
    }

    /// <summary>A limit of <see cref="ArchiveLimits"/> that is passed, in words.</summary>
    internal static string TooMany(long count, long limit, string what, string name) =>
        $"the program has {count} {what}, more than the {limit} allowed; for a file that you trust, raise the limit {name}";

    // Nested graphs are no deeper than JSON may be.
    private static long CountNodes(GraphData graph)
    {
        long count = graph.Nodes.Length;
        foreach (NodeData node in graph.Nodes)
        {
            foreach (NamedArgumentData input in node.Inputs)
            {
                if (input.Value is ArgumentData.Graph nested)
                    count += CountNodes(nested.Body);
            }
        }

        return count;
    }

    private static string OnlyName(Pt2Archive archive) => archive.ModelNames switch
    {
        [var only] => only,
        [] => throw new Pt2FormatException(archive.FileName, "F1", "the archive holds no program"),
        var several when several.Contains("model") => "model",
        var several => throw new Pt2FormatException(
            archive.FileName,
            "F1",
            $"the archive holds {several.Length} programs, {Listed(several)}: choose one, by --program {Printable.Text(several[0])} on the "
            + "command line, by the option Program in the library"),
    };

    private static IReadOnlyDictionary<string, PayloadEntry> ReadTable(
        Pt2Archive archive, string folder, string file, ProblemList problems, StringPool strings) =>
        archive.TryGet(folder + file, out ArchiveEntry entry)
            ? PayloadConfigReader.Read(archive.GetBytes(entry), folder, folder + file, problems, strings)
            : ReadOnlyDictionary<string, PayloadEntry>.Empty;

    private static void CheckPayloads(Pt2Archive archive, IEnumerable<PayloadEntry> payloads, ProblemList problems)
    {
        foreach (PayloadEntry payload in payloads)
        {
            string shown = Printable.Text(payload.Name);
            if (payload.UsePickle)
                problems.Add($"'{shown}' is pickled (a tensor subclass, perhaps quantized, or a custom object); only plain tensors load");
            else if (!archive.TryGet(payload.Path, out ArchiveEntry entry))
                problems.Add($"the record '{Printable.Text(payload.Path)}' of '{shown}' is missing");
            else if (payload.TensorMeta is not { } meta)
                problems.Add($"'{shown}' has no type and shape");
            else if (meta.Layout != LayoutCode.Strided)
                problems.Add($"'{shown}' has the layout {meta.Layout}; only strided tensors load");
            else if (meta.StaticExtent() is not { } extent)
                problems.Add($"'{shown}' has a symbolic size, which stored tensors can't have");
            // Tensors without data can be looked at; they are refused where the program is to run.
            else if (extent > entry.Length && entry.Length > 0)
                problems.Add($"'{shown}' needs {extent} bytes, its record '{payload.Path}' has {entry.Length}");
        }
    }

    /// <summary>
    /// Names of weights and constants that the file holds no data for: a model on the meta device, or of fake tensors, was exported.
    /// PyTorch takes them as zeros where it loads such a file.
    /// </summary>
    public IEnumerable<string> WithoutData(Pt2Archive archive)
    {
        ArgumentNullException.ThrowIfNull(archive);
        return Weights.Concat(Constants).Where(p => p.Value.TensorMeta is { } meta && meta.StaticExtent() is { } extent && extent > 0
            && (meta.Device.Type == DeviceData.Meta || !archive.TryGet(p.Value.Path, out var entry)
                || entry.Length == 0)).Select(p => p.Key);
    }

    private static void CheckSignature(
        GraphSignatureData signature,
        IReadOnlyDictionary<string, PayloadEntry> weights,
        IReadOnlyDictionary<string, PayloadEntry> constants,
        ProblemList problems)
    {
        foreach (InputSpecData input in signature.Inputs)
        {
            (string? tensor, IReadOnlyDictionary<string, PayloadEntry> table) = input switch
            {
                InputSpecData.Parameter parameter => (parameter.ParameterName, weights),
                InputSpecData.Buffer { IsPersistent: true } buffer => (buffer.BufferName, weights),
                InputSpecData.Buffer buffer => (buffer.BufferName, constants),
                InputSpecData.TensorConstant constant => (constant.ConstantName, constants),
                _ => (null, constants),
            };
            if (tensor is not null && !table.ContainsKey(tensor))
                problems.Add($"the program uses the tensor '{Printable.Text(tensor)}', which the archive does not hold");
        }
    }
}
