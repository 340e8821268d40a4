using Piecewise.Graphs;
using Piecewise.Runtime;

namespace Piecewise.Compiler.Build;

/// <summary>The values of calls and those of the interpreter, which has more kinds of them.</summary>
internal static class CallValues
{
    /// <summary>A value of the interpreter as a session takes and gives it.</summary>
    public static CallValue Of(Value value) => value.IsTensor ? value.Tensor
        : value is { IsLiteral: true, Literal: StringArgument { Value: var text } } ? CallValue.FromText(text)
        : !value.IsScalar ? default
        : value.Scalar.IsFloat ? CallValue.FromDouble(value.Scalar.ToDouble())
        : value.Scalar.IsBool ? CallValue.FromBoolean(value.Scalar.ToBool())
        : value.Scalar.ToInt64();

    /// <summary>A value of a session as the interpreter takes it.</summary>
    public static Value ToValue(this CallValue value) => value.Kind switch
    {
        CallValue.Kinds.Tensor => value.Tensor!,
        CallValue.Kinds.Int => value.Int,
        CallValue.Kinds.Float => value.Float,
        CallValue.Kinds.Bool => value.Int != 0,
        CallValue.Kinds.Text => value.Text!,
        _ => Value.None,
    };
}
