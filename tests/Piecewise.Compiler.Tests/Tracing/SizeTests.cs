using System.Collections.Immutable;
using Piecewise.Graphs;
using Piecewise.Import;
using Piecewise.Runtime;
using Piecewise.Tensors;
using Piecewise.Tracing;

namespace Piecewise.Compiler.Tests.Tracing;

/// <summary>Dynamic dims, and sizes as values (F4).</summary>
public sealed class SizeTests
{
    private readonly Dim n = Dim.Dynamic("n", min: 2, max: 64);

    [Fact]
    public void F4_ASizeIsRecordedOnceAndOnlyWhenItIsUsed()
    {
        var graph = Traced.Trace([new TensorSpec("x", DType.F32, n, 4)], scope =>
        {
            var x = scope["x"];
            _ = x.Shape[0];
            var y = x.Relu();
            return (y.View(x.Shape[0], 4), y.View(x.Shape[0], x.Shape[^1]));
        });

        Assert.Equal(["x", "relu", "sym_size", "view", "view_1", "output"], graph.Nodes.Select(v => v.Name));
    }

    [Fact]
    public void F4_OneDimIsOneSymbol()
    {
        var program = ExportedProgram.Trace(
            Traced.Catalog, [new TensorSpec("x", DType.F32, n), new TensorSpec("y", DType.F32, n)], scope =>
            {
                var (x, y) = scope;
                return x + y;
            });

        Assert.Equal("f32[n]", program.Graph.Output!.Arguments[0].Type!.ToString());
        var session = SessionCalls.Start(program, program.Graph);
        var inputs = new Dictionary<string, Value> { ["x"] = Traced.Values(1, 3), ["y"] = Traced.Values(2, 4) };
        Assert.Contains("by the other sizes", Assert.Throws<InputException>(() => session.Run(inputs)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void F4_TwoDimsOfOneNameAreRefused()
    {
        var error = Assert.Throws<TraceException>(() => Graph.Trace(
            Traced.Catalog, [new TensorSpec("x", DType.F32, n), new TensorSpec("y", DType.F32, Dim.Dynamic("n"))], scope => scope["x"]));

        Assert.Contains("Two dims are named n", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void F4_ArithmeticOfSizesIsRecordedAndRuns()
    {
        var graph = Traced.Trace([new TensorSpec("x", DType.F32, n, 4)], scope =>
        {
            var x = scope["x"];
            var rows = x.Shape[0];
            return [2 * rows + 1, rows / 2, rows % 3, SymbolicInt.Max(rows, 5), SymbolicInt.Min(rows, 5), -rows, rows - rows,
                x.Shape[1] * 2];
        });

        var results = new Interpreter().Run(graph, [Traced.Values(1, 7, 4)]);

        Assert.Equal([15L, 3, 1, 7, 5, -7, 0, 8], results.Select(r => r.Scalar.ToInt64()));
        // What is known needs no node.
        Assert.Equal([0L, 8L], graph.Output!.Arguments[^2..].Select(a => ((IntArgument)a).Value));
        Assert.Equal("2*n + 1", ((SymIntType)graph.Output.Arguments[0].Type!).Value.ToString());
    }

    [Fact]
    public void F4_ABranchOnADynamicSizeNamesItsLine()
    {
        var line = 0;
        var error = Assert.Throws<TraceException>(() => Traced.Trace([new TensorSpec("x", DType.F32, n)], scope =>
        {
            var x = scope["x"];
            line = Traced.NextLine();
            return x.Shape[0] > 8 ? x : x + 1;
        }));

        Assert.Contains("may not branch on a dynamic size", error.Message, StringComparison.Ordinal);
        Assert.Contains($"SizeTests.cs:{line}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void F4_ABranchThatIsTheSameForEverySizeIsAllowed()
    {
        var graph = Traced.Trace([new TensorSpec("x", DType.F32, n, 8)], scope =>
        {
            var x = scope["x"];
            return x.Shape[0] >= 2 && x.Shape[1] == 8 ? x : x + 1;
        });

        Assert.Equal(["x", "output"], graph.Nodes.Select(v => v.Name));
    }

    [Fact]
    public void F4_ADynamicSizeIsNoNumber()
    {
        var line = 0;
        var error = Assert.Throws<TraceException>(() => Traced.Trace([new TensorSpec("x", DType.F32, n, 8)], scope =>
        {
            var x = scope["x"];
            Assert.Equal(8, (int)x.Shape[1]);
            line = Traced.NextLine();
            return x[(int)x.Shape[0] - 1];
        }));

        Assert.Contains("The size n is dynamic", error.Message, StringComparison.Ordinal);
        Assert.Contains($"SizeTests.cs:{line}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void F4_AnAssertionIsAFactAndACheck()
    {
        var program = ExportedProgram.Trace(Traced.Catalog, [new TensorSpec("x", DType.F32, n)], scope =>
        {
            var x = scope["x"];
            scope.Assert(x.Shape[0] % 4 == 0, "whole groups");
            return x.View(x.Shape[0] / 4, 4);
        });

        GraphVerifier.VerifyOrThrow(program.Graph, "trace");
        Assert.Contains(program.Graph.Nodes, v => v.IsCallOf("aten::_assert_scalar.default"));
        var session = SessionCalls.Start(program, program.Graph);
        Assert.Equal([2, 4], Run(session, 8).Tensor.Shape.ToArray());
        Assert.Throws<InputException>(() => Run(session, 6));
    }

    [Fact]
    public void F4_AnAssertionThatCantHoldIsRefused()
    {
        var error = Assert.Throws<TraceException>(() => Traced.Trace([new TensorSpec("x", DType.F32, n)], scope =>
        {
            scope.Assert(scope["x"].Shape[0] > 64);
            return scope["x"];
        }));

        Assert.Contains("never true", error.Message, StringComparison.Ordinal);
    }

    private static Value Run(CompiledSession session, long size) =>
        session.Run(ImmutableDictionary<string, Value>.Empty.Add("x", Traced.Values(1, size)))[0];
}
