using Piecewise.Tensors;

namespace Piecewise.Graphs;

/// <summary>One operand of type promotion. PyTorch ranks tensors with dimensions over those without, and both over plain numbers.</summary>
internal readonly record struct PromotionOperand(DType DType, int Priority)
{
    public static PromotionOperand Of(DType dtype, int rank) => new(dtype, rank > 0 ? 2 : 1);

    public static PromotionOperand OfNumber(DTypeCategory category) => new(
        category switch { DTypeCategory.Bool => DType.Bool, DTypeCategory.Integer => DType.I64, _ => DType.F32 }, 0);

    /// <summary>
    /// PyTorch's <c>result_type</c>: an operand of lower priority changes the result only where its category is higher.
    /// </summary>
    public static DType ResultType(params ReadOnlySpan<PromotionOperand> operands)
    {
        DType? result = null;
        for (var priority = 2; priority >= 0; priority--)
        {
            DType? level = null;
            foreach (var operand in operands)
            {
                if (operand.Priority == priority)
                {
                    level = level is { } l ? DTypes.Promote(l, operand.DType) : operand.DType;
                }
            }
            result = Combine(result, level);
        }
        return result ?? throw new ArgumentException("There is nothing to promote.");
    }

    private static DType? Combine(DType? higher, DType? lower)
    {
        if (higher is not { } h || lower is not { } l)
        {
            return higher ?? lower;
        }
        return l.Category() > h.Category() ? DTypes.Promote(h, l) : h;
    }
}
