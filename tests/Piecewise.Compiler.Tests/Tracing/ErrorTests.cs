using Piecewise.Graphs;
using Piecewise.Tensors;
using Piecewise.Tracing;

namespace Piecewise.Compiler.Tests.Tracing;

/// <summary>What can't be traced ends in a message that names the cause and the C# line (F4).</summary>
public sealed class ErrorTests
{
    private readonly Dim n = Dim.Dynamic("n", max: 64);

    [Fact]
    public void F4_ShapesThatDoNotFit()
    {
        var line = 0;
        var error = Fails(scope =>
        {
            var x = scope["x"];
            using (scope.Module("layers.0", "Layer"))
            {
                line = Traced.NextLine();
                return x.Relu().MatMul(scope["three"]);
            }
        });

        Assert.Contains("aten::matmul.default", error.Message, StringComparison.Ordinal);
        Assert.Contains("f32[n, 8], f32[3]", error.Message, StringComparison.Ordinal);
        Assert.Equal("layers.0", error.Location!.ModulePath);
        Assert.Contains($"ErrorTests.cs:{line}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void F4_AnOperatorSymbolNamesItsLine()
    {
        var line = 0;
        var error = Fails(scope =>
        {
            var x = scope["x"];
            line = Traced.NextLine();
            return x + scope["three"];
        });

        Assert.Contains("aten::add.Tensor", error.Message, StringComparison.Ordinal);
        Assert.Contains($"ErrorTests.cs:{line}", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("aten::sigmod", "aten::sigmoid.default")]
    [InlineData("sigmoid", "aten::sigmoid.default")]
    [InlineData("atn::transpose.int", "aten::transpose.int")]
    public void F4_AnUnknownOperatorGetsSuggestions(string name, string suggestion)
    {
        var error = Fails(scope => Op.Call(name, scope["x"]));

        Assert.Contains($"There is no operator {name}.", error.Message, StringComparison.Ordinal);
        Assert.Contains(suggestion, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void F4_AnAmbiguousOperatorListsItsOverloads()
    {
        var error = Fails(scope => Op.Call("aten::pow", scope["x"], 2));

        Assert.Contains("aten::pow.Tensor_Scalar", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void F4_ArgumentsOfAWrongKind()
    {
        Assert.Contains("the argument 'dim0' is of kind int, found a tensor f32[n, 8]",
            Fails(s => Op.Call("aten::transpose.int", s["x"], s["x"], 1)).Message, StringComparison.Ordinal);
        Assert.Contains("the argument 'self' is of kind tensor, found the list [f32[n, 8]]",
            Fails(s => Op.Call("aten::sigmoid", [[s["x"]]])).Message, StringComparison.Ordinal);
        Assert.Contains("needs the argument 'dim1'", Fails(s => Op.Call("aten::transpose.int", s["x"], 0)).Message,
            StringComparison.Ordinal);
        Assert.Contains("takes 1 arguments", Fails(s => Op.Call("aten::sigmoid", s["x"], 0)).Message, StringComparison.Ordinal);
        Assert.Contains("has no argument 'beta'", Fails(s => Op.Call("aten::add.Tensor", s["x"], s["x"], Op.Named("beta", 2))).Message,
            StringComparison.Ordinal);
        Assert.Contains("has to be given by name: Op.Named(\"alpha\"", Fails(s => Op.Call("aten::add.Tensor", s["x"], s["x"], 2)).Message,
            StringComparison.Ordinal);
        Assert.Contains("twice", Fails(s => Op.Call("aten::add.Tensor", s["x"], s["x"], Op.Named("other", 2))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void F4_ArgumentsByName()
    {
        var graph = Traced.Trace(Inputs,
            scope => Op.Call("aten::add.Tensor", scope["x"], Op.Named("alpha", 2), Op.Named("other", scope["x"])));

        Assert.Equal(new IntArgument(2), graph.Find("add")!.ArgumentNamed("alpha"));
    }

    [Fact]
    public void F4_ValuesOfTwoTracesDoNotMix()
    {
        TracedTensor? foreign = null;
        Graph.Trace(Traced.Catalog, Inputs, scope => foreign = scope["x"], "first");

        var error = Fails(scope => scope["x"] + foreign!);
        Assert.Contains("@first is used in the trace @main", error.Message, StringComparison.Ordinal);
        Assert.Contains("has ended", Assert.Throws<TraceException>(() => foreign!.Relu()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void F4_MissingInputsAndParameters()
    {
        Assert.Contains("the inputs are x, three", Fails(s => s["y"]).Message, StringComparison.Ordinal);
        var error = Fails(scope =>
        {
            using (scope.Module("layers.0"))
            {
                return scope.Parameter("weight");
            }
        });
        Assert.Contains("no tensor 'layers.0.weight'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void F4_ACallWithoutATensorGoesThroughTheScope()
    {
        Assert.Contains("scope.Call", Fails(_ => Op.Call("aten::arange", 4)).Message, StringComparison.Ordinal);
        var graph = Traced.Trace(Inputs, scope => scope.Arange(scope["x"].Shape[0]));
        Assert.Equal("i64[n]", graph.Output!.Arguments[0].Type!.ToString());
    }

    private TraceInput[] Inputs => [new TensorSpec("x", DType.F32, n, 8), new TensorSpec("three", DType.F32, 3)];

    private TraceException Fails(Func<TraceScope, TracedOutputs> function) =>
        Assert.Throws<TraceException>(() => Graph.Trace(Traced.Catalog, Inputs, function));
}
