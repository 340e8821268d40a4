using System.Globalization;
using System.Text;
using Piecewise.Compiler.Entries;
using Piecewise.Compiler.Lower;
using Piecewise.Compiler.Passes;
using Piecewise.Graphs;
using Piecewise.Runtime;
using Piecewise.Testing;

namespace Piecewise.Compiler.Tests.Passes;

/// <summary>
/// <c>passes run=a,b entry=1..8 symbol=s0 donated=x,y constant=w world=2</c>: the graph after the named passes of the standard pipeline,
/// and below it what they did (<c>// rewrite</c>) and left alone (<c>// remark</c>). The verifier runs around each.
/// </summary>
internal sealed class PassesKind : IFileTestKind
{
    public string Name => "passes";

    public string Run(FileTest test, OperatorCatalog catalog)
    {
        var graph = GraphParser.Parse(test.Input, catalog);
        var entry = test.Option("entry")?.Split("..") is [var start, var end]
            ? new CompileEntry(new SizeRange(long.Parse(start, CultureInfo.InvariantCulture),
                long.Parse(end, CultureInfo.InvariantCulture)), test.Option("symbol"))
            : null;
        if (entry?.Symbol is { } symbol)
        {
            graph.Shapes.Constrain(symbol, new Interval(entry.Range.Start, entry.Range.End));
        }
        var piece = new PieceUnderCompilation(0, graph, catalog, new ReplacementCache(catalog))
        {
            Entry = entry,
            Donated = Inputs(test, graph, "donated"),
            Constants = Inputs(test, graph, "constant")
        };
        var settings = new PassSettings
        {
            Verify = true,
            WorldSize = int.Parse(test.Option("world") ?? "1", CultureInfo.InvariantCulture),
            AllReduceFusionBytes = long.Parse(test.Option("allreduce") ?? "0", CultureInfo.InvariantCulture),
            SequenceParallelMinTokens = test.Option("sequence") is { } tokens ? long.Parse(tokens, CultureInfo.InvariantCulture) : null,
        };
        var all = StandardPipeline.Create().Steps.Select(s => s.Pass).DistinctBy(p => p.Name)
            .ToDictionary(p => p.Name, StringComparer.Ordinal);
        var records = new List<PassRecord>();
        foreach (var name in test.Option("run")!.Split(','))
        {
            new PassPipeline([new PipelineStep(all[name], entry is null ? PassScope.Piece : PassScope.Entry, "the test asks for it")], [])
                .Run(entry is null ? PassScope.Piece : PassScope.Entry, piece, settings, new RewriteBudget(), records);
        }
        var text = new StringBuilder(GraphPrinter.Print(graph)).Append('\n');
        foreach (var record in records)
        {
            if (record.Skipped is { } reason)
            {
                text.Append(CultureInfo.InvariantCulture, $"// skipped {record.Pass}: {reason}\n");
            }
            foreach (var rewrite in record.Rewrites)
            {
                text.Append(CultureInfo.InvariantCulture, $"// rewrite {record.Pass}: {rewrite.Rule} at %{rewrite.Node}\n");
            }
            foreach (var remark in record.Remarks)
            {
                text.Append(CultureInfo.InvariantCulture, $"// remark {record.Pass}: {remark.Rule} at %{remark.Node}: {remark.Reason}\n");
            }
        }
        return text.ToString();
    }

    private static HashSet<Node> Inputs(FileTest test, Graph graph, string option) =>
        [.. (test.Option(option)?.Split(',') ?? []).Select(
            n => graph.Find(n) ?? throw new FileTestException($"{test.Path}: there is no %{n}."))];
}
