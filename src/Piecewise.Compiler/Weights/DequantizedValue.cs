using Piecewise.Compiler.Patterns;
using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Compiler.Weights;

/// <summary>
/// A value of f32 that a program makes of integers: <c>(levels - zero) · scale</c>. Scale and zero are numbers, or tensors of one for all
/// elements, for each row, or for each channel.
/// </summary>
/// <param name="Levels">The integers.</param>
/// <param name="Scale">A number or a tensor.</param>
/// <param name="Zero">A number or a tensor; none for 0.</param>
/// <param name="Kind">What has numbers of its own.</param>
internal readonly record struct DequantizedValue(Node Levels, Argument Scale, Argument Zero, DequantizedValue.Of Kind)
{
    /// <summary>What has a scale and a zero of its own.</summary>
    public enum Of
    {
        /// <summary>The tensor.</summary>
        Tensor,

        /// <summary>Each row: of the last dim.</summary>
        Row,

        /// <summary>Each item of the first dim.</summary>
        Channel,
    }

    /// <summary>Such a value; null for any other.</summary>
    public static DequantizedValue? Find(Node node)
    {
        var value = node.Value;
        if (value.DType != DType.F32 || value.Kind != NodeKind.Call)
        {
            return null;
        }
        if (value.IsCallOf(KnownOps.DequantizePerTensor) || value.IsCallOf(KnownOps.DequantizePerTensorOf)
            || value.IsCallOf(KnownOps.DequantizePerTensorWithin))
        {
            return new(value.Operand(0)!, value.Arguments[1], value.Arguments[2], Of.Tensor);
        }
        if (value.IsCallOf(KnownOps.DequantizePerToken))
        {
            return new(value.Operand(0)!, value.Arguments[1], value.Arguments[2], Of.Row);
        }
        return value.IsCallOf(KnownOps.DequantizePerChannel) && value.Operand(0)!.Tensor is { } levels
            && value.Arguments[3] is IntArgument { Value: var axis } && (axis == 0 || axis == -levels.Rank)
            ? new(value.Operand(0)!, value.Arguments[1], value.Arguments[2], Of.Channel) : null;
    }

    /// <summary>Whether the zero is 0: a number, or a tensor that is constant.</summary>
    public bool IsSymmetric(IReadOnlyDictionary<string, Tensor> state, Func<Node, bool> isConstant) => Zero switch
    {
        NoneArgument => true,
        NodeArgument { Node: { Kind: NodeKind.Input, Input.Target: var name } node } =>
            isConstant(node) && state.TryGetValue(name, out var zeros) && zeros.DType.IsIntegral()
            && Cast.To(zeros, DType.I64).Contiguous().ToArray<long>().All(z => z == 0),
        _ => Zero.IsNumber(out var number) && number == 0,
    };
}
