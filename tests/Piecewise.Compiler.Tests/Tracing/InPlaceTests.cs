using System.Collections.Immutable;
using Piecewise.Compiler.Normalize;
using Piecewise.Graphs;
using Piecewise.Import;
using Piecewise.Tensors;
using Piecewise.Testing;
using Piecewise.Tracing;

namespace Piecewise.Compiler.Tests.Tracing;

/// <summary>Traced writes (F4) and their functional form (F3).</summary>
public sealed class InPlaceTests
{
    private readonly Dim n = Dim.Dynamic("n", min: 2, max: 64);

    [Fact]
    public void F3_AWriteThroughAViewIsSeenInTheWhole()
    {
        var program = ExportedProgram.Trace(Traced.Catalog, [new TensorSpec("x", DType.F32, n, 2)], scope =>
        {
            var y = scope["x"].Clone();
            y[1..].Add_(10);
            y[.., 0].Mul_(2);
            return y;
        });

        Assert.Equal(Stage.Imported, program.Graph.Stage);
        GraphVerifier.VerifyOrThrow(program.Graph, "trace");
        var functional = Normalizer.Run(program, Traced.Catalog);
        GraphVerifier.VerifyOrThrow(functional, "normalize");
        foreach (var graph in (Graph[])[program.Graph, functional])
        {
            var inputs = ImmutableDictionary<string, Value>.Empty.Add("x", Tensor.From([1f, 2, 3, 4, 5, 6], 3, 2));
            Assert.Equal([2f, 2, 26, 14, 30, 16], Traced.Floats(new GraphOracle(graph, program.State).Run(inputs)[0]));
        }
    }

    [Fact]
    public void F3_ABufferKeepsWhatACallWrote()
    {
        var program = ExportedProgram.Trace(
            Traced.Catalog, [new StateSpec("count", Tensor.From([0f], 1), InputKind.Buffer), new TensorSpec("x", DType.F32, n)], scope =>
            {
                scope.Parameter("count").Add_(1);
                return scope["x"] * scope.Parameter("count");
            });

        var functional = Normalizer.Run(program, Traced.Catalog);
        Assert.Equal([OutputKind.BufferMutation, OutputKind.User], functional.Output!.Outputs.Select(o => o.Kind));
        foreach (var graph in (Graph[])[program.Graph, functional])
        {
            var session = new GraphOracle(graph, program.State);
            var inputs = ImmutableDictionary<string, Value>.Empty.Add("x", Tensor.From([1f, 2], 2));
            session.Run(inputs);
            Assert.Equal([2f, 4], Traced.Floats(session.Run(inputs)[0]));
            Assert.Equal(2f, session.State["count"].Item<float>());
        }
        Assert.Equal(0f, program.State["count"].Item<float>());
    }

    [Fact]
    public void F4_AFunctionThatOnlyWritesReturnsNothing()
    {
        var program = ExportedProgram.Trace(Traced.Catalog, [new TensorSpec("x", DType.F32, n)], scope =>
        {
            scope["x"].Mul_(3);
            return [];
        });

        var x = Tensor.From([1f, 2], 2);
        Assert.Empty(new GraphOracle(Normalizer.Run(program, Traced.Catalog),
            program.State).Run(ImmutableDictionary<string, Value>.Empty.Add("x", x)));
        Assert.Equal([3f, 6], Traced.Floats(x));
    }

    [Fact]
    public void F4_AFunctionThatWritesNothingIsFunctional() =>
        Assert.Equal(Stage.Functional, Traced.Trace([new TensorSpec("x", DType.F32, n)], scope => scope["x"].Relu()).Stage);
}
