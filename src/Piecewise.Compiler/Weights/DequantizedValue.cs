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
    // As many outputs as products have; more are not looked at.
    private const long MostZeros = 1 << 20;

    // 2⁻⁶⁰: products of two are numbers of f32, and so are their reciprocals.
    private const double LeastScale = 1.0 / (1L << 60);

    /// <summary>What has a scale and a zero of its own.</summary>
    public enum Of
    {
        /// <summary>The tensor.</summary>
        Tensor,

        /// <summary>Each row: of the last dim. Rows of a matrix are items of its first dim too.</summary>
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
        if (value.IsCallOf(KnownOps.DequantizeAffine))
        {
            // Zeros count in the domain of integers only.
            return value.Arguments[7] is NoneArgument or StringArgument { Value: "INT" or "NONE" }
                && KindOf(value.Operand(0)!.Tensor!, value.Arguments[1]) is { } kind
                ? new(value.Operand(0)!, value.Arguments[2],
                    value.Arguments[7] is StringArgument { Value: "INT" } ? value.Arguments[3] : Argument.None, kind) : null;
        }
        return value.IsCallOf(KnownOps.DequantizePerChannel) && value.Operand(0)!.Tensor is { } levels
            && value.Arguments[3] is IntArgument { Value: var axis } && (axis == 0 || axis == -levels.Rank)
            ? new(value.Operand(0)!, value.Arguments[1], value.Arguments[2], Of.Channel) : null;
    }

    // Of blocks that are the whole, or one element, of each dim; null for groups.
    private static Of? KindOf(TensorType levels, Argument block)
    {
        if (block is not ListArgument { Items: var sizes } || sizes.Length != levels.Rank || levels.Rank == 0)
        {
            return null;
        }
        bool IsWhole(int dim) => sizes[dim] switch
        {
            IntArgument { Value: var size } => size == -1 || levels.Shape[dim] == size,
            NodeArgument { Node.Type: SymIntType { Value: var size } } => levels.Shape[dim] == size,
            _ => false,
        };
        bool IsOne(int dim) => sizes[dim] is IntArgument { Value: 1 };
        var (first, last) = (0, levels.Rank - 1);
        return Enumerable.Range(first, last + 1).All(IsWhole) ? Of.Tensor
            : Enumerable.Range(first, last).All(IsOne) && IsWhole(last) ? Of.Row
            : IsOne(first) && Enumerable.Range(1, last).All(IsWhole) ? Of.Channel
            : null;
    }

    /// <summary>Whether the zero is certainly a number that the levels' dtype holds: that is what integer sums are exact for.</summary>
    public bool HasFittingZero(IReadOnlyDictionary<string, Tensor> state, ConstantValues constants)
    {
        var (least, most) = Levels.DType == DType.U8 ? (0L, 255L) : (sbyte.MinValue, sbyte.MaxValue);
        switch (Zero)
        {
            case NoneArgument:
                return true;
            case IntArgument { Value: var number }:
                return number >= least && number <= most;
            case NodeArgument { Node: { Kind: NodeKind.Input } zeros }:
                return AreAll(zeros, state, constants, z => double.IsInteger(z) && z >= least && z <= most);
            case NodeArgument { Node: var item }:
                return item.Value is { } value && value.IsCallOf(Dialect.GetItem) && value.Arguments[1] is IntArgument { Value: 1 }
                    && value.Operand(0) is { } choice && IsChosenWithin(choice, least, most);
            default:
                return false;
        }
    }

    /// <summary>Whether no scale that is known is so large or small that its product with another one is no number.</summary>
    public bool HasFittingScale(IReadOnlyDictionary<string, Tensor> state, ConstantValues constants) => Scale switch
    {
        NodeArgument { Node: { Kind: NodeKind.Input } scales } when constants.HasInput(scales) => AreAll(scales, state, constants, IsScale),
        NodeArgument => true,
        _ => Scale.IsNumber(out var number) && IsScale(number),
    };

    private static bool IsScale(double scale) => scale is >= LeastScale and <= 1 / LeastScale;

    // What chooses scales and zeros in each call keeps the zeros to the levels that it is told.
    private static bool IsChosenWithin(Node choice, long least, long most)
    {
        if (choice.IsCallOf(KnownOps.ChooseQuantization) || choice.IsCallOf(KnownOps.ChooseSymmetricQuantization))
        {
            return choice.Arguments[1] is IntArgument { Value: var min } && choice.Arguments[2] is IntArgument { Value: var max }
                && min >= least && max <= most
                // Zeros of u8 are 128 where they are symmetric.
                && (choice.IsCallOf(KnownOps.ChooseQuantization) || least == 0
                    || choice.Arguments[4] is not DTypeArgument { Value: DType.U8 });
        }
        return (choice.IsCallOf(KnownOps.ChooseQuantizationPerToken) || choice.IsCallOf(KnownOps.ChooseAsymmetricQuantizationPerToken)
                || choice.IsCallOf(KnownOps.ChooseAsymmetricQuantizationPerTokenPlain)) && least < 0;
    }

    /// <summary>Whether the zero is 0: a number, or a tensor that is constant.</summary>
    public bool IsSymmetric(IReadOnlyDictionary<string, Tensor> state, ConstantValues constants) => Zero switch
    {
        NoneArgument => true,
        NodeArgument { Node: { Kind: NodeKind.Input } zeros } => AreAll(zeros, state, constants, z => z == 0),
        _ => Zero.IsNumber(out var number) && number == 0,
    };

    private static bool AreAll(Node zeros, IReadOnlyDictionary<string, Tensor> state, ConstantValues constants, Predicate<double> fits) =>
        constants.HasInput(zeros) && state.TryGetValue(zeros.Input!.Target, out var numbers) && numbers.ElementCount <= MostZeros
        && Array.TrueForAll(Cast.To(numbers, DType.F64).Contiguous().ToArray<double>(), fits);
}
