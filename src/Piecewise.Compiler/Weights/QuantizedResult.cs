using Piecewise.Compiler.Patterns;
using Piecewise.Graphs;
using Piecewise.Tensors;
using Piecewise.Tensors.Kernels;

namespace Piecewise.Compiler.Weights;

/// <summary>
/// What becomes of a product: levels, after activations that only bound it (<c>relu</c>, <c>hardtanh</c>, <c>clamp</c>), or numbers.
/// Rounding to levels keeps the order of numbers, so that bounds of numbers are bounds of their levels, exactly.
/// </summary>
/// <param name="Node">The node whose value it is.</param>
/// <param name="Range">The levels; of numbers nothing.</param>
/// <param name="DType">Of the result.</param>
internal readonly record struct QuantizedResult(Node Node, LevelRange Range, DType DType)
{
    /// <summary>Whether it is rounded to levels.</summary>
    public bool IsLevels => DType is DType.U8 or DType.I8;

    /// <summary>What a product, which nobody else takes, becomes.</summary>
    public static QuantizedResult Of(Node product)
    {
        var (value, low, high) = (product, float.NegativeInfinity, float.PositiveInfinity);
        while (value.SoleUse is { User: var user, Taken: var taken } && user.Operand(0) == taken)
        {
            if (user.IsCallOf(KnownOps.QuantizePerTensor))
            {
                return Levels(user, low, high) ?? new(product, default, DType.F32);
            }
            if (Bounds(user) is not var (least, most) || user.Type is not TensorType { IsRowMajor: true, DType: DType.F32 })
            {
                break;
            }
            (low, high) = (Math.Min(Math.Max(low, least), most), Math.Min(Math.Max(high, least), most));
            value = user;
        }
        return new(product, default, DType.F32);
    }

    private static QuantizedResult? Levels(Node quantize, float low, float high)
    {
        if (quantize.Type is not TensorType { IsRowMajor: true, DType: DType.U8 or DType.I8 } type
            || !quantize.Arguments[1].IsNumber(out var scale) || !(scale > 0) || !double.IsFinite(scale)
            || !float.IsFinite((float)(1 / scale)) || (float)(1 / scale) == 0
            || quantize.Arguments[2] is not IntArgument { Value: var zero and >= sbyte.MinValue and <= byte.MaxValue }
            || quantize.Arguments[3] is not IntArgument { Value: var min } || quantize.Arguments[4] is not IntArgument { Value: var max }
            || min > max || min < (type.DType == DType.U8 ? 0 : sbyte.MinValue) || max > (type.DType == DType.U8 ? 255 : sbyte.MaxValue))
        {
            return null;
        }
        var range = new LevelRange { Scale = scale, Zero = (nint)zero, Least = (nint)min, Most = (nint)max };
        return new(
            quantize, new LevelRange { Scale = scale, Zero = (nint)zero, Least = range.Of(low), Most = range.Of(high) }, type.DType);
    }

    private static (float Least, float Most)? Bounds(Node node)
    {
        if (node.IsCallOf(KnownOps.Relu))
        {
            return (0, float.PositiveInfinity);
        }
        if (node.IsCallOf(KnownOps.Relu6))
        {
            return (0, 6);
        }
        if (!node.IsCallOf(KnownOps.Hardtanh) && !node.IsCallOf(KnownOps.Clamp))
        {
            return null;
        }
        return Bound(node.Arguments[1], float.NegativeInfinity) is { } least && Bound(node.Arguments[2], float.PositiveInfinity) is { } most
            && least <= most ? (least, most) : null;
    }

    private static float? Bound(Argument argument, float none) =>
        argument is NoneArgument ? none : argument.IsNumber(out var number) && !double.IsNaN(number) ? (float)number : null;
}
