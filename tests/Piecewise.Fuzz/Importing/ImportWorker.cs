using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Piecewise.Operators;
using Piecewise.Testing;

namespace Piecewise.Fuzz;

/// <summary>The process that imports changed files: what takes new branches is kept and changed further.</summary>
internal static class ImportWorker
{
    private const int LargestInput = 200 << 10;

    /// <summary>Runs until the time is over.</summary>
    /// <param name="seconds">The time.</param>
    /// <param name="seed">Decides the changes.</param>
    /// <param name="seeds">A folder of files to begin with.</param>
    /// <param name="work">A folder for files that took new branches, and for findings.</param>
    public static int Run(int seconds, int seed, string seeds, string work)
    {
        // First of all: instrumented code writes to it from its first branch on.
        var map = new CoverageMap();
        var catalog = StandardOperators.Create();
        var memory = GuardedMemory.Install(1L << 30);
        var random = new Random(seed);
        var mutation = new ByteMutation(random);
        using var last = new LastInput(Path.Combine(work, "last"));
        var kept = new List<byte[]>();
        foreach (var path in Directory.GetFiles(seeds).Concat(Directory.GetFiles(Path.Combine(work, "kept"))).Order(StringComparer.Ordinal))
        {
            Try(File.ReadAllBytes(path), isNew: false);
        }
        if (map.Branches == 0)
        {
            Console.Error.WriteLine("No branch was seen: the assemblies are not instrumented. Use fuzz-import.sh.");
            return 2;
        }
        var (clock, runs, told) = (Stopwatch.StartNew(), 0L, 0.0);
        while (clock.Elapsed.TotalSeconds < seconds)
        {
            memory.EndsAtGuard = random.Next(4) > 0;
            var input = kept[random.Next(2) == 0 ? random.Next(kept.Count) : kept.Count - 1 - random.Next(Math.Min(kept.Count, 50))];
            var changed = mutation.Apply(input, kept[random.Next(kept.Count)]);
            if (changed.Length <= LargestInput)
            {
                Try(changed, isNew: true);
                runs++;
            }
            if (clock.Elapsed.TotalSeconds - told > 30)
            {
                told = clock.Elapsed.TotalSeconds;
                Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"{told:F0} s: {runs} inputs, {runs / told:F0} a second; {kept.Count} kept, {map.Branches} branches"));
            }
        }
        Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{runs} inputs in {seconds} s; {kept.Count} kept, {map.Branches} branches"));
        return 0;

        void Try(byte[] input, bool isNew)
        {
            last.Set(input);
            map.Clear();
            var finding = ImportTarget.Run(input, catalog);
            if (map.Add() > 0 || !isNew)
            {
                kept.Add(input);
                if (isNew)
                {
                    File.WriteAllBytes(Path.Combine(work, "kept", NameOf(input)), input);
                }
            }
            if (finding is not null)
            {
                Keep(work, finding, input);
            }
        }
    }

    /// <summary>Writes a finding down, the first of its signature.</summary>
    public static void Keep(string work, Finding finding, byte[] input)
    {
        var path = Path.Combine(work, "findings", $"{finding.Kind}-{NameOf(System.Text.Encoding.UTF8.GetBytes(finding.Signature))}");
        if (!File.Exists($"{path}.pt2"))
        {
            File.WriteAllBytes($"{path}.pt2", input);
            File.WriteAllText($"{path}.txt", $"{finding.Kind}: {finding.Signature}\n\n{finding.Detail}\n");
            Console.Out.WriteLine($"{finding.Kind}: {finding.Signature}: {path}.pt2");
        }
    }

    private static string NameOf(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content))[..12];
}
