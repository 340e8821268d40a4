using System.Collections.Immutable;
using System.Globalization;
using Piecewise.Graphs;
using Piecewise.Operators.Samples;
using Piecewise.Tensors;

namespace Piecewise.Fuzz;

/// <summary>
/// Every sample of every operator as a program in which each size of each tensor is a symbol of its own (or equal sizes are one), from 0
/// on. It is called with the sample's sizes, and with each of them changed: all modes refuse alike, or compute the same.
/// </summary>
internal sealed class ConformanceCases : ICaseSource
{
    private readonly ImmutableArray<SizeStyle> styles;
    private readonly OperatorCatalog catalog;
    private readonly ImmutableArray<(Operator Operator, int Sample)> samples;

    /// <param name="catalog">The operators.</param>
    /// <param name="perOperator">How many samples of each operator; the first ones.</param>
    /// <param name="styles">How sizes are written.</param>
    public ConformanceCases(OperatorCatalog catalog, int perOperator, params ImmutableArray<SizeStyle> styles)
    {
        this.catalog = catalog;
        this.styles = styles;
        samples =
        [
            .. catalog.Operators.Where(o => o.Schema.Arguments.All(a => a.Type.Kind != SchemaKind.Graph))
                .SelectMany(o => Enumerable.Range(0, Math.Min(SamplesOf(o).Count(), perOperator)).Select(i => (o, i))),
        ];
    }

    public int Count => samples.Length * styles.Length;

    public FuzzCase? Make(int number)
    {
        var (op, index) = samples[number / styles.Length];
        var style = styles[number % styles.Length];
        var graph = new Graph("sample", new ShapeEnvironment(), Stage.Imported);
        var call = new SampleCall(graph, style, random: null);
        if (call.Add(op, SamplesOf(op).ElementAt(index), reuse: false) is null || call.Inputs.Count == 0
            || call.Finish(catalog, allOutputs: true) is not { } file)
        {
            return null;
        }
        return new FuzzCase(string.Create(CultureInfo.InvariantCulture, $"{op.Name}, sample {index}, {style} sizes"), file, number,
            IsConsistent: true)
        {
            Calls = [.. Calls(call.Inputs, style)],
        };
    }

    // In-place forms take what their functional forms take.
    private static IEnumerable<OperatorSample> SamplesOf(Operator op) => op.Samples.Any() ? op.Samples : op.FunctionalForm?.Samples ?? [];

    private static IEnumerable<CallCase> Calls(Dictionary<string, Value> inputs, SizeStyle style)
    {
        yield return new CallCase("as the sample", inputs);
        if (style == SizeStyle.Shared)
        {
            // Every size of that value changes with its symbol.
            foreach (var size in inputs.Values.Where(v => v.IsTensor).SelectMany(v => v.Tensor.Shape.ToArray()).Distinct().Order()
                .ToArray())
            {
                foreach (var other in Others(size))
                {
                    yield return new CallCase($"sizes {size} are {other}", inputs.ToDictionary(
                        i => i.Key, i => i.Value.IsTensor
                            ? Resized(i.Value.Tensor, [.. i.Value.Tensor.Shape.ToArray().Select(s => s == size ? other : s)])
                            : i.Value, StringComparer.Ordinal));
                }
            }
            yield break;
        }
        foreach (var (name, value) in inputs.Where(i => i.Value.IsTensor))
        {
            for (var dim = 0; dim < value.Tensor.Rank; dim++)
            {
                foreach (var other in Others(value.Tensor.Shape[dim]))
                {
                    var shape = value.Tensor.Shape.ToArray();
                    shape[dim] = other;
                    yield return new CallCase($"dim {dim} of {name} is {other}",
                        new Dictionary<string, Value>(inputs, StringComparer.Ordinal) { [name] = Resized(value.Tensor, shape) });
                }
            }
        }
    }

    private static IEnumerable<long> Others(long size) => new[] { size + 1, 1, 0, size * 2 }.Where(s => s != size).Distinct();

    // The sample's elements again and again: indices stay indices.
    private static Value Resized(Tensor tensor, long[] shape)
    {
        var result = Tensor.Zeros(tensor.DType, shape);
        if (tensor.ElementCount == 0 || result.ElementCount == 0)
        {
            return result;
        }
        var source = tensor.Contiguous();
        var size = tensor.DType.Size();
        var from = new Tensor(source.Storage, DType.U8, [source.ElementCount * size], [1], source.Offset * size).AsSpan<byte>();
        var to = new Tensor(result.Storage, DType.U8, [result.ElementCount * size], [1], 0).AsSpan<byte>();
        for (var i = 0; i < to.Length; i++)
        {
            to[i] = from[i % from.Length];
        }
        return result;
    }
}
