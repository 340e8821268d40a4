using System.Collections.Immutable;
using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Testing;

/// <summary>Values to run a graph on.</summary>
internal static class RandomInputs
{
    /// <summary>A value for each symbol, inside its bounds and such that all facts hold.</summary>
    /// <param name="shapes">The symbols.</param>
    /// <param name="seed">Another seed gives other values.</param>
    /// <param name="max">No value is larger than this, unless its symbol's bounds demand it.</param>
    /// <exception cref="InvalidOperationException">No values were found that meet the facts.</exception>
    public static ImmutableDictionary<string, long> Sizes(ShapeEnvironment shapes, int seed, long max = 12)
    {
        ArgumentNullException.ThrowIfNull(shapes);
        var random = new Random(seed);
        for (var attempt = 0; attempt < 1000; attempt++)
        {
            var values = shapes.Symbols.ToImmutableDictionary(s => s.Key, s =>
            {
                var low = s.Value.Min ?? 0;
                return random.NextInt64(low, Math.Max(low, Math.Min(s.Value.Max ?? max, max)) + 1);
            });
            if (shapes.Facts.All(f => f.Evaluate(values)))
            {
                return values;
            }
        }
        throw new InvalidOperationException($"No sizes up to {max} meet {string.Join(", ", shapes.Facts)}.");
    }

    /// <summary>One value per input: small integers in tensors, the sizes themselves for symbolic ints.</summary>
    public static ImmutableArray<Value> For(Graph graph, IReadOnlyDictionary<string, long> sizes, int seed)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var random = new Random(seed);
        return [.. graph.Inputs.Select(input => input.Type switch
        {
            TensorType type => (Value)Elements(type, sizes, random),
            SymIntType type => type.Value.Evaluate(sizes),
            SymBoolType { Value: { } condition } => condition.Evaluate(sizes),
            _ => throw new NotSupportedException($"%{input.Name}: there are no random values of type {input.Type}."),
        })];
    }

    private static Tensor Elements(TensorType type, IReadOnlyDictionary<string, long> sizes, Random random)
    {
        long[] shape = [.. type.Shape.Select(s => s.Evaluate(sizes))];
        var values = new long[Layout.ElementCount(shape)];
        var low = type.DType.IsSigned() ? -RandomGraphBuilder.InputBound : 0;
        var high = type.DType == DType.Bool ? 1 : RandomGraphBuilder.InputBound;
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = random.NextInt64(low, high + 1);
        }
        var result = Tensor.ZerosStrided(type.DType, shape, [.. type.Strides.Select(s => s.Evaluate(sizes))]);
        result.CopyFrom(Cast.To(Tensor.From(values, shape), type.DType));
        return result;
    }
}
