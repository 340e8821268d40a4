using Piecewise.Compiler.Lower;
using Piecewise.Compiler.Partition;
using Piecewise.Operators;
using Piecewise.Testing;

namespace Piecewise.Benchmarks;

/// <summary>
/// Time of each pass on one middle piece of the decoder, per entry, from the passes' own records: medians of many warm runs. And what a hit of
/// the replacement cache costs against a miss.
/// </summary>
internal static class PassTimes
{
    private const int Runs = 200;

    public static int Report(TextWriter output)
    {
        var catalog = StandardOperators.Create();
        var partition = Splitter.Split(SyntheticDecoder.Build(catalog, 28), SplittingOps.Default, catalog);
        var cache = new ReplacementCache(catalog);
        var runs = new List<LoweredProgram>();
        for (var i = 0; i < Runs; i++)
        {
            var run = MiddleEndBenchmarks.Lower(partition, catalog, cache);
            if (i >= Runs / 2)
            {
                runs.Add(run);
            }
        }
        var middle = runs[0].Partition.Pieces.First(p => p.UniqueIndex == 1);
        output.WriteLine(FormattableString.Invariant($"middle piece: {middle.Graph.Count} nodes; medians of {runs.Count} warm runs, milliseconds"));
        var names = runs[0].Records.Where(r => r.UniquePiece == 1).Select(r => (r.Pass, Entry: r.Entry?.ToString() ?? "all")).ToArray();
        var sums = new Dictionary<string, double>();
        for (var i = 0; i < names.Length; i++)
        {
            var time = Median(runs.Select(r => r.Records.Where(x => x.UniquePiece == 1).ElementAt(i).Elapsed.TotalMilliseconds));
            sums[names[i].Entry] = sums.GetValueOrDefault(names[i].Entry) + time;
            output.WriteLine(FormattableString.Invariant($"  {names[i].Pass,-28} {names[i].Entry,-12} {time,8:F4}"));
        }
        foreach (var (entry, sum) in sums)
        {
            output.WriteLine(FormattableString.Invariant($"  sum {entry,-37} {sum,8:F4}"));
        }
        output.WriteLine(FormattableString.Invariant($"all unique pieces, 3 entries: passes {Median(runs.Select(r => r.PassTime.TotalMilliseconds)):F2} ms, stitching {Median(runs.Select(r => r.StitchTime.TotalMilliseconds)):F2} ms"));
        WriteCache(output, runs);
        return 0;
    }

    private static void WriteCache(TextWriter output, List<LoweredProgram> runs)
    {
        var cold = new List<double>();
        var catalog = runs[0].Replacements;
        foreach (var _ in Enumerable.Range(0, 20))
        {
            var fresh = new ReplacementCache(StandardOperators.Create());
            MiddleEndBenchmarks.Lower(runs[0].Partition, StandardOperators.Create(), fresh);
            cold.Add(fresh.MissTime.TotalMicroseconds / fresh.Misses);
        }
        output.WriteLine(FormattableString.Invariant($"replacement cache: {Median(cold):F1} µs to trace one implementation; {catalog.Hits} hits of {catalog.HitTime.TotalMicroseconds / catalog.Hits:F2} µs each"));
    }

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted[sorted.Length / 2];
    }
}
