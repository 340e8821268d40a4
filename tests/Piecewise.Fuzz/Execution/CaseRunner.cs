using System.Collections.Immutable;
using Piecewise.Compiler;
using Piecewise.Compiler.Build;
using Piecewise.Compiler.Entries;
using Piecewise.Compiler.Lower;
using Piecewise.Graphs;
using Piecewise.Import;
using Piecewise.Tensors;
using Piecewise.Testing;

namespace Piecewise.Fuzz;

/// <summary>Imports one file and, where that is accepted, makes some calls in every mode and compares.</summary>
/// <param name="catalog">The operators.</param>
/// <param name="memory">Where the guards lie is chosen by the case's seed.</param>
/// <param name="phase">Told what is done next: what the process does when it dies.</param>
internal sealed class CaseRunner(OperatorCatalog catalog, GuardedMemory memory, Action<string> phase)
{
    // What is small takes milliseconds; the process may be cold.
    private static readonly TimeSpan MostTime = TimeSpan.FromSeconds(8);

    // In a second, a mode fills at least so many bytes with results: a case that makes many large ones is no smaller than they are.
    private const double SlowestBytes = 256 << 20;

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
        var (started, taken) = (Environment.CpuUsage.TotalTime, memory.BytesTaken);
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
            report.Findings.Add(Finding.OfException(FindingKind.Import, "import", e));
            return report;
        }
        using var prepared = new PreparedProgram(program, new CompileOptions
        {
            Catalog = catalog,
            ClipSizes = true,
            Lowering = new LoweringOptions { Entries = Entries(random) },
            Code = new CodeOptions { Team = random.Next(3) == 0 ? new ThreeShares() : SingleThread.Team },
        });
        RunModes(prepared, calls, SizeHints.Of(file), random, report);
        var time = Environment.CpuUsage.TotalTime - started;
        var mostTime = MostTime + TimeSpan.FromSeconds((memory.BytesTaken - taken) / SlowestBytes);
        if (time > mostTime && report.Findings.Count == 0)
        {
            report.Findings.Add(
                new Finding(FindingKind.Slow, "takes long", $"{time.TotalSeconds:F1} s of processor time for {program.Graph.Count} nodes"));
        }
        return report;
    }

    private static EntryOptions Entries(Random random) => random.Next(4) switch
    {
        0 => new EntryOptions { RangeEndpoints = [2, 8] },
        1 => new EntryOptions { Sizes = [1, 4], RangeEndpoints = [16] },
        _ => new EntryOptions(),
    };

    private void RunModes(PreparedProgram prepared, ImmutableArray<CallCase>? calls, IReadOnlyDictionary<string, long> hints, Random random,
        CaseReport report)
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
                    report.Findings.Add(
                        Finding.OfException(Documented.IsMemory(e) ? FindingKind.Memory : FindingKind.Prepare, $"prepare {name}", e));
                    return;
                }
            }
            new CallRunner(prepared, modes, phase, report).Run(calls ?? CallInputs.Calls(prepared.Program, hints, random));
        }
        finally
        {
            modes.ForEach(m => m.Dispose());
        }
    }
}
