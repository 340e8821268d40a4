using System.Collections.Immutable;
using Piecewise.Compiler;
using Piecewise.Compiler.Build;
using Piecewise.Compiler.Entries;
using Piecewise.Compiler.Import;
using Piecewise.Compiler.Lower;
using Piecewise.Graphs;
using Piecewise.Tensors;
using Piecewise.Testing;

namespace Piecewise.Fuzz;

/// <summary>Imports one file and, where that is accepted, makes some calls in every mode and compares.</summary>
/// <param name="catalog">The operators.</param>
/// <param name="memory">Where the guards lie is chosen by the case's seed.</param>
/// <param name="phase">Told what is done next: what the process does when it dies.</param>
internal sealed class CaseRunner(OperatorCatalog catalog, GuardedMemory memory, Action<string> phase)
{
    private static readonly CallKind[] Calls = [CallKind.Fitting, CallKind.OtherSizes, CallKind.Mismatched, CallKind.Extreme];

    /// <summary>Runs a case.</summary>
    /// <param name="file">A <c>.pt2</c> file.</param>
    /// <param name="seed">Decides everything else.</param>
    /// <param name="calls">The calls to make; null for calls that the seed gives.</param>
    public CaseReport Run(byte[] file, int seed, ImmutableArray<CallCase>? calls = null)
    {
        var report = new CaseReport();
        var random = new Random(seed);
        memory.EndsAtGuard = random.Next(4) > 0;
        phase("import");
        ExportedProgram program;
        try
        {
            var archive = Pt2Archive.Open(file, "case.pt2");
            program = ProgramImporter.Import(archive, Pt2Model.Read(archive), catalog);
        }
        catch (Pt2FormatException e)
        {
            report.IsRefused = true;
            report.Refusal = e.Problems[0];
            return report;
        }
        catch (Exception e)
        {
            report.Findings.Add(OfException(FindingKind.Import, "import", e));
            return report;
        }
        using var prepared = new PreparedProgram(program, new PrepareOptions
        {
            Catalog = catalog,
            ClipSizes = true,
            Lowering = new LoweringOptions { Entries = Entries(random) },
            Code = new CodeOptions { Team = random.Next(3) == 0 ? new ThreeShares() : SingleThread.Team },
        });
        RunModes(prepared, calls, SizeHints.Of(file), random, report);
        return report;
    }

    private static EntryOptions Entries(Random random) => random.Next(4) switch
    {
        0 => new EntryOptions { RangeEndpoints = [2, 8] },
        1 => new EntryOptions { Sizes = [1, 4], RangeEndpoints = [16] },
        _ => new EntryOptions(),
    };

    private void RunModes(PreparedProgram prepared, ImmutableArray<CallCase>? calls, IReadOnlyDictionary<string, long> hints, Random random, CaseReport report)
    {
        var modes = new List<ProgramMode>();
        try
        {
            foreach (var name in ProgramMode.Names)
            {
                // It differs from the direct one in who checks the inputs.
                if (name == "compiled" && random.Next(6) > 0)
                {
                    continue;
                }
                phase($"prepare {name}");
                try
                {
                    modes.Add(ProgramMode.Start(name, prepared));
                }
                catch (Exception e) when (Documented.IsRefusal(e))
                {
                    report.IsRefused = true;
                    report.Refusal = e.Message;
                    return;
                }
                catch (Exception e)
                {
                    report.Findings.Add(OfException(Documented.IsMemory(e) ? FindingKind.Memory : FindingKind.Prepare, $"prepare {name}", e));
                    return;
                }
            }
            MakeCalls(prepared.Program, modes, calls ?? RandomCalls(prepared.Program, hints, random), calls is not null, report);
        }
        finally
        {
            modes.ForEach(m => m.Dispose());
        }
    }

    private static IEnumerable<CallCase> RandomCalls(ExportedProgram program, IReadOnlyDictionary<string, long> hints, Random random)
    {
        var maker = new CallInputs(program, hints);
        foreach (var kind in Calls)
        {
            var seed = random.Next();
            if ((kind == CallKind.Fitting || random.Next(3) > 0) && maker.Make(kind, seed) is { } inputs)
            {
                yield return new CallCase($"{kind} call", inputs);
            }
        }
    }

    private void MakeCalls(ExportedProgram program, List<ProgramMode> modes, IEnumerable<CallCase> calls, bool all, CaseReport report)
    {
        var isRandom = program.Graph.Nodes.Any(n => n.Operator is { IsRandom: true });
        foreach (var call in calls)
        {
            var outcomes = new List<(string Mode, Outcome Outcome)>();
            foreach (var mode in modes)
            {
                phase($"{call.Kind}, {mode.Name}");
                outcomes.Add((mode.Name, mode.Run(call.Inputs)));
            }
            phase("compare");
            var before = report.Findings.Count;
            var goesOn = Judge(call, outcomes, isRandom, report);
            if (report.Findings.Count > before && report.Findings[^1].Kind == FindingKind.Difference && Conditioning.IsPoor(program, modes[0], call.Inputs, outcomes[0].Outcome))
            {
                // Any rounding changes the result as much: ties, differences of almost equal numbers.
                report.Findings.RemoveAt(report.Findings.Count - 1);
                report.Poor++;
            }
            if (!goesOn && !all)
            {
                // What is left in buffers after a failure is nobody's promise.
                return;
            }
        }
    }

    // False where the sessions can't be used any further.
    private static bool Judge(CallCase made, List<(string Mode, Outcome Outcome)> outcomes, bool isRandom, CaseReport report)
    {
        var call = $"{made.Kind} with {string.Join(", ", made.Inputs.Select(i => $"{i.Key}={i.Value}"))}";
        var before = report.Findings.Count;
        foreach (var (mode, outcome) in outcomes.Where(o => o.Outcome.Ending == Ending.Unexpected))
        {
            report.Findings.Add(OfException(FindingKind.Call, $"{mode}, {call}", outcome.Error!));
        }
        if (report.Findings.Count > before)
        {
            return false;
        }
        var (first, reference) = outcomes[0];
        foreach (var (mode, outcome) in outcomes.Skip(1))
        {
            if (outcome.Ending == reference.Ending)
            {
                continue;
            }
            // An interpreter holds more at a time than planned memory does.
            if (reference.Ending == Ending.OutOfMemory)
            {
                continue;
            }
            var error = outcome.Error ?? reference.Error!;
            var finding = outcome.Ending == Ending.OutOfMemory ? FindingKind.Memory
                : reference.Ending == Ending.Returned || outcome.Ending == Ending.Returned ? FindingKind.Refusal
                : FindingKind.RefusalKind;
            report.Findings.Add(new Finding(
                finding, $"{first} {reference.Ending}, {mode} {outcome.Ending}: {Signatures.Of(error)}",
                $"{call}: {first} {reference.Ending} ({reference.Error?.Message}), {mode} {outcome.Ending} ({outcome.Error?.Message})"));
            return false;
        }
        if (reference.Ending != Ending.Returned)
        {
            report.CallsRefused++;
            return reference.Ending == Ending.InputRefused;
        }
        report.Returned++;
        if (isRandom)
        {
            return true;
        }
        foreach (var (mode, outcome) in outcomes.Skip(1))
        {
            foreach (var ((name, expected), (_, actual)) in reference.Values.Zip(outcome.Values))
            {
                if (ValueComparison.Difference(expected, actual) is { } difference)
                {
                    report.Findings.Add(new Finding(FindingKind.Difference, $"{mode} differs{(made.Kind.StartsWith("Extreme", StringComparison.Ordinal) ? " in an extreme call" : "")}", $"{call}: {mode}, {name}: {difference}"));
                    return false;
                }
            }
        }
        return true;
    }

    private static Finding OfException(FindingKind kind, string what, Exception error) => new(kind, Signatures.Of(error), $"{what}: {error}");
}
