using Piecewise.Graphs;
using Piecewise.Tensors;
using Piecewise.Tracing;

namespace Piecewise.Compiler.Tests.Tracing;

/// <summary>The cases of the specification (P6), written as C# functions (F4) and split.</summary>
public sealed class SplitCaseTests
{
    private const string Sigmoid = "aten::sigmoid";

    private readonly Dim n = Dim.Dynamic("n", max: 64);
    private readonly Dim h = Dim.Dynamic("h", max: 64);

    [Fact]
    public void P6_Case1_TheLastPieceTakesTheSizesFromTheResult()
    {
        var graph = Traced.Trace([new TensorSpec("x", DType.F32, n, h), new TensorSpec("y", DType.F32, n, h)], scope =>
        {
            var (x, y) = scope;
            var (rows, columns) = x.Shape;
            var z = x.Sigmoid();
            return z + y.View(rows, columns);
        });

        var result = Traced.Split(graph, Sigmoid, Traced.Values(1, 3, 4), Traced.Values(2, 3, 4));

        Assert.Equal([PieceKind.Splitting, PieceKind.Compute], result.Pieces.Select(p => p.Kind));
        Assert.Equal(["x: f32[n, h]"], Traced.Signature(result.Pieces[0]));
        Assert.Equal(["sigmoid: f32[n, h]", "y: f32[n, h]"], Traced.Signature(result.Pieces[1]).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void P6_Case1_WhereOnlyTheResultHasTheSizesTheyComeFromIt()
    {
        var graph = Traced.Trace([new TensorSpec("x", DType.F32, n, h), new TensorSpec("y", DType.F32, 1, 1)], scope =>
        {
            var (x, y) = scope;
            var (rows, columns) = x.Shape;
            var z = x.Sigmoid();
            return z + y.Expand(rows, columns);
        });

        var result = Traced.Split(graph, Sigmoid, Traced.Values(1, 3, 4), Traced.Values(2, 1, 1));

        var last = result.Pieces[1].Graph;
        Assert.Equal(["sigmoid: f32[n, h]", "y: f32[1, 1]"], Traced.Signature(result.Pieces[1]).Order(StringComparer.Ordinal));
        Assert.Equal(
            ["sigmoid 0", "sigmoid 1"],
            last.Nodes.Where(q => q.IsCallOf("aten::sym_size.int"))
                .Select(q => $"{((NodeArgument)q.Arguments[0]).Node.Name} {q.Arguments[1]}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void P6_Case2_NoTensorIsThereOnlyForItsSize()
    {
        var graph = Traced.Trace([new TensorSpec("x", DType.F32, n, h)], scope =>
        {
            var x = scope["x"];
            var (rows, columns) = x.Shape;
            for (var i = 0; i < 3; i++)
            {
                x = x.Sigmoid();
                x = x.Clone().View(rows, columns);
            }
            return x;
        });

        var result = Traced.Split(graph, Sigmoid, Traced.Values(1, 3, 4));

        Assert.Equal(6, result.Pieces.Length);
        Assert.Equal(3, result.Pieces.Count(p => p.Kind == PieceKind.Splitting));
        Assert.All(result.Pieces, p => Assert.Equal("f32[n, h]", Assert.Single(p.Graph.Inputs).Type.ToString()));
    }

    [Fact]
    public void P6_Case3_AnIntInputGoesOnlyWhereItIsUsed()
    {
        var s77 = Dim.Dynamic("s77", max: 64);
        var graph = Traced.Trace([new IntSpec("s77", s77), new TensorSpec("x", DType.F32, s77, 8)], scope =>
        {
            var (x, size) = (scope["x"], scope.Int("s77"));
            x = x.Sigmoid();
            x = x.Clone().View(size, 8).Flatten();
            x = x.Sigmoid();
            return x.Clone().View(size, 8);
        });

        var result = Traced.Split(graph, Sigmoid, 3L, Traced.Values(1, 3, 8));

        Assert.Equal(["x: f32[s77, 8]"], Traced.Signature(result.Pieces[0]));
        Assert.Equal(["sigmoid: f32[s77, 8]"], Traced.Signature(result.Pieces[1]));
        Assert.Equal(["flatten: f32[8*s77]"], Traced.Signature(result.Pieces[2]));
        Assert.Equal(["sigmoid_1: f32[8*s77]", "s77: sym_int"], Traced.Signature(result.Pieces[3]));
        Assert.Equal(4, result.Pieces.Length);
    }

    [Fact]
    public void P5_Case4_ASizeWithSeveralConsumersReachesEach()
    {
        var rows = Dim.Dynamic("n", min: 2, max: 64);
        var graph = Traced.Trace([new TensorSpec("x", DType.F32, rows, 8)], scope =>
        {
            var tail = scope["x"].Slice(0, 1).Clone();
            var size = tail.Shape[0];
            var y = tail.View(-1).Sigmoid();
            y = y.View(size, 8).Clone().View(-1).Sigmoid();
            return y.View(size, 8) + 1;
        });

        var result = Traced.Split(graph, Sigmoid, Traced.Values(1, 5, 8));

        Assert.Equal(5, result.Pieces.Length);
        Assert.Equal(2, result.Pieces[0].Graph.Output!.Arguments.Length);
        Assert.Equal(["sym_size: sym_int"], Traced.Signature(result.Pieces[2])[1..]);
        Assert.Equal(["sym_size: sym_int"], Traced.Signature(result.Pieces[4])[1..]);
        Assert.All(result.Pieces, p => Assert.DoesNotContain(p.Graph.Inputs, i => i.Type is TupleType));
    }

    [Fact]
    public void P6_Case5_TheShapeBeforeMixtureOfExpertsIsTakenFromItsResult()
    {
        var graph = Traced.Trace([new TensorSpec("hidden", DType.F32, n, 8)], scope =>
        {
            var hidden = scope["hidden"] * 2;
            var original = hidden.Shape;
            hidden = Op.Call("test::moe", hidden);
            return hidden.View(original);
        });

        var result = Traced.Split(graph, "test::moe", Traced.Values(1, 3, 8));

        Assert.Equal([PieceKind.Compute, PieceKind.Splitting, PieceKind.Compute], result.Pieces.Select(p => p.Kind));
        Assert.Equal(["hidden: f32[n, 8]"], Traced.Signature(result.Pieces[0]));
        Assert.Equal(["mul: f32[n, 8]"], Traced.Signature(result.Pieces[1]));
        Assert.Equal(["moe: f32[n, 8]"], Traced.Signature(result.Pieces[2]));
    }
}
