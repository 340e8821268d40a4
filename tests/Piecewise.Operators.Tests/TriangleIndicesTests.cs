using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Tests;

/// <summary>Places of a triangle are counted, not gone through: a literal may say any number of rows.</summary>
public sealed class TriangleIndicesTests
{
    [Theory]
    [InlineData("aten::tril_indices.default")]
    [InlineData("aten::triu_indices.default")]
    public void As_many_as_there_are_of_all_places(string name)
    {
        for (var seed = 0; seed < 500; seed++)
        {
            var random = new Random(seed);
            var (rows, columns, offset) = (random.Next(7), random.Next(7), random.Next(-9, 10));
            var expected = Enumerable.Range(0, rows).SelectMany(r => Enumerable.Range(0, columns).Select(c => ((long)r, (long)c)))
                .Where(p => name.Contains("tril", StringComparison.Ordinal) ? p.Item2 - p.Item1 <= offset : p.Item2 - p.Item1 >= offset)
                .ToList();
            var graph = new Graph("triangle", new ShapeEnvironment());
            var op = StandardOperators.Create()[name];
            var call = graph.AddCall(op, op.Schema.Fill([(long)rows, (long)columns, (long)offset]));
            graph.SetOutput(call);

            var result = new Interpreter().Run(graph, [])[0].Tensor;

            Assert.Equal(expected.Select(p => p.Item1).Concat(expected.Select(p => p.Item2)), result.AsSpan<long>().ToArray());
            Assert.Equal([2, expected.Count], result.Shape.ToArray());
            Assert.Equal(new TensorType(DType.I64, [2, expected.Count]), call.Type);
        }
    }

    [Theory]
    [InlineData("aten::tril_indices.default", 1L << 40, 0L, 0L)]
    [InlineData("aten::triu_indices.default", 1L << 40, 3L, 5L)]
    [InlineData("aten::tril_indices.default", 1L << 40, 3L, -(1L << 40) + 1)]
    public void Rows_without_places_cost_nothing(string name, long rows, long columns, long offset)
    {
        var graph = new Graph("triangle", new ShapeEnvironment());
        var op = StandardOperators.Create()[name];
        graph.SetOutput(graph.AddCall(op, op.Schema.Fill([rows, columns, offset])));

        Assert.InRange(new Interpreter().Run(graph, [])[0].Tensor.ElementCount, 0, 2);
    }
}
