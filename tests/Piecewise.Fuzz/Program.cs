using System.Collections.Immutable;
using System.Globalization;
using Piecewise.Fuzz.Serving;
using Piecewise.Operators;
using Piecewise.Testing;

namespace Piecewise.Fuzz;

/// <summary>Tries falsified and random programs; see README.md beside this file.</summary>
internal static class Program
{
    private static int Main(string[] arguments)
    {
        switch (arguments)
        {
            case ["worker", var seed, var first, var end, var source, var index, var journal, var findings]:
                return Worker.Run(Number(seed), Number(first), Number(end), source, index, journal, findings);
            case ["fault", var where]:
                return Faults.Make(where);
            case ["import", var seconds, var seed, var seeds, var work]:
                return ImportSupervisor.Run(Number(seconds), Number(seed), seeds, work);
            case ["import-worker", var seconds, var seed, var seeds, var work]:
                return ImportWorker.Run(Number(seconds), Number(seed), seeds, work);
            case ["serving", "--requests", var requests, "--seed", var seed]:
                return Serve(Number(requests), Number(seed));
            case ["replay", var file, var seed]:
                return Replay(File.ReadAllBytes(file), Number(seed));
            case ["replay-all", var folder]:
                return Directory.EnumerateFiles(folder, "*.pt2").Order(StringComparer.Ordinal).Max(ReplayKept);
            case ["keep", var number, var file, .. var rest]:
                return FuzzOptions.Parse(rest, Console.Error) is { } kept ? Keep(kept, Number(number), file) : 2;
            case ["case", var number, .. var rest]:
                return FuzzOptions.Parse(rest, Console.Error) is { } one ? Case(one, Number(number)) : 2;
            default:
                return FuzzOptions.Parse(arguments, Console.Error) is not { } options ? 2
                    : new Supervisor(options, Console.Out).Run() ? 0 : 1;
        }
    }

    // One file again, in this process: a fault ends it with a stack trace.
    private static int Replay(byte[] file, int seed, ImmutableArray<CallCase>? calls = null)
    {
        var runner = new CaseRunner(StandardOperators.Create(), GuardedMemory.Install(Worker.MemoryLimit),
            phase => Console.Out.WriteLine($"  {phase}"));
        var report = runner.Run(file, seed, calls);
        Console.Out.WriteLine(report.IsRefused ? $"refused: {report.Refusal}"
            : $"{report.Returned} calls returned, {report.CallsRefused} were refused");
        foreach (var finding in report.Findings)
        {
            Console.Out.WriteLine($"{finding.Kind}: {finding.Signature}\n{finding.Detail}");
        }
        return report.Findings.Count == 0 ? 0 : 1;
    }

    // Requests to a server of the demonstration model.
    private static int Serve(int requests, int seed)
    {
        var findings = new ServingFuzz(requests, seed, clients: 8).RunAsync(Console.Out).GetAwaiter().GetResult();
        foreach (var finding in findings)
        {
            Console.Out.WriteLine(finding);
        }
        return findings.Count == 0 ? 0 : 1;
    }

    // A file whose name says with which calls.
    private static int ReplayKept(string file)
    {
        Console.Out.WriteLine(Path.GetFileName(file));
        return Replay(File.ReadAllBytes(file), Number(Path.GetFileNameWithoutExtension(file).Split('.')[^1]));
    }

    private static FuzzCase? Make(FuzzOptions options, int number) =>
        FuzzOptions.Source(options.SourceName, options.Seed, () => Corpus.Of(options.Corpus), StandardOperators.Create()).Make(number);

    // The file of a case, for a test: its name says with which calls.
    private static int Keep(FuzzOptions options, int number, string file)
    {
        if (Make(options, number) is not { } found)
        {
            Console.Out.WriteLine("empty");
            return 1;
        }
        var path = $"{file}.{found.Seed.ToString(CultureInfo.InvariantCulture)}.pt2";
        File.WriteAllBytes(path, found.File.Build());
        Console.Out.WriteLine(path);
        return 0;
    }

    private static int Case(FuzzOptions options, int number)
    {
        if (Make(options, number) is not { } found)
        {
            Console.Out.WriteLine("empty");
            return 0;
        }
        Console.Out.WriteLine(found.Description);
        Console.Out.WriteLine(found.File.Program.ToJsonString());
        return Replay(found.File.Build(), found.Seed, found.Calls);
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
