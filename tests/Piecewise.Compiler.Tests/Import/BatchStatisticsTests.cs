using System.Collections.Immutable;
using Piecewise.Graphs;
using Piecewise.Import;
using Piecewise.Operators;
using Piecewise.Tensors;

namespace Piecewise.Compiler.Tests.Import;

/// <summary>What normalization that updates running statistics asks of them.</summary>
public sealed class BatchStatisticsTests
{
    private static readonly OperatorCatalog Catalog = StandardOperators.Create();

    private readonly Graph graph = new("training", new ShapeEnvironment());

    [Fact]
    public void Statistics_are_vectors_of_the_channels()
    {
        Assert.Throws<InferenceException>(() => Add("batch_norm", [4, 2], [3]));
        Assert.Throws<InferenceException>(() => Add("batch_norm", [4, 2], [1, 2]));
        Assert.Throws<InferenceException>(() => Add("instance_norm", [4, 2], [2]));
        Assert.Single(Add("batch_norm", [4, 2], [2]));
        Assert.Single(Add("instance_norm", [4, 2, 5], [2]));
    }

    [Fact]
    public void What_is_not_known_of_them_is_a_condition()
    {
        var (channels, count) = (SymInt.Symbol("s0"), SymInt.Symbol("s1"));
        graph.Shapes.Define("s0", Interval.AtLeast(1));
        graph.Shapes.Define("s1", Interval.AtLeast(1));
        Add("batch_norm", [4, channels], [count]);
        Assert.True(graph.Shapes.IsStaticallyTrue(SymBool.Eq(channels, count)));
    }

    [Fact]
    public void The_recorded_type_is_compared()
    {
        var error = Assert.Throws<InferenceException>(() => Add("batch_norm", [4, 2], [2], new TensorType(DType.F32, [4, 3])));
        Assert.Contains("the file says", error.Message, StringComparison.Ordinal);
    }

    private ImmutableArray<Node> Add(
        string name, ImmutableArray<SymInt> shape, ImmutableArray<SymInt> statistics, NodeType? recorded = null)
    {
        Node Input(ImmutableArray<SymInt> s) => graph.AddInput("x", new TensorType(DType.F32, s), InputSpec.User("x"));
        var op = Catalog[$"aten::{name}.default"];
        var types = new TypeChecker(graph.Shapes);
        foreach (var symbol in graph.Shapes.Symbols.Keys)
        {
            types.Determine(symbol);
        }
        return new BatchStatistics(
            Catalog, graph, (op, arguments, of) => types.Choose(op, arguments, of, () => "here", isConditional: false, out var problem)
                ?? throw new InferenceException(problem)).Add(
            op, [Input(shape), Argument.None, Argument.None, Input(statistics), Input(statistics), true, 0.1, 1e-5, false], [recorded]);
    }
}
