using Piecewise.Graphs;

namespace Piecewise.Import;

/// <summary>
/// The storage of a user's input is its elements, and begins with the first of them. A program that was exported with a part of a larger
/// tensor counts positions from the beginning of that one; they are counted from the input's own beginning here, and what lies before is
/// refused.
/// </summary>
internal static class InputStorage
{
    private const string Position = "storage_offset";

    /// <summary>Counts the positions in an imported graph anew.</summary>
    /// <param name="graph">The graph; changed in place.</param>
    /// <param name="data">What the file says of it.</param>
    /// <param name="problems">Where a position goes that can't be counted so.</param>
    public static void CountFromInputs(Graph graph, GraphData data, ProblemList problems)
    {
        foreach (var input in SharedMemory.SeenIn(graph).Where(i => i.Input!.Kind == InputKind.User).ToArray())
        {
            if (!data.TensorValues.TryGetValue(input.Name, out var meta) || meta.StorageOffset is { IsConstant: true, Value: null or 0 })
            {
                continue;
            }
            var memory = AliasAnalysis.WithSeparateInputs(graph);
            var place = memory.ViewOf(input)!;
            var isAlone = !graph.Inputs.Any(o => o != input && IsThere(o));
            foreach (var node in graph.Nodes.Where(n => n.Kind == NodeKind.Call && n.InputNodes.Any(IsThere)).Where(Sees))
            {
                var position = node.Operator!.Schema.HasArgument(Position) ? node.ArgumentNamed(Position) : null;
                if (position is IntArgument { Value: var given } && isAlone
                    && meta.StorageOffset is { IsConstant: true, Value: { } start } && given >= start)
                {
                    node.Arguments = node.Arguments.SetItem(node.Operator.Schema.IndexOf(Position), given - start);
                }
                else if (position is not NoneArgument)
                {
                    problems.Add(
                        $"{Printable.Text(node.Name)} ({node.Operator.Name}) sees memory around the input "
                        + $"'{Printable.Text(input.Input!.Target)}', which was a part of a larger tensor when the program was exported; "
                        + "export it with a clone of that part");
                }
            }

            bool IsThere(Node node) => memory.ViewsOf(node).Any(v => v is not null && memory.MayShareStorage(v, place));
        }
    }

    private static bool Sees(Node node) => node.Operator!.SeesStorage
        || node.Arguments.Any(a => a is GraphArgument { Graph: var nested } && SharedMemory.SeenIn(nested).Any());
}
