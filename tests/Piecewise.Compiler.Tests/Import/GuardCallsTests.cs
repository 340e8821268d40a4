using Piecewise.Graphs;
using Piecewise.Import;
using Piecewise.Operators;
using Piecewise.Tensors;

namespace Piecewise.Compiler.Tests.Import;

/// <summary>Guards over floats as calls.</summary>
public sealed class GuardCallsTests
{
    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    public void Only_what_is_divided_by_more_than_0_is_proven(long least, int checks)
    {
        var graph = Checked("1.0 / torch.sym_float(L['x'].size()[0]) > 0.0", "guard", least);
        Assert.Equal(checks, graph.Nodes.Count(c => c.Operator?.Name == KnownOps.AssertScalar));
    }

    [Fact]
    public void The_message_is_printable()
    {
        var graph = Checked("torch.sym_float(L['x'].size()[0]) ** 0.5 > 2.0", "a\u001b[2J" + new string('b', 500), 0);
        var message = Assert.IsType<StringArgument>(
            Assert.Single(graph.Nodes, c => c.Operator?.Name == KnownOps.AssertScalar).Arguments[1]).Value;
        Assert.DoesNotContain('\u001b', message);
        Assert.True(message.Length < 200);
    }

    private static Graph Checked(string guard, string text, long least)
    {
        var graph = new Graph("guarded", new ShapeEnvironment());
        graph.Shapes.Define("s0", Interval.AtLeast(least));
        var x = graph.AddInput("x", new TensorType(DType.F32, [SymInt.Symbol("s0")]), InputSpec.User("x"));
        var tree = GuardParser.TryParse(guard, out _);
        Assert.True(new GuardCalls(StandardOperators.Create(), graph, graph.Shapes, _ => x).TryAdd(tree!, text));
        return graph;
    }
}
