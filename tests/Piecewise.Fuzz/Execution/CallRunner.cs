using Piecewise.Compiler;
using Piecewise.Graphs;
using Piecewise.Import;

namespace Piecewise.Fuzz;

/// <summary>Makes calls in every mode of a program and compares what comes of them.</summary>
internal sealed class CallRunner(PreparedProgram prepared, List<ProgramMode> modes, Action<string> phase, CaseReport report)
{
    private readonly ExportedProgram program = prepared.Program;
    // A conjugate is a lazy view in PyTorch and in functional graphs, and a copy for the interpreter of the graph as imported.
    // What bytes mean that are no weights as they are packed is each kernel's own.
    private readonly bool isRandom = prepared.Program.Graph.Nodes.Any(
            n => n.Operator is { IsRandom: true } || n.Operator?.Schema.BaseName is "integer_linear" or "integer_convolution")
        || (prepared.Program.Graph.Nodes.Any(n => n.Operator?.Schema.BaseName is "conj" or "_conj")
            && prepared.Program.Graph.Nodes.Any(n => n.Operator is { Schema.HasWrites: true }));

    // Whether what is masked out, times a weight of 0, is 0 or NaN is each kernel's own, as in PyTorch.
    private readonly bool isAttention = prepared.Program.Graph.Nodes
        .Any(n => n.Operator?.Name.Contains("attention", StringComparison.Ordinal) == true);

    // What rounding leaves of a 0, times infinity, is infinite; 0 itself makes NaN of it. gelu of infinity is infinite or, where PyTorch's
    // kernel has dense memory before it, NaN; times a gate it is the former.
    private readonly bool isProduct = prepared.Program.Graph.Nodes.Any(n => n.Operator?.Schema.BaseName is { } name
        && (name.Contains("mm", StringComparison.Ordinal) || name is "matmul" or "linear" or "gelu"));

    // Levels that lie in the middle between two may become either: scales are multiplied in another order.
    private readonly bool hasLevels = prepared.Program.Graph.Nodes
        .Any(n => n.Operator?.Schema.BaseName.StartsWith("quantize_per", StringComparison.Ordinal) == true);

    // A scale that is no number makes all of the scores like what is masked out.
    private readonly bool isScaledBeyond = prepared.Program.Graph.Nodes.Any(
        n => n.Operator?.Name.Contains("attention", StringComparison.Ordinal) == true
            && n.Arguments.Any(a => a is FloatArgument { Value: var scale } && !double.IsFinite(scale)));

    public void Run(IEnumerable<CallCase> calls)
    {
        foreach (var call in calls)
        {
            var values = Make(call, mode => mode.Run(call.Inputs));
            if (values && call.IsGivenBack && GivenBack(call) is { } again)
            {
                Make(again, mode => mode.Run(again.Inputs, again.Results));
            }
        }
    }

    // True where all modes have returned the same.
    private bool Make(CallCase call, Func<ProgramMode, Outcome> run)
    {
        var outcomes = new List<(string Mode, Outcome Outcome)>();
        foreach (var mode in modes)
        {
            phase($"{call.Kind}, {mode.Name}");
            outcomes.Add((mode.Name, run(mode)));
        }
        phase("compare");
        Finding? finding;
        try
        {
            finding = IsDropped(outcomes) ? null
                : CallJudge.Judge(call, outcomes,
                    isRandom || isScaledBeyond
                        || (isAttention && call.Kind.StartsWith(nameof(CallKind.Extreme), StringComparison.Ordinal)),
                    hasLevels);
        }
        catch (InsufficientMemoryException)
        {
            // Of a run's memory, results may take nearly all.
            modes.ForEach(m => m.Restart());
            return false;
        }
        if (finding?.Kind == FindingKind.Difference
            && (Conditioning.IsPoor(program, modes[0], call.Inputs, outcomes[0].Outcome)
                || (IsFinite(finding) ? Conditioning.Cancels(program, call.Inputs, outcomes[0].Outcome)
                    : (isProduct && IsInfinite(finding)) || Conditioning.Overflows(program, call.Inputs))))
        {
            // Any rounding changes the result as much: ties, differences of almost equal numbers.
            (finding, report.Poor) = (null, report.Poor + 1);
        }
        var ending = outcomes[0].Outcome.Ending;
        report.Returned += ending == Ending.Returned ? 1 : 0;
        report.CallsRefused += ending == Ending.Returned ? 0 : 1;
        if (finding is not null)
        {
            report.Findings.Add(finding);
        }
        if (finding is not null
            || outcomes.Exists(o => o.Outcome.Ending != ending || ending is not (Ending.Returned or Ending.InputRefused)))
        {
            // What is left in buffers after a failure is nobody's promise.
            modes.ForEach(m => m.Restart());
        }
        return finding is null && outcomes.TrueForAll(o => o.Outcome.Ending == Ending.Returned);
    }

    // Other rules hold for what overflows.
    private static bool IsFinite(Finding finding) => !finding.Detail.Contains("NaN", StringComparison.Ordinal)
        && !finding.Detail.Contains("Infinity", StringComparison.Ordinal);

    private static bool IsInfinite(Finding finding) => finding.Detail.Contains("NaN, not", StringComparison.Ordinal)
        ? finding.Detail.Contains("Infinity of", StringComparison.Ordinal)
        : finding.Detail.Contains("Infinity, not NaN", StringComparison.Ordinal);

    // Whether only the graph as imported has the call that failed: where the type is all that is taken of a result, or writes are of no
    // use, the other forms compute nothing.
    private bool IsDropped(List<(string Mode, Outcome Outcome)> outcomes)
    {
        if (outcomes[0].Outcome is not { Ending: Ending.CallFailed, Error.Message: var message }
            || outcomes.All(o => o.Outcome.Ending != Ending.Returned))
        {
            return false;
        }
        if (program.Graph.Nodes.FirstOrDefault(n => n.Operator is not null && IsAbout(message, n)) is not { } failed)
        {
            // It is one of those that another call consists of.
            return !prepared.Functional.Nodes.Any(n => IsAbout(message, n));
        }
        if (prepared.Functional.Nodes.FirstOrDefault(n => n.Name == failed.Name) is { } kept
            && !ElementUses.IsLookedAt(kept, prepared.Functional.Output!.InputNodes.ToHashSet()))
        {
            return true;
        }
        int Count(Graph graph) => graph.Nodes.Count(n => n.Operator is { } op && Functional(op) == Functional(failed.Operator!));
        return Count(prepared.Functional) < Count(program.Graph);
    }

    // "%a = op failed", "%a is no such type", "%a: a size is out of its range".
    private static bool IsAbout(string message, Node call) =>
        message.StartsWith($"%{call.Name} ", StringComparison.Ordinal) || message.StartsWith($"%{call.Name}:", StringComparison.Ordinal);

    private static string Functional(Operator op) => (op.FunctionalForm ?? op).Schema.BaseName;

    // The same call once more with results of the last one in place of inputs that they fit.
    private CallCase? GivenBack(CallCase call)
    {
        if (modes.Find(m => m.Name == "direct") is not { } direct)
        {
            return null;
        }
        var (inputs, results) =
            (new Dictionary<string, Value>(call.Inputs, StringComparer.Ordinal), new Dictionary<string, int>(StringComparer.Ordinal));
        foreach (var (name, value) in call.Inputs)
        {
            if (value.IsTensor && direct.ResultLike(value.Tensor) is var (index, copy))
            {
                inputs[name] = copy;
                results[name] = index;
            }
        }
        return results.Count == 0 ? null : new CallCase($"{call.Kind} with results given back", inputs) { Results = results };
    }
}
