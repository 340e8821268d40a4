using System.Collections.Immutable;
using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators;

/// <summary>The operands of a call in a <see cref="LoopForm"/>.</summary>
internal static class ScalarOperands
{
    /// <summary>Why a number can't scale operands of a dtype: PyTorch takes no float with integers. Null where it can.</summary>
    public static string? FractionObjection(InferenceContext context, string name, DType promoted) =>
        context[name] is FloatArgument { Value: var number } && promoted.IsIntegral()
            ? $"{name} is {number}, a float, and the operands are integers." : null;

    /// <summary>
    /// The element of a tensor argument, in its dtype, which is appended to the operands; a literal number in f64 or i64; a size in i64.
    /// Null for a number that only the run knows.
    /// </summary>
    public static ScalarExpression? Of(InferenceContext context, string name, ImmutableArray<Node>.Builder tensors)
    {
        switch (context[name])
        {
            case NodeArgument { Node: { Type: TensorType type } node }:
                tensors.Add(node);
                return new ScalarOperand(tensors.Count - 1, type.DType);
            case NodeArgument { Node.Type: SymIntType { Value: var size } }:
                return size.TryGetConstant(out var number) ? new ScalarInteger(number) : new ScalarSize(size);
            case IntArgument { Value: var value }:
                return new ScalarInteger(value);
            case BoolArgument { Value: var value }:
                return new ScalarInteger(value ? 1 : 0);
            case FloatArgument { Value: var value }:
                return ScalarExpression.Number(value, DType.F64);
            default:
                return null;
        }
    }
}
