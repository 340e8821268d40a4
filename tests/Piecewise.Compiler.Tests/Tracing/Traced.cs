using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Piecewise.Compiler.Partition;
using Piecewise.Graphs;
using Piecewise.Operators;
using Piecewise.Tensors;
using Piecewise.Tracing;

namespace Piecewise.Compiler.Tests.Tracing;

/// <summary>What the tests of tracing share: a catalog, values, and splitting with every check on.</summary>
internal static class Traced
{
    public static OperatorCatalog Catalog { get; } = StandardOperators.Create().With(new MoeOperator());

    /// <summary>Traces and verifies.</summary>
    public static Graph Trace(IEnumerable<TraceInput> inputs, Func<TraceScope, TracedOutputs> function)
    {
        var graph = Graph.Trace(Catalog, inputs, function);
        GraphVerifier.VerifyOrThrow(graph, "trace");
        return graph;
    }

    /// <summary>Splits, verifies, and checks that the pieces compute what the graph does.</summary>
    public static PartitionResult Split(Graph graph, string splittingOp, params ImmutableArray<Value> inputs)
    {
        var result = Splitter.Split(graph, new SplittingOps(splittingOp), Catalog);
        GraphVerifier.VerifyOrThrow(result.Stitch, "split");
        Assert.Equal(0, result.UnusedInputs);
        var interpreter = new Interpreter();
        Assert.All(
            interpreter.Run(graph, inputs).Zip(interpreter.Run(result.Stitch, inputs)),
            pair => Assert.Equal(Floats(pair.First), Floats(pair.Second)));
        return result;
    }

    /// <summary>The inputs of a piece as the tests write them: <c>sigmoid: f32[n, h]</c>.</summary>
    public static string[] Signature(Piece piece) => [.. piece.Graph.Inputs.Select(i => $"{i.Name}: {i.Type}")];

    /// <summary>f32 values between -1 and 1 that depend on the seed alone.</summary>
    public static Tensor Values(int seed, params long[] shape)
    {
        var random = new Random(seed);
        var result = Tensor.Zeros(DType.F32, shape);
        foreach (ref var element in result.AsSpan<float>())
        {
            element = random.NextSingle() * 2 - 1;
        }
        return result;
    }

    /// <summary>The number of the line below the call.</summary>
    public static int NextLine([CallerLineNumber] int line = 0) => line + 1;

    public static float[] Floats(Value value) => value.Tensor.Contiguous().AsSpan<float>().ToArray();
}
