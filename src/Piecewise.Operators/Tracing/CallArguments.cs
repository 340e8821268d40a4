using System.Collections.Immutable;
using Piecewise.Graphs;

namespace Piecewise.Tracing;

/// <summary>Puts the arguments of a traced call into the places of the operator's schema and checks their kinds.</summary>
internal static class CallArguments
{
    /// <summary>One argument per schema slot.</summary>
    /// <exception cref="TraceException">Too many, one missing, an unknown name, or a wrong kind.</exception>
    public static ImmutableArray<Argument> Place(TraceRecorder recorder, Operator op, ReadOnlySpan<TracedArgument> given)
    {
        var schema = op.Schema;
        var slots = new Argument?[schema.Arguments.Length];
        for (var i = 0; i < given.Length; i++)
        {
            var slot = SlotOf(recorder, schema, given[i].Name, i);
            if (slots[slot] is not null)
            {
                throw recorder.Error($"{op.Name} is given '{schema.Arguments[slot].Name}' twice.");
            }
            slots[slot] = Convert(recorder, op, schema.Arguments[slot], given[i]);
        }
        for (var i = 0; i < slots.Length; i++)
        {
            slots[i] ??= schema.Arguments[i].Default
                ?? throw recorder.Error($"{op.Name} needs the argument '{schema.Arguments[i].Name}'. Its schema is {schema}.");
        }
        return [.. slots!];
    }

    private static int SlotOf(TraceRecorder recorder, OperatorSchema schema, string? name, int position)
    {
        if (name is not null)
        {
            return schema.HasArgument(name)
                ? schema.IndexOf(name)
                : throw recorder.Error($"{schema.QualifiedName} has no argument '{name}'. Its schema is {schema}.");
        }
        if (position >= schema.Arguments.Length)
        {
            throw recorder.Error(
                $"{schema.QualifiedName} takes {schema.Arguments.Length} arguments, more are given. Its schema is {schema}.");
        }
        return schema.Arguments[position].IsKeywordOnly
            ? throw recorder.Error(
                $"'{schema.Arguments[position].Name}' of {schema.QualifiedName} has to be given by name: "
                + $"Op.Named(\"{schema.Arguments[position].Name}\", …).")
            : position;
    }

    private static Argument Convert(TraceRecorder recorder, Operator op, SchemaArgument slot, TracedArgument given)
    {
        var argument = Resolve(recorder, given, slot.Type.Kind == SchemaKind.Float);
        return ArgumentKinds.Fits(slot.Type, argument, anyTuple: op.Name == Dialect.GetItem)
            ? argument
            : throw recorder.Error(
                $"{op.Name}: the argument '{slot.Name}' is of kind {ArgumentKinds.Describe(slot.Type)}, found {Describe(argument)}.");
    }

    /// <summary>The argument as the graph holds it; ints become floats where the slot is one.</summary>
    public static Argument Resolve(TraceRecorder recorder, TracedArgument given, bool asFloat = false)
    {
        switch (given.Content)
        {
            case null:
                return Argument.None;
            case TracedTensor tensor:
                return recorder.Own(tensor);
            case SymbolicInt size:
                return recorder.Own(size);
            case SymbolicCondition condition:
                return recorder.Own(condition);
            case ImmutableArray<TracedArgument> items:
                return Argument.List(items.Select(i => Resolve(recorder, i, asFloat)));
            case IntArgument { Value: var value } when asFloat:
                return (double)value;
            case var literal:
                return (Argument)literal;
        }
    }

    private static string Describe(Argument argument) => argument switch
    {
        NodeArgument { Node.Type: var type } => $"a {(type is TensorType ? "tensor" : "value")} {type}",
        ListArgument { Items: var items } =>
            "the "
            + $"list [{string.Join(", ", items.Select(i => i is NodeArgument { Node.Type: var type } ? type.ToString() : i.ToString()))}]",
        NoneArgument => "nothing",
        _ => argument.ToString(),
    };
}
