using System.Collections.Immutable;
using Piecewise.Compiler.Partition;
using Piecewise.Graphs;

namespace Piecewise.Compiler.Import;

/// <summary>What a file holds, also where it can't be run, and what keeps it from running.</summary>
public sealed record ProgramSummary
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
    public static ProgramSummary Read(Pt2Archive archive, Pt2Model model, OperatorCatalog catalog, SplittingOps splitting)
    {
        ArgumentNullException.ThrowIfNull(archive);
        ArgumentNullException.ThrowIfNull(model);
        var program = model.Program;
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
            Symbols = [.. program.RangeConstraints.OrderBy(r => r.Key, StringComparer.Ordinal).Select(r => new SymbolSummary(r.Key, new Interval(r.Value.Min, r.Value.Max).ToString()))],
            Guards = program.GuardsCode,
            Inputs = Describe(program),
            Outputs = [.. program.GraphModule.Signature.Outputs.Select(o => o.ToString())],
            State = new StateSummary(
                model.Weights.Values.Count(w => w.IsParameter), model.Weights.Values.Count(w => !w.IsParameter), model.Constants.Count,
                payloads.Select(p => p.Path).Distinct().Sum(p => archive.TryGet(p, out var entry) ? entry.Length : 0)),
            ExtraFiles = [.. archive.ExtraFiles.Keys.Order(StringComparer.Ordinal)],
            Operators = operators,
            SplittingSites = nodes.Count(n => catalog.TryGet(TargetName.ToQualifiedName(n.Target), out var op) && splitting.Contains(op)),
            Warnings = model.Warnings,
            Problems = ProblemsOf(archive, model, catalog),
            WithoutData = model.WithoutData(archive).Count(),
            Advice = program.Verifiers.FirstOrDefault() != "ATEN" && nodes.Any(n => ImportScope.IsPyTorchs(n.Target) && !IsKnown(n.Target, catalog)) ? ImportScope.DecompositionAdvice : "",
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

    private static bool IsKnown(string target, OperatorCatalog catalog) => catalog.TryGet(TargetName.ToQualifiedName(target), out _) || GraphImporter.IsWrapper(target);

    private static ImmutableArray<InputSummary> Describe(ExportedProgramData program)
    {
        var problems = new ProblemList("");
        var symbols = new SymbolTranslator(problems, program.RangeConstraints.Keys);
        var result = ImmutableArray.CreateBuilder<InputSummary>();
        foreach (var spec in program.GraphModule.Signature.Inputs)
        {
            switch (spec)
            {
                case InputSpecData.UserInput { Argument: ArgumentData.Tensor { Name: var name } }
                    when program.GraphModule.Graph.TensorValues.TryGetValue(name, out var meta):
                    var dtype = ElementTypes.TryGet(meta.ScalarType, out var known) ? Tensors.DTypes.TextName(known) : meta.ScalarType.ToString();
                    result.Add(new InputSummary(name, $"{dtype}[{string.Join(", ", meta.Sizes.Select(symbols.Int))}]"));
                    break;
                case InputSpecData.UserInput { Argument: var argument }:
                    result.Add(new InputSummary(argument is ArgumentData.SymInt { Value.Name: { } symbolic } ? symbolic : "", argument.GetType().Name));
                    break;
                case InputSpecData.ConstantInput { Name: var name, Value: var value }:
                    result.Add(new InputSummary(name, $"constant {value}"));
                    break;
            }
        }
        return result.ToImmutable();
    }

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
public sealed record SymbolSummary(string Name, string Range);

/// <summary>A user input and its type.</summary>
public sealed record InputSummary(string Name, string Type);

/// <summary>How much state a program has; bytes of records, shared ones counted once.</summary>
public sealed record StateSummary(int Parameters, int Buffers, int Constants, long Bytes);

/// <summary>An operator, how often it is called, and whether it is known here.</summary>
public sealed record OperatorSummary(string Name, int Count, bool Known);
