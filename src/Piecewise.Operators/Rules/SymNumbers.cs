using Piecewise.Graphs;

namespace Piecewise.Operators;

/// <summary>Symbolic numbers as the operators over them see them.</summary>
internal static class SymNumbers
{
    /// <summary>The type of a number argument, literal or symbolic.</summary>
    public static NodeType TypeOf(InferenceContext context, string name) =>
        context.TypeOf(context[name]) is var type && type is SymIntType or SymFloatType or SymBoolType
        ? type
        : throw context.Error($"argument '{name}' must be a number, found {type}.");

    /// <summary>The expression of an int, or of a truth value that is known; null where there is none.</summary>
    public static SymInt? AsInt(NodeType type) => type switch
    {
        SymIntType { Value: var value } => value,
        SymBoolType { Value: { IsConstant: true } value } => value == SymBool.True ? 1 : 0,
        _ => null,
    };

    /// <summary>An int of that value; a new symbol where it has no expression.</summary>
    public static SymIntType Integer(InferenceContext context, SymInt? value) =>
        new(value is null ? context.Shapes.NewUnbacked(Interval.Unbounded) : context.Shapes.Simplify(value));
}
