using System.Diagnostics;
using System.Globalization;
using System.Text;
using Piecewise.Operators;

namespace Piecewise.Fuzz;

/// <summary>Runs cases in child processes, takes note of what kills them, and goes on after it.</summary>
internal sealed class Supervisor
{
    private static readonly TimeSpan MostProcessorTime = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan MostTime = TimeSpan.FromSeconds(240);
    private readonly FuzzOptions options;
    private readonly TextWriter output;
    private readonly ICaseSource source;
    private readonly FindingStore store;
    private readonly string indexPath;
    private readonly Lock gate = new();
    private readonly SortedDictionary<string, (int Count, int First, string Targets)> findings = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, long> counts = new(StringComparer.Ordinal);
    private readonly int end;
    private int next;

    public Supervisor(FuzzOptions options, TextWriter output)
    {
        this.options = options;
        this.output = output;
        Directory.CreateDirectory(options.Findings);
        indexPath = Path.Combine(options.Findings, "corpus.index");
        var catalog = StandardOperators.Create();
        source = FuzzOptions.Source(options.SourceName, options.Seed, () => SavedCorpus(), catalog);
        store = new FindingStore(options.Findings);
        next = options.First;
        end = (int)Math.Min((long)options.First + options.Programs, source.Count);
        output.WriteLine($"{options.SourceName}, seed {options.Seed}: {end - next} programs; findings go to {options.Findings}");
    }

    private Corpus SavedCorpus()
    {
        var corpus = Corpus.Of(options.Corpus);
        corpus.Save(indexPath);
        output.WriteLine($"{corpus.Files.Length} files with {corpus.Places.Length} operators");
        return corpus;
    }

    /// <summary>How many findings there are, by kind and signature.</summary>
    public int Distinct => findings.Count;

    /// <summary>Runs all cases; true where nothing was found.</summary>
    public bool Run()
    {
        var started = Stopwatch.StartNew();
        var threads = Enumerable.Range(0, options.Jobs).Select(job => new Thread(() => RunJob(job))).ToList();
        threads.ForEach(t => t.Start());
        threads.ForEach(t => t.Join());
        var seconds = started.Elapsed.TotalSeconds;
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{end - options.First} programs in {seconds:F0} s, {(end - options.First) / seconds:F1} a "
            + $"second: {string.Join(", ", counts.Select(c => $"{c.Value} {c.Key}"))}"));
        foreach (var (signature, (count, first, targets)) in findings.OrderByDescending(f => f.Value.Count))
        {
            output.WriteLine($"{count,5} × {signature}\n        first: case {first}: {(targets.Length > 300 ? targets[..300] : targets)}");
        }
        output.WriteLine(findings.Count == 0 ? "clean" : $"{findings.Count} distinct findings");
        return findings.Count == 0;
    }

    // Blocks of cases, so that several jobs share a run evenly; a process takes seconds until its code is fast.
    private void RunJob(int job)
    {
        const int block = 2500;
        while (true)
        {
            int first;
            lock (gate)
            {
                first = next;
                next = Math.Min(next + block, end);
                if (first >= next)
                {
                    return;
                }
            }
            var last = Math.Min(first + block, end);
            while (first < last)
            {
                first = RunChild(job, first, last);
            }
        }
    }

    // The case to go on with.
    private int RunChild(int job, int first, int end)
    {
        var journalPath = Path.Combine(options.Findings, $"journal.{job}");
        File.Delete(journalPath);
        using var journal = new Journal(journalPath);
        using var child = Start(first, end, journalPath);
        var errors = new StringBuilder();
        child.OutputDataReceived += (_, line) => Read(line.Data);
        child.ErrorDataReceived += (_, line) =>
        {
            lock (errors)
            {
                if (errors.Length < 200_000)
                {
                    errors.Append(line.Data).Append('\n');
                }
            }
        };
        child.BeginOutputReadLine();
        child.BeginErrorReadLine();
        var isHang = Watch(child, journal);
        child.WaitForExit();
        if (child.ExitCode == 0)
        {
            return end;
        }
        var number = journal.Case;
        if (number < first)
        {
            throw new InvalidOperationException($"The child process died before its first case: exit code {child.ExitCode}\n{errors}");
        }
        var phase = journal.Phase;
        var kind = isHang ? FindingKind.Hang : FindingKind.Fault;
        var frames = Signatures.Frames(errors.ToString()).Take(3).ToList();
        var heading = errors.ToString().Split('\n').FirstOrDefault(l => l.Length > 0 && l != "Fatal error.")
            ?? $"exit code {child.ExitCode}";
        var signature = isHang ? phase : $"{heading} at {(frames.Count == 0 ? phase : string.Join(" < ", frames))}";
        if (source.Make(number) is { } found)
        {
            signature = $"{(found.IsConsistent ? "" : "[types contradict] ")}{signature}";
            if (kind == FindingKind.Fault && IsNew(kind, signature))
            {
                found = FaultShrinking.Of(found, options.Findings);
            }
            store.Add(new Finding(kind, signature, $"{phase}\n{errors}"), found, Worker.Name(options.Seed, number));
            Note(kind, signature, number, FindingStore.Targets(found.File));
        }
        return number + 1;
    }

    private Process Start(int first, int end, string journalPath)
    {
        return ChildProcess.Start(
            ["worker", Text(options.Seed), Text(first), Text(end), options.SourceName, indexPath, journalPath, options.Findings]);

        static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
    }

    // True where the child had to be ended.
    private static bool Watch(Process child, Journal journal)
    {
        var (number, since, processor) = (journal.Case, Stopwatch.StartNew(), TimeSpan.Zero);
        while (!child.WaitForExit(500))
        {
            try
            {
                child.Refresh();
                if (journal.Case != number)
                {
                    (number, processor) = (journal.Case, child.UserProcessorTime);
                    since.Restart();
                }
                else if (number >= 0 && (child.UserProcessorTime - processor > MostProcessorTime || since.Elapsed > MostTime))
                {
                    child.Kill();
                    return true;
                }
            }
            catch (InvalidOperationException)
            {
                // It ended in between.
            }
        }
        return false;
    }

    private void Read(string? line)
    {
        var parts = line?.Split('\t') ?? [];
        if (parts is ["F", var kind, var number, var signature, var targets])
        {
            Note(Enum.Parse<FindingKind>(kind), signature, int.Parse(number, CultureInfo.InvariantCulture), targets);
        }
        else if (parts is ["P", .. var given])
        {
            lock (gate)
            {
                foreach (var count in given.Select(g => g.Split('=')).Where(g => g.Length == 2))
                {
                    counts[count[0]] = counts.GetValueOrDefault(count[0]) + long.Parse(count[1], CultureInfo.InvariantCulture);
                }
            }
        }
    }

    private bool IsNew(FindingKind kind, string signature)
    {
        lock (gate)
        {
            return !findings.ContainsKey($"{kind}: {signature}");
        }
    }

    private void Note(FindingKind kind, string signature, int number, string targets)
    {
        lock (gate)
        {
            var key = $"{kind}: {signature}";
            if (findings.TryGetValue(key, out var known))
            {
                findings[key] = known with { Count = known.Count + 1 };
                return;
            }
            findings[key] = (1, number, targets);
            output.WriteLine($"case {number}: {key}\n        {(targets.Length > 300 ? targets[..300] : targets)}");
        }
    }
}
