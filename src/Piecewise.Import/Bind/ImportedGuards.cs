using System.Collections.Immutable;
using Piecewise.Graphs;

namespace Piecewise.Import;

/// <summary>
/// A program's guards: conditions of the sizes of its inputs that the export relied on. Those over integers become facts, which each call
/// is checked for before it runs. Those over floats, as <c>10.0*sym_float(n) ** 0.145 &gt; 2.0</c>, become calls in the program that check
/// them, unless the ranges of the sizes leave no other answer.
/// </summary>
internal sealed class ImportedGuards
{
    private readonly GuardTranslator translator;
    private readonly ProblemList problems;
    private readonly List<SymBool> facts = [];
    private readonly List<(string Code, GuardNode Tree)> open = [];

    public ImportedGuards(ExportedProgramData program, SymbolTranslator symbols, ProblemList problems)
    {
        this.problems = problems;
        var module = program.GraphModule;
        translator = new GuardTranslator(
            module.Graph, [.. module.Signature.Inputs.Select(ArgumentName).OfType<Argued>().Select(a => a.Name)],
            module.CallSignature);
        foreach (var code in program.GuardsCode)
        {
            var tree = GuardParser.TryParse(code, out var problem);
            if (tree is not null && translator.Translate(tree) is { } guard && symbols.Bool(guard) is { } fact)
            {
                facts.Add(fact);
            }
            else if (tree is not null)
            {
                open.Add((code, tree));
            }
            else
            {
                Refuse(code, $": {problem}");
            }
        }
    }

    /// <summary>What the guards over integers say.</summary>
    public IReadOnlyList<SymBool> Facts => facts;

    /// <summary>Adds the checks of the guards over floats to a graph that has its inputs by now.</summary>
    public void AddChecks(ImportScope scope, Graph graph, ShapeEnvironment shapes)
    {
        var inputs = graph.Inputs.ToDictionary(i => i.Name, StringComparer.Ordinal);
        var calls = new GuardCalls(
            scope.Catalog, graph, shapes, node => translator.InputName(node) is { } name ? inputs.GetValueOrDefault(name) : null);
        foreach (var (code, tree) in open)
        {
            if (!calls.TryAdd(tree, code))
            {
                Refuse(code, "");
            }
        }
    }

    private void Refuse(string code, string problem) => problems.Add(
        $"the guard {Printable.Text(code)} can't be checked{problem}; it speaks of something other than the sizes of inputs");

    // A user's input, by its name where it has one.
    private sealed record Argued(string? Name);

    private static Argued? ArgumentName(InputSpecData spec) => spec switch
    {
        InputSpecData.ConstantInput { Name: var name } => new Argued(name),
        InputSpecData.UserInput { Argument: ArgumentData.Tensor { Name: var name } } => new Argued(name),
        InputSpecData.UserInput { Argument: ArgumentData.SymInt { Value.Name: var name } } => new Argued(name),
        InputSpecData.UserInput => new Argued((string?)null),
        _ => null,
    };
}
