using System.Diagnostics;
using System.Globalization;
using Piecewise.Compiler.Lower;
using Piecewise.Compiler.Partition;
using Piecewise.Compiler.Passes;
using Piecewise.Graphs;
using Piecewise.Operators;
using Piecewise.Operators.OpIr;
using Piecewise.Testing;

namespace Piecewise.Benchmarks;

/// <summary>
/// Time of each pass on one middle piece of the decoder, per entry, from the passes' own records: medians of many warm runs. And what a hit
/// of the replacement cache costs against a miss.
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
        output.WriteLine(FormattableString.Invariant(
            $"middle piece: {middle.Graph.Count} nodes; medians of {runs.Count} warm runs, milliseconds"));
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
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"all unique pieces, 3 entries: passes {Median(runs.Select(r => r.PassTime.TotalMilliseconds)):F2} ms, "
            + $"stitching {Median(runs.Select(r => r.StitchTime.TotalMilliseconds)):F2} ms"));
        WriteCache(output);
        return 0;
    }

    // The subgraph of vLLM's figure: an RMS normalization, by its native implementation.
    private static void WriteCache(TextWriter output)
    {
        const int hits = 2000;
        var catalog = StandardOperators.Create();
        var graph = GraphParser.Parse(
            """
            graph @main functional {
              symbol s0 in [1, 4096]
              %x: bf16[s0, 1024] = input "x"
              %w: bf16[1024] = input "w"
              %y = piecewise_ir.rms_norm.default(%x, %w, 1e-6)
              output %y
            }
            """, catalog);
        var call = graph.Find("y")!;
        var op = (OpIrOperator)call.Operator!;
        var native = ProviderPriorities.Default.With("rms_norm", OpIrProvider.Native)
            .Choose(op, new InferenceContext(op, call.Arguments, graph.Shapes)).Provider;
        var (missTimes, hitTimes) = (new List<double>(), new List<double>());
        for (var i = 0; i < 300; i++)
        {
            var cache = new ReplacementCache(catalog);
            var start = Stopwatch.GetTimestamp();
            cache.Get(native, call.Arguments, graph.Shapes);
            missTimes.Add(Stopwatch.GetElapsedTime(start).TotalMicroseconds);
            start = Stopwatch.GetTimestamp();
            for (var k = 0; k < hits; k++)
            {
                cache.Get(native, call.Arguments, graph.Shapes);
            }
            hitTimes.Add(Stopwatch.GetElapsedTime(start).TotalMicroseconds / hits);
        }
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"replacement cache, rms_norm by its native implementation: a miss {Median(missTimes):F1} µs, a hit {Median(hitTimes):F3} µs, "
            + $"1/{Median(missTimes) / Median(hitTimes):F0}"));
    }

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted[sorted.Length / 2];
    }
}
