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
    private const long Many = 1L << 40;
    private readonly ImmutableArray<SizeStyle> styles;
    private readonly OperatorCatalog catalog;
    private readonly ImmutableArray<(Operator Operator, int Sample)> samples;

    /// <param name="catalog">All operators.</param>
    /// <param name="operators">Those that are tried.</param>
    /// <param name="perOperator">How many samples of each operator; the first ones.</param>
    /// <param name="styles">How sizes are written.</param>
    public ConformanceCases(
        OperatorCatalog catalog, IEnumerable<Operator> operators, int perOperator, params ImmutableArray<SizeStyle> styles)
    {
        this.catalog = catalog;
        this.styles = styles;
        samples =
        [
            .. operators.Where(o => o.Schema.Arguments.All(a => a.Type.Kind != SchemaKind.Graph))
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

    /// <summary>New samples of an operator; in-place forms take what their functional forms take.</summary>
    public static IEnumerable<OperatorSample> SamplesOf(Operator op) => op.Samples.Any() ? op.Samples : op.FunctionalForm?.Samples ?? [];

    private static IEnumerable<CallCase> Calls(Dictionary<string, Value> inputs, SizeStyle style)
    {
        yield return new CallCase("as the sample", inputs);
        var sizes = inputs.Values.Where(v => v.IsTensor).SelectMany(v => v.Tensor.Shape.ToArray()).Distinct().Order().ToArray();
        // Of nothing there may be any number: whoever goes through it does not come back.
        foreach (var many in sizes)
        {
            foreach (var none in sizes.Where(s => s != many))
            {
                if (Resized(inputs, s => s == none ? 0 : s == many ? Many : s) is { } resized)
                {
                    yield return new CallCase($"sizes {none} are 0, {many} are {Many}", resized);
                }
            }
            if (Resized(inputs, s => s == many ? Many : 0) is { } others)
            {
                yield return new CallCase($"sizes {many} are {Many}, all others 0", others);
            }
        }
        if (style == SizeStyle.Shared)
        {
            // Every size of that value changes with its symbol.
            foreach (var size in sizes)
            {
                foreach (var other in Others(size))
                {
                    yield return new CallCase($"sizes {size} are {other}", Resized(inputs, s => s == size ? other : s)!);
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

    // Null where one would have more elements than anyone wants, or strides that 64 bits don't hold.
    private static Dictionary<string, Value>? Resized(Dictionary<string, Value> inputs, Func<long, long> other)
    {
        var result = new Dictionary<string, Value>(StringComparer.Ordinal);
        foreach (var (name, value) in inputs)
        {
            long[] shape = value.IsTensor ? [.. value.Tensor.Shape.ToArray().Select(other)] : [];
            if (shape.Count(s => s == Many) is > 0 and var times && (times > 1 || !shape.Contains(0)))
            {
                return null;
            }
            result.Add(name, value.IsTensor ? Resized(value.Tensor, shape) : value);
        }
        return result;
    }

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
