using Piecewise.Compiler.Passes;
using Piecewise.Compiler.Simplify;
using Piecewise.Graphs;

namespace Piecewise.Compiler.Tests.Simplify;

/// <summary>Families of graphs whose copies all can go: none stays (C1, C2).</summary>
public sealed class RemovableCloneTests
{
    private static readonly string[] Functions = ["relu", "neg", "abs"];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(40)]
    public void C1_No_copy_that_can_go_stays(int length)
    {
        for (var seed = 0; seed < 50; seed++)
        {
            var random = new Random(seed);
            foreach (var donated in (bool[])[true, false])
            {
                var graph = Chain(random, length, donated);
                var context = new PassContext(graph, TestOperators.Catalog, new PassSettings(), new RewriteBudget())
                {
                    Replacements = new ReplacementCache(TestOperators.Catalog)
                };
                new CloneElimination().Run(context);
                Assert.True(graph.Nodes.All(n => !n.IsCallOf("aten::clone.default")), graph.ToString());
                Assert.Empty(context.Remarks);
            }
        }
    }

    // A donated input, or a value of its own; then copies, copies of copies, views and writes, each of the last value only.
    private static Graph Chain(Random random, int length, bool donated)
    {
        var graph = new Graph("chain", new ShapeEnvironment(), Stage.Lowered);
        var value = graph.AddInput("x", new TensorType(Tensors.DType.F32, [4, 6]), InputSpec.User("x") with { IsDonated = donated });
        if (!donated)
        {
            value = Call("aten::relu.default", value);
        }
        for (var i = 0; i < length; i++)
        {
            value = Call("aten::clone.default", value);
            value = random.Next(5) switch
            {
                0 => Call("aten::add_.Tensor", value, 1L),
                1 => Call($"aten::{Functions[random.Next(Functions.Length)]}.default", value),
                2 => Call("aten::view.default", value, Argument.Ints([24])) is var flat && random.Next(2) == 0
                    ? Call("aten::mul_.Scalar", flat, 2L) : flat,
                3 => Call("aten::relu_.default", value),
                _ => value,
            };
            if (value.Type is TensorType { Rank: 1 })
            {
                value = Call("aten::view.default", value, Argument.Ints([4, 6]));
            }
        }
        graph.SetOutput(value);
        return graph;

        Node Call(string op, params ReadOnlySpan<Argument> arguments) => TestOperators.Catalog.Call(graph, null, op, arguments);
    }
}
