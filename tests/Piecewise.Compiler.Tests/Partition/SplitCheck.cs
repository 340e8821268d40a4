using System.Collections.Immutable;
using Piecewise.Compiler.Partition;
using Piecewise.Graphs;
using Piecewise.Tensors;
using Piecewise.Testing;

namespace Piecewise.Compiler.Tests.Partition;

/// <summary>What holds for every split of every graph (P2–P9, P11–P13), checked on one.</summary>
internal static class SplitCheck
{
    /// <summary>Splits a graph that is given as text, and checks it.</summary>
    public static PartitionResult Run(string text, params string[] splitting) =>
        Run(GraphParser.Parse(text, TestOperators.Catalog), new SplittingOps(splitting), TestOperators.Catalog);

    public static PartitionResult Run(Graph graph, SplittingOps splitting, OperatorCatalog catalog)
    {
        var before = GraphPrinter.Print(graph);
        var result = Splitter.Split(graph, splitting, catalog);
        Structure(graph, splitting, result);
        Execution(graph, result);
        // The graph is only read; planning it again gives the same; so does an equal graph (P9, P11).
        Assert.Equal(before, GraphPrinter.Print(graph));
        var again = GraphParser.Parse(before, catalog);
        Assert.Equal(result.Plan, Partitioner.Plan(again, splitting));
        Assert.Equal(result.Plan.GetHashCode(), Partitioner.Plan(again, splitting).GetHashCode());
        var text = GraphPrinter.PrintModule(result.Stitch);
        Assert.Equal(text, GraphPrinter.PrintModule(Splitter.Split(again, result.Plan, catalog).Stitch));
        RoundTrip.Check(result.Stitch, catalog);
        return result;
    }

    /// <summary>Everything that shows without running anything.</summary>
    public static void Structure(Graph graph, SplittingOps splitting, PartitionResult result)
    {
        // What a program brings along can't be held against the split.
        var before = GraphVerifier.Verify(graph).Select(v => (v.Rule, v.Node?.Name)).ToHashSet();
        Assert.DoesNotContain(GraphVerifier.Verify(result.Stitch), v => !before.Contains((v.Rule, v.Node?.Name)));
        Assert.Equal(0, result.UnusedInputs);
        Assert.Equal(Enumerable.Range(0, result.Pieces.Length), result.Pieces.Select(p => p.Index));
        foreach (var piece in result.Pieces)
        {
            Assert.Equal($"piece_{piece.Index}", piece.Name);
            Assert.Equal(graph.Stage, piece.Graph.Stage);
            Assert.All(piece.Graph.Inputs, i => Assert.False(i.Type is TupleType, $"%{i.Name} of {piece} is a tuple [P3]"));
            // A tensor that only gives its sizes has no business here [P5].
            Assert.All(piece.Graph.Inputs.Where(i => i.Type is TensorType), i =>
                Assert.True(i.Users.Any(u => u.Operator is not { IsSizeQuery: true } || u.Kind == NodeKind.Output),
                    $"%{i.Name} enters {piece} for its size [P5]"));
            Assert.All(piece.Graph.Nodes.Where(n => n.Kind == NodeKind.Call), n => Assert.False(
                splitting.Contains(n.Operator) && piece.Kind == PieceKind.Compute, $"%{n.Name} is in {piece} [P2]"));
            var call = result.Stitch.Nodes.Single(n => n.Piece == piece);
            var taken = piece.Graph.Output!.Arguments.Length;
            // What is returned is used after it [P6].
            Assert.Equal(taken, taken > 1 ? call.Users.Count(u => u.HasUsers) : call.HasUsers ? 1 : 0);
        }
        // Nothing is reordered but what touches no element [P7].
        static bool Moves(Node n) => n.Operator!.IsAllocation || n.IsCallOf(Dialect.GetItem);
        var placed = result.Plan.Pieces.SelectMany(p => p.Nodes).ToList();
        var originals = graph.Nodes.ToDictionary(n => n.Name);
        Assert.Equal(placed.Count, placed.Distinct().Count());
        Assert.Equal(originals.Values.Where(n => placed.Contains(n.Name) && !Moves(n)).Select(n => n.Name),
            placed.Where(n => !Moves(originals[n])));
        // Two splitting pieces stand side by side only where an allocation, or what follows it, has moved away from between them [P2, P8].
        for (var i = 1; i < result.Pieces.Length; i++)
        {
            var (left, right) = (result.Plan.Pieces[i - 1], result.Plan.Pieces[i]);
            Assert.False(left.Kind == PieceKind.Compute && right.Kind == PieceKind.Compute);
            if (left.Kind == right.Kind)
            {
                graph.Number();
                var between = (From: left.Nodes.Where(n => !Moves(originals[n])).Max(n => originals[n].Index),
                    To: originals[right.Nodes[0]].Index);
                Assert.Contains(graph.Nodes, n => n.Index > between.From && n.Index < between.To && n.Operator is { IsAllocation: true });
            }
        }
    }

    /// <summary>Runs both, whole and split, and compares results and memory (P7, P12, P13).</summary>
    public static void Execution(Graph graph, PartitionResult result)
    {
        var sizes = RandomInputs.Sizes(graph.Shapes, seed: 1);
        var (expectedInputs, inputs) = (RandomInputs.For(graph, sizes, seed: 1), RandomInputs.For(graph, sizes, seed: 1));
        var expected = new Interpreter().Run(graph, expectedInputs);
        var meter = new HeldMemory(result.Stitch);
        SameBits(expected, meter.Run(inputs));
        // Writes reach the caller's own tensors.
        SameBits(expectedInputs, inputs);
        // What the data decides can't be planned for.
        var given = graph.Inputs.SelectMany(i => TypeSymbolsOf(i.Type)).ToHashSet();
        if (result.Plan.Pieces.SelectMany(p => p.Outputs).SelectMany(o => TypeSymbolsOf(o.Type)).All(given.Contains))
        {
            Assert.Equal(CrossingMemory.Of(result.Plan, sizes).PerPiece, meter.PerPiece);
        }
    }

    public static void SameBits(ImmutableArray<Value> expected, ImmutableArray<Value> actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        foreach (var (a, b) in expected.Zip(actual))
        {
            if (a.IsTensor)
            {
                var (x, y) = (a.Tensor.Contiguous(), b.Tensor.Contiguous());
                Assert.Equal(x.DType, y.DType);
                Assert.Equal(x.Shape.ToArray(), y.Shape.ToArray());
                Assert.Equal(a.Tensor.Strides.ToArray(), b.Tensor.Strides.ToArray());
                Assert.True(Bytes(x).SequenceEqual(Bytes(y)), "other elements [P13]");
            }
            else if (a.IsList)
            {
                SameBits(a.Items, b.Items);
            }
            else
            {
                Assert.Equal(a, b);
            }
        }
    }

    private static unsafe ReadOnlySpan<byte> Bytes(Tensor tensor) =>
        new(tensor.Pointer, checked((int)(tensor.ElementCount * tensor.DType.Size())));

    private static IEnumerable<string> TypeSymbolsOf(NodeType type) => type switch
    {
        TensorType tensor => tensor.Shape.SelectMany(s => s.Symbols),
        TupleType tuple => tuple.Items.SelectMany(TypeSymbolsOf),
        _ => [],
    };
}
