using Piecewise.Compiler.Partition;
using Piecewise.Graphs;
using Piecewise.Testing;

namespace Piecewise.Compiler.Tests.Partition;

/// <summary>
/// <c>partition ops=ns::op,ns::op.overload</c>: the summary, the plan, and the pieces with their stitch graph, after everything has been
/// checked that holds for every split; or why the graph can't be split.
/// </summary>
internal sealed class PartitionKind : IFileTestKind
{
    public string Name => "partition";

    public string Run(FileTest test, OperatorCatalog catalog)
    {
        var splitting = new SplittingOps(test.Option("ops")?.Split(',') ?? []);
        var graph = GraphParser.Parse(test.Input, catalog);
        try
        {
            var result = SplitCheck.Run(graph, splitting, catalog);
            return $"{result.Summary}\n\n{result.Plan}\n{GraphPrinter.PrintModule(result.Stitch)}";
        }
        catch (PartitionException e)
        {
            return "error: " + e.Message;
        }
    }
}
