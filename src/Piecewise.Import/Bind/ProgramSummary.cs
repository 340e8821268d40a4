using System.Collections.Immutable;
using Piecewise.Graphs;

namespace Piecewise.Import;

/// <summary>What a file holds, also where it can't be run, and what keeps it from running.</summary>
internal sealed record ProgramSummary
{
    public required string File { get; init; }

    public required string Kind { get; init; }

    public required string TorchVersion { get; init; }

    public required string SchemaVersion { get; init; }

    public required string Dialect { get; init; }

    public required int Nodes { get; init; }

    public required ImmutableArray<SymbolSummary> Symbols { get; init; }

    public required ImmutableArray<string> Guards { get; init; }

    public required ImmutableArray<InputSummary> Inputs { get; init; }

    public required ImmutableArray<string> Outputs { get; init; }

    public required StateSummary State { get; init; }

    public required ImmutableArray<string> ExtraFiles { get; init; }

    public required ImmutableArray<OperatorSummary> Operators { get; init; }

    /// <summary>Calls of the default splitting ops.</summary>
    public required int SplittingSites { get; init; }

    public required ImmutableArray<string> Warnings { get; init; }

    /// <summary>What keeps the program from being loaded; empty where nothing does.</summary>
    public required ImmutableArray<string> Problems { get; init; }

    /// <summary>True where the program can be loaded.</summary>
    public bool CanRun => Problems.IsEmpty;

    /// <summary>How many weights and constants the file holds no data for.</summary>
    public int WithoutData { get; init; }

    /// <summary>What may make a program with unknown operators one that runs; empty where nothing is known to.</summary>
    public string Advice { get; init; } = "";

    /// <summary>Reads a summary of one program of an archive.</summary>
    /// <param name="archive">The open file.</param>
    /// <param name="model">The program.</param>
    /// <param name="catalog">The operators that are known.</param>
    /// <param name="splits">Whether an operator runs between pieces.</param>
    public static ProgramSummary Read(Pt2Archive archive, Pt2Model model, OperatorCatalog catalog, Func<Operator, bool> splits)
    {
        ArgumentNullException.ThrowIfNull(archive);
        ArgumentNullException.ThrowIfNull(model);
        var program = model.Program;
        var symbols = new SymbolTranslator(new ProblemList(""), program.RangeConstraints.Keys);
        var nodes = AllNodes(program.GraphModule.Graph).ToArray();
        var operators = nodes.GroupBy(n => n.Target).Select(g => Describe(g.Key, g.Count(), catalog))
            .OrderByDescending(o => o.Count).ThenBy(o => o.Name, StringComparer.Ordinal).ToImmutableArray();
        var payloads = model.Weights.Values.Concat(model.Constants.Values).ToArray();
        return new ProgramSummary
        {
            File = archive.FileName,
            Kind = archive.Kind.ToString(),
            TorchVersion = program.TorchVersion,
            SchemaVersion = $"{program.SchemaVersion.Major}.{program.SchemaVersion.Minor}",
            Dialect = program.Verifiers.FirstOrDefault("TRAINING"),
            Nodes = nodes.Length,
            Symbols = [.. program.RangeConstraints.OrderBy(r => r.Key, StringComparer.Ordinal)
                .Select(r => new SymbolSummary(r.Key, new Interval(r.Value.Min, r.Value.Max).ToString()))],
            Guards = program.GuardsCode,
            Inputs = InputsOf(program.GraphModule, symbols),
            Outputs = [.. OutputsOf(program.GraphModule, symbols)],
            State = new StateSummary(
                model.Weights.Values.Count(w => w.IsParameter), model.Weights.Values.Count(w => !w.IsParameter), model.Constants.Count,
                payloads.Select(p => p.Path).Distinct().Sum(p => archive.TryGet(p, out var entry) ? entry.Length : 0)),
            ExtraFiles = [.. archive.ExtraFiles.Keys.Order(StringComparer.Ordinal)],
            Operators = operators,
            SplittingSites = nodes.Count(n => catalog.TryGet(TargetName.ToQualifiedName(n.Target), out var op) && splits(op)),
            Warnings = model.Warnings,
            Problems = ProblemsOf(archive, model, catalog),
            WithoutData = model.WithoutData(archive).Count(),
            Advice = program.Verifiers.FirstOrDefault() != "ATEN"
                && nodes.Any(n => ImportScope.IsPyTorchs(n.Target) && !IsKnown(n.Target, catalog)) ? ImportScope.DecompositionAdvice : "",
        };
    }

    // Whether it loads is found out by loading it, which maps the weights and reads none of them.
    private static ImmutableArray<string> ProblemsOf(Pt2Archive archive, Pt2Model model, OperatorCatalog catalog)
    {
        try
        {
            ProgramImporter.Import(archive, model, catalog);
            return [];
        }
        catch (Pt2FormatException e)
        {
            return [.. e.Problems];
        }
    }

    private static OperatorSummary Describe(string target, int count, OperatorCatalog catalog)
    {
        var name = TargetName.ToQualifiedName(target);
        return new OperatorSummary(name, count, IsKnown(target, catalog));
    }

    private static bool IsKnown(string target, OperatorCatalog catalog) =>
        catalog.TryGet(TargetName.ToQualifiedName(target), out _) || GraphImporter.IsWrapper(target);

    private static ImmutableArray<InputSummary> InputsOf(GraphModuleData module, SymbolTranslator symbols) =>
    [
        .. module.Signature.Inputs.Select(spec => spec switch
        {
            InputSpecData.UserInput { Argument: var argument } =>
                new InputSummary(ArgumentNames.Of(argument).FirstOrDefault(""), Text(argument, module.Graph, symbols)),
            InputSpecData.ConstantInput { Name: var name, Value: var value } =>
                new InputSummary(name, $"always {Text(value, module.Graph, symbols)}"),
            _ => null,
        }).OfType<InputSummary>(),
    ];

    // What the caller gets has the name that Python gets at it by.
    private static IEnumerable<string> OutputsOf(GraphModuleData module, SymbolTranslator symbols)
    {
        var names = new Queue<string>(module.CallSignature?.OutputTree.LeafPaths() ?? []);
        foreach (var spec in module.Signature.Outputs)
        {
            yield return spec switch
            {
                OutputSpecData.UserOutput { Argument: var argument } when names.TryDequeue(out var name) && name.Length > 0 =>
                    $"{name}: {Text(argument, module.Graph, symbols)}",
                OutputSpecData.UserOutput { Argument: var argument } => Text(argument, module.Graph, symbols),
                OutputSpecData.BufferMutation { BufferName: var target } => $"the new value of the buffer '{target}'",
                OutputSpecData.ParameterMutation { ParameterName: var target } => $"the new value of the parameter '{target}'",
                OutputSpecData.UserInputMutation { InputName: var target } => $"the new value of the input '{target}'",
                _ => spec.GetType().Name,
            };
        }
    }

    private static string Text(ArgumentData argument, GraphData graph, SymbolTranslator symbols) => argument switch
    {
        ArgumentData.Tensor { Name: var name } when graph.TensorValues.TryGetValue(name, out var meta) =>
            $"{(ElementTypes.TryGet(meta.ScalarType, out var known) ? Tensors.DTypes.TextName(known) : meta.ScalarType.ToString())}"
            + $"[{string.Join(", ", meta.Sizes.Select(symbols.Int))}]",
        ArgumentData.SymInt { Value.Name: not null } => "an int",
        ArgumentData.SymFloat { Value.Name: not null } => "a float",
        ArgumentData.SymBool { Value.Name: not null } => "a bool",
        ArgumentData.SymInt { Value.Literal: var number } => Invariant(number),
        ArgumentData.SymFloat { Value.Literal: var number } => Invariant(number),
        ArgumentData.SymBool { Value.Literal: var flag } => Invariant(flag),
        ArgumentData.Int { Value: var number } => Invariant(number),
        ArgumentData.Float { Value: var number } => Invariant(number),
        ArgumentData.Bool { Value: var flag } => Invariant(flag),
        ArgumentData.Text { Value: var text } => $"\"{Printable.Text(text)}\"",
        ArgumentData.None => "None",
        _ => argument.GetType().Name,
    };

    private static string Invariant<T>(T value) where T : notnull =>
        Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture)!;

    private static IEnumerable<NodeData> AllNodes(GraphData graph)
    {
        foreach (var node in graph.Nodes)
        {
            yield return node;
            foreach (var inner in node.Inputs.Select(i => i.Value).OfType<ArgumentData.Graph>().SelectMany(g => AllNodes(g.Body)))
            {
                yield return inner;
            }
        }
    }
}

/// <summary>A symbol and its range.</summary>
internal sealed record SymbolSummary(string Name, string Range);

/// <summary>A user input and its type.</summary>
internal sealed record InputSummary(string Name, string Type);

/// <summary>How much state a program has; bytes of records, shared ones counted once.</summary>
internal sealed record StateSummary(int Parameters, int Buffers, int Constants, long Bytes);

/// <summary>An operator, how often it is called, and whether it is known here.</summary>
internal sealed record OperatorSummary(string Name, int Count, bool Known);
