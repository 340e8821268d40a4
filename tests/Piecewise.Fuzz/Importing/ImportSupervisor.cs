using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Piecewise.Fuzz;

/// <summary>Fuzzes import for a time; starts the worker again when an input has killed it.</summary>
internal static class ImportSupervisor
{
    private static readonly TimeSpan MostTime = TimeSpan.FromSeconds(60);

    /// <summary>0 where nothing was found, 1 where something was, 2 where it can't run.</summary>
    public static int Run(int seconds, int seed, string seeds, string work)
    {
        Directory.CreateDirectory(Path.Combine(work, "kept"));
        Directory.CreateDirectory(Path.Combine(work, "findings"));
        Console.Out.WriteLine($"import, seed {seed}, {seconds} s; kept inputs and findings go to {work}");
        var clock = Stopwatch.StartNew();
        for (var start = 0; clock.Elapsed.TotalSeconds < seconds; start++)
        {
            var before = Count(work);
            var (code, error, hangs) = Work((int)(seconds - clock.Elapsed.TotalSeconds), seed + start, seeds, work);
            if (code == 2)
            {
                Console.Error.Write(error);
                return 2;
            }
            if (code != 0)
            {
                using var last = new LastInput(Path.Combine(work, "last"));
                if (last.Count == before)
                {
                    Console.Error.Write(error);
                    return 2;
                }
                var frames = string.Join(" < ", Signatures.Frames(error).Take(3));
                ImportWorker.Keep(work,
                    new Finding(hangs ? FindingKind.Hang : FindingKind.Fault, hangs ? "import takes long" : frames, error), last.Get());
            }
        }
        var count = Directory.GetFiles(Path.Combine(work, "findings"), "*.pt2").Length;
        Console.Out.WriteLine(count == 0 ? "clean" : $"{count} findings");
        return count == 0 ? 0 : 1;
    }

    private static long Count(string work)
    {
        using var last = new LastInput(Path.Combine(work, "last"));
        return last.Count;
    }

    private static (int Code, string Error, bool Hangs) Work(int seconds, int seed, string seeds, string work)
    {
        using var child = ChildProcess.Start(["import-worker", Text(seconds), Text(seed), seeds, work]);
        var errors = new StringBuilder();
        child.OutputDataReceived += (_, line) =>
        {
            if (line.Data is not null)
            {
                Console.Out.WriteLine(line.Data);
            }
        };
        child.ErrorDataReceived += (_, line) => errors.Append(line.Data).Append('\n');
        child.BeginOutputReadLine();
        child.BeginErrorReadLine();
        using var last = new LastInput(Path.Combine(work, "last"));
        var (count, since, hangs) = (last.Count, Stopwatch.StartNew(), false);
        while (!child.WaitForExit(500))
        {
            if (last.Count != count)
            {
                count = last.Count;
                since.Restart();
            }
            else if (since.Elapsed > MostTime)
            {
                hangs = true;
                child.Kill();
            }
        }
        child.WaitForExit();
        return (hangs ? 1 : child.ExitCode, errors.ToString(), hangs);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
