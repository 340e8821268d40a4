using System.Collections.Immutable;
using Piecewise.Graphs;

namespace Piecewise.Import;

/// <summary>Puts a file's arguments into the places of an operator's schema; omitted ones get their defaults.</summary>
internal sealed class ArgumentBinder(Func<string, Argument?> lookUp, Func<ArgumentData.Graph, Graph?> importGraph)
{
    /// <summary>One argument per schema slot; null, with the reason, where they do not fit.</summary>
    public ImmutableArray<Argument>? Bind(OperatorSchema schema, ImmutableArray<NamedArgumentData> given, out string problem)
    {
        var slots = new Argument?[schema.Arguments.Length];
        for (var i = 0; i < given.Length; i++)
        {
            var slot = given[i].Name.Length == 0 ? i : IndexOf(schema, given[i].Name);
            if (slot < 0 || slot >= slots.Length)
            {
                problem = given[i].Name.Length == 0
                    ? $"it takes {slots.Length} arguments, {given.Length} are given"
                    : $"it has no argument '{given[i].Name}'";
                return null;
            }
            var (name, type) = (schema.Arguments[slot].Name, schema.Arguments[slot].Type);
            if (slots[slot] is not null)
            {
                problem = $"argument '{name}' is given twice";
                return null;
            }
            if (Convert(given[i].Value, type, out problem) is not { } argument)
            {
                problem = $"argument '{name}': {problem}";
                return null;
            }
            if (!ArgumentKinds.Fits(type, argument, anyTuple: false))
            {
                problem = $"argument '{name}' takes a {ArgumentKinds.Describe(type)}, found {Printable.Text(given[i].Value.ToString())}";
                return null;
            }
            slots[slot] = argument;
        }
        for (var i = 0; i < slots.Length; i++)
        {
            if (slots[i] is null && (slots[i] = schema.Arguments[i].Default) is null)
            {
                problem = $"argument '{schema.Arguments[i].Name}' is missing";
                return null;
            }
        }
        problem = "";
        return [.. slots!];
    }

    /// <summary>An argument outside of any schema: an output of the graph, an operand of a wrapper.</summary>
    public Argument? Convert(ArgumentData data, out string problem) => Convert(data, null, out problem);

    private static int IndexOf(OperatorSchema schema, string name)
    {
        for (var i = 0; i < schema.Arguments.Length; i++)
        {
            if (schema.Arguments[i].Name == name)
            {
                return i;
            }
        }
        return -1;
    }

    private Argument? Convert(ArgumentData data, SchemaType? slot, out string problem)
    {
        problem = "";
        switch (data)
        {
            case ArgumentData.None or ArgumentData.OptionalTensor { Name: null }:
                return Argument.None;
            case ArgumentData.Tensor { Name: var name }:
                return Value(name, ref problem);
            case ArgumentData.OptionalTensor { Name: { } present }:
                return Value(present, ref problem);
            case ArgumentData.Tensors { Names: var names }:
                return List(names, (string item, ref string why) => Value(item, ref why), ref problem);
            case ArgumentData.OptionalTensors { Names: var names }:
                return List(names, (string? item, ref string why) => item is null ? Argument.None : Value(item, ref why), ref problem);
            case ArgumentData.Int { Value: var value }:
                // A float slot given an int (layer_norm's eps=1) is a float.
                return slot is { Kind: SchemaKind.Float, IsList: false } ? new FloatArgument(value) : new IntArgument(value);
            case ArgumentData.Ints { Values: var values }:
                return slot is { Kind: SchemaKind.Float } ? Argument.List(values.Select(v => (Argument)(double)v)) : Argument.Ints(values);
            case ArgumentData.Float { Value: var value }:
                return value;
            case ArgumentData.Floats { Values: var values }:
                return Argument.List(values.Select(v => (Argument)v));
            case ArgumentData.Bool { Value: var value }:
                // In Python, a bool is an int.
                return slot is { Kind: SchemaKind.Int, IsList: false } ? new IntArgument(value ? 1 : 0) : value;
            case ArgumentData.Bools { Values: var values }:
                return Argument.List(values.Select(v => (Argument)v));
            case ArgumentData.Text { Value: var value }:
                return value;
            case ArgumentData.Texts { Values: var values }:
                return Argument.List(values.Select(v => (Argument)v));
            case ArgumentData.SymInt { Value: var operand }:
                return operand.Name is null ? (Argument)operand.Literal : Value(operand.Name, ref problem);
            case ArgumentData.SymInts { Values: var values }:
                return List(values, (SymOperand<long> v, ref string why) => v.Name is null ? (Argument)v.Literal : Value(v.Name, ref why),
                    ref problem);
            case ArgumentData.SymFloat { Value: var real }:
                return real.Name is null ? (Argument)real.Literal : Value(real.Name, ref problem);
            case ArgumentData.SymFloats { Values: var values }:
                return List(values, (SymOperand<double> v, ref string why) =>
                    v.Name is null ? (Argument)v.Literal : Value(v.Name, ref why), ref problem);
            case ArgumentData.SymBool { Value: var flag }:
                return flag.Name is null ? (Argument)flag.Literal : Value(flag.Name, ref problem);
            case ArgumentData.SymBools { Values: var values }:
                return List(values, (SymOperand<bool> v, ref string why) => v.Name is null ? (Argument)v.Literal : Value(v.Name, ref why),
                    ref problem);
            case ArgumentData.ScalarType { Value: var code }:
                return ElementTypes.TryGet(code, out var dtype) ? dtype : Fail($"the element type {code} is not supported", out problem);
            case ArgumentData.MemoryFormat { Value: var format }:
                return new MemoryFormatArgument(format switch
                {
                    MemoryFormatCode.ChannelsLast => MemoryFormat.ChannelsLast,
                    MemoryFormatCode.ChannelsLast3d => MemoryFormat.ChannelsLast3d,
                    MemoryFormatCode.Preserve => MemoryFormat.Preserve,
                    _ => MemoryFormat.Contiguous,
                });
            case ArgumentData.Layout { Value: LayoutCode.Strided }:
                return new LayoutArgument("strided");
            case ArgumentData.Layout { Value: var layout }:
                return Fail($"the layout {layout} is not supported, only strided tensors are", out problem);
            case ArgumentData.Device { Value: var device }:
                return new DeviceArgument(device.ToString());
            case ArgumentData.Graph graph:
                return importGraph(graph) is { } nested ? new GraphArgument(nested)
                    : Fail("its nested graph can't be imported", out problem);
            default:
                return Fail($"arguments of kind {data.GetType().Name} are not supported", out problem);
        }
    }

    private delegate Argument? ItemConverter<T>(T item, ref string problem);

    private static ListArgument? List<T>(ImmutableArray<T> items, ItemConverter<T> convert, ref string problem)
    {
        var result = ImmutableArray.CreateBuilder<Argument>(items.Length);
        foreach (var item in items)
        {
            if (convert(item, ref problem) is not { } argument)
            {
                return null;
            }
            result.Add(argument);
        }
        return new ListArgument(result.MoveToImmutable());
    }

    private Argument? Value(string name, ref string problem)
    {
        if (lookUp(name) is { } value)
        {
            return value;
        }
        problem = $"the value '{Printable.Text(name)}' is used before it is defined";
        return null;
    }

    private static Argument? Fail(string why, out string problem)
    {
        problem = why;
        return null;
    }
}
