using System.Globalization;
using Piecewise.Operators;
using Piecewise.Testing;

namespace Piecewise.Fuzz;

/// <summary>The process that tries cases. It may die of any of them: what it does is in its journal.</summary>
internal static class Worker
{
    /// <summary>
    /// Bytes that a case may have: a run of many programs must not be stopped by what one of them keeps, and what fills more takes so long
    /// that it looks like a hang.
    /// </summary>
    public const long MemoryLimit = 128L << 20;

    /// <summary>Tries the cases from <paramref name="first"/> to the one before <paramref name="end"/>.</summary>
    public static int Run(int seed, int first, int end, string sourceName, string corpusIndex, string journalPath, string findings)
    {
        var catalog = StandardOperators.Create();
        var source = FuzzOptions.Source(sourceName, seed, () => Corpus.Load(corpusIndex), catalog);
        var memory = GuardedMemory.Install(MemoryLimit);
        using var journal = new Journal(journalPath);
        var clock = new PhaseClock();
        var runner = new CaseRunner(catalog, memory, phase =>
        {
            journal.Phase = phase;
            clock.Begin(phase);
        });
        var store = new FindingStore(findings);
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var number = first; number < end; number++)
        {
            journal.Phase = "make";
            clock.Begin("make");
            journal.Case = number;
            if (source.Make(number) is not { } found)
            {
                Count("empty");
                continue;
            }
            var report = runner.Run(found.File.Build(), found.Seed, found.Calls);
            Count(report.IsRefused ? "refused" : "accepted");
            counts["returned"] = counts.GetValueOrDefault("returned") + report.Returned;
            counts["ill conditioned"] = counts.GetValueOrDefault("ill conditioned") + report.Poor;
            counts["calls refused"] = counts.GetValueOrDefault("calls refused") + report.CallsRefused;
            if (report.Findings.Count > 0)
            {
                foreach (var each in report.Findings.DistinctBy(f => f.Signature))
                {
                    var (smaller, finding) = Shrinking.Of(found, each, runner);
                    store.Add(finding, smaller, Name(seed, number));
                    Console.Out.WriteLine(
                        $"F\t{finding.Kind}\t{number}\t{finding.Signature.ReplaceLineEndings(" ")}\t{FindingStore.Targets(smaller.File)}");
                }
            }
            if (number % 50 == 49)
            {
                Tell();
            }
            if (number % 400 == 399)
            {
                memory.Collect();
            }
        }
        Tell();
        Console.Out.WriteLine("E");
        return 0;

        void Count(string what) => counts[what] = counts.GetValueOrDefault(what) + 1;

        void Tell()
        {
            var entries = counts.Concat(clock.Take()).Select(c => string.Create(CultureInfo.InvariantCulture, $"{c.Key}={c.Value}"));
            Console.Out.WriteLine($"P\t{string.Join('\t', entries)}");
            counts.Clear();
        }
    }

    /// <summary>What a case is called in file names.</summary>
    public static string Name(int seed, int number) => string.Create(CultureInfo.InvariantCulture, $"case-{seed}-{number}");
}
