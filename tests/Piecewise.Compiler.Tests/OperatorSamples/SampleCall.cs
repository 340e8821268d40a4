using System.Collections.Immutable;
using Piecewise.Graphs;
using Piecewise.Operators.Samples;
using Piecewise.Tensors;

namespace Piecewise.Compiler.Tests.OperatorSamples;

/// <summary>One sample of an operator, with what its arguments became: other sizes, weights instead of inputs.</summary>
internal sealed record SampleCall(Operator Operator, int Index, ImmutableArray<Value> Values)
{
    /// <summary>What was changed, for messages.</summary>
    public string Variation { get; init; } = "";

    /// <summary>Whether the tensors are weights of the program and not inputs of the call.</summary>
    public bool AreWeights { get; init; }

    public string Name => $"{Operator.Name}, sample {Index}{Variation}";

    /// <summary>All tensors among the arguments, list items included.</summary>
    public IEnumerable<Tensor> Tensors => Values.SelectMany(TensorsOf);

    // Branches and loops take operands of the types that their graphs say.
    private bool HasGraphs => Values.Any(v => v is { IsLiteral: true, Literal: GraphArgument });

    /// <summary>All samples of all operators.</summary>
    public static IEnumerable<SampleCall> All(OperatorCatalog catalog) =>
        catalog.Operators.SelectMany(op => op.Samples.Select((sample, index) => new SampleCall(op, index, Arguments(op, sample))));

    /// <summary>
    /// The same call with each dim of one size narrowed to another, one size after the other; those that give tensors of their own.
    /// </summary>
    public IEnumerable<SampleCall> Narrowed(long size) =>
        HasGraphs ? [] : Tensors.SelectMany(t => t.Shape.ToArray()).Where(s => s > size).Distinct().Order()
        .Select(old => this with { Values = [.. Values.Select(v => Narrowed(v, old, size))], Variation = $"{Variation}, {old} is {size}" });

    /// <summary>The same call with all tensors of the kind of a dtype in that dtype; none where nothing changes.</summary>
    public IEnumerable<SampleCall> In(DType dtype) => !HasGraphs && Tensors.Any(t => Changes(t.DType, dtype))
        ? [this with { Values = [.. Values.Select(v => Map(v, t => Changes(t.DType, dtype) ? Cast.To(t, dtype) : t))], Variation =
            $"{Variation}, in {dtype.TextName()}" }]
        : [];

    /// <summary>The same call with memory of its own for each tensor, laid out as before.</summary>
    public SampleCall WithCopies()
    {
        var storages = new Dictionary<Storage, Tensor>();
        return this with { Values = [.. Values.Select(v => Map(v, Copy))] };

        // Tensors that share memory go on sharing it.
        Tensor Copy(Tensor tensor)
        {
            if (!storages.TryGetValue(tensor.Storage, out var bytes))
            {
                storages.Add(tensor.Storage, bytes = new Tensor(tensor.Storage, DType.U8, [tensor.Storage.ByteLength], [1], 0).Clone());
            }
            return new Tensor(bytes.Storage, tensor.DType, tensor.Shape, tensor.Strides, tensor.Offset);
        }
    }

    public override string ToString() => $"{Name}({string.Join(", ", Values)})";

    private static ImmutableArray<Value> Arguments(Operator op, OperatorSample sample) =>
    [
        .. op.Schema.Arguments.Select((slot, i) => i < sample.Arguments.Length ? sample.Arguments[i]
            : sample.Named.TryGetValue(slot.Name, out var named) ? named
            : Value.FromLiteral(slot.Default ?? throw new InvalidOperationException($"A sample of {op.Name} lacks '{slot.Name}'."))),
    ];

    private static IEnumerable<Tensor> TensorsOf(Value value) =>
        value.IsTensor ? [value.Tensor] : value.IsList ? value.Items.SelectMany(TensorsOf) : [];

    private static Value Narrowed(Value value, long old, long size) => Map(value, tensor =>
    {
        long[] shape = [.. tensor.Shape.ToArray().Select(s => s == old ? size : s)];
        // Dense tensors stay dense: only then does a narrow one have a layout that a program would be exported with.
        return tensor.IsContiguous ? tensor.AsStrided(shape, tensor.Strides, tensor.Offset).Clone()
            : tensor.AsStrided(shape, tensor.Strides, tensor.Offset);
    });

    // Floats become floats or complex numbers, integers integers or bools.
    private static bool Changes(DType from, DType to) =>
        from != to && (from.IsFloat() ? !to.IsIntegral() : from.IsIntegral() && to.IsIntegral() && from != DType.Bool);

    private static Value Map(Value value, Func<Tensor, Tensor> map) =>
        value.IsTensor ? map(value.Tensor) : value.IsList ? Value.List(value.Items.Select(i => Map(i, map))) : value;
}
