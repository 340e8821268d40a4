using System.Collections.Immutable;
using Piecewise.Graphs;

namespace Piecewise.Operators;

/// <summary>The operands of a call in a <see cref="LoopForm"/>.</summary>
internal static class ScalarOperands
{
    /// <summary>
    /// The element of a tensor argument, in its dtype, which is appended to the operands; a literal number in f64 or i64; a size in i64. Null
    /// for a number that only the run knows.
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
                return ScalarExpression.Number(value, Tensors.DType.F64);
            default:
                return null;
        }
    }
}
