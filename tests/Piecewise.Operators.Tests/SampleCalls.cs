using System.Collections.Immutable;
using Piecewise.Graphs;
using Piecewise.Operators.Samples;
using Piecewise.Tensors;

namespace Piecewise.Operators.Tests;

/// <summary>Samples as calls in a graph.</summary>
internal static class SampleCalls
{
    /// <summary>One value per slot of the schema: those of the sample, then defaults.</summary>
    public static IEnumerable<Value> Arguments(Operator op, OperatorSample sample)
    {
        for (var i = 0; i < op.Schema.Arguments.Length; i++)
        {
            var slot = op.Schema.Arguments[i];
            yield return i < sample.Arguments.Length ? sample.Arguments[i]
                : sample.Named.TryGetValue(slot.Name, out var named) ? named
                : Value.FromLiteral(slot.Default ?? throw new InvalidOperationException($"The sample of {op.Name} lacks '{slot.Name}'."));
        }
    }

    /// <summary>A value as an argument: tensors become inputs of the graph.</summary>
    public static Argument ToArgument(Graph graph, Value value, ImmutableArray<Value>.Builder inputs)
    {
        if (value.IsTensor)
        {
            inputs.Add(value);
            return graph.AddInput($"x{inputs.Count}", TensorType.Of(value.Tensor), InputSpec.User($"x{inputs.Count}"));
        }
        return value.IsList ? Argument.List(value.Items.Select(v => ToArgument(graph, v, inputs)).ToArray())
            : value.IsNone ? Argument.None
            : value.IsLiteral ? value.Literal
            : value.Scalar.IsFloat ? value.Scalar.ToDouble()
            : value.Scalar.IsBool ? value.Scalar.ToBool()
            : value.Scalar.ToInt64();
    }

    /// <summary>The same value, with a copy of each tensor in it.</summary>
    public static Value Copy(Value value) =>
        value.IsTensor ? Copy(value.Tensor) : value.IsList ? Value.List(value.Items.Select(Copy)) : value;

    /// <summary>A tensor of the same layout over a copy of the whole storage.</summary>
    public static Tensor Copy(Tensor tensor)
    {
        var bytes = new Tensor(tensor.Storage, DType.U8, [tensor.Storage.ByteLength], [1], 0).Clone();
        return new Tensor(bytes.Storage, tensor.DType, tensor.Shape, tensor.Strides, tensor.Offset);
    }
}
