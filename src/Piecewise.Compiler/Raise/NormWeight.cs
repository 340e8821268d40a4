using Piecewise.Compiler.Patterns;
using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Compiler.Raise;

/// <summary>
/// What a model does with a normalized value: rounds it to the dtype of the activations and applies a weight, in either order.
/// </summary>
/// <param name="Last">The node that gives the result.</param>
/// <param name="Input">The value that is normalized, of the result's dtype: before it was widened to f32, if the result is rounded
/// back.</param>
/// <param name="Weight">[width]; null for none.</param>
/// <param name="Offset">Added to the weight.</param>
/// <param name="RoundsFirst">Whether the weight is applied to the rounded value; false where nothing is rounded.</param>
internal readonly record struct NormWeight(Node Last, Node Input, Node? Weight, double Offset, bool RoundsFirst)
{
    /// <summary>Follows a normalized value to its last step.</summary>
    /// <param name="input">What is normalized, f32.</param>
    /// <param name="normalized">The normalized value, f32.</param>
    /// <param name="isPlain">Whether only forms without offset and without a weight after the rounding are wanted.</param>
    /// <param name="miss">Why a product that follows is left out.</param>
    public static NormWeight Follow(Node input, Node normalized, bool isPlain, out NearMiss? miss)
    {
        miss = null;
        var narrow = input.Unwidened;
        var dtype = narrow.DType!.Value;
        var width = input.Tensor!.Shape[^1];
        if (normalized.SoleUse is not { } use)
        {
            return new NormWeight(normalized, input, null, 0, false);
        }
        if (use.User.IsCast && use.User.DType == dtype)
        {
            var rounded = use.User;
            var plain = new NormWeight(rounded, narrow, null, 0, false);
            if (rounded.SoleUse is not { } next || !next.User.IsProductWith(next.Taken, out var factor))
            {
                return plain;
            }
            if (isPlain || !IsWeight(factor, width, next.User, out miss))
            {
                return plain;
            }
            var scaled = next.User;
            if (scaled.DType != dtype)
            {
                if (scaled.SoleUse is not { User: { IsCast: true } cast } || cast.DType != dtype)
                {
                    miss = new NearMiss(scaled,
                        $"%{scaled.Name} is {scaled.Tensor}, wider than the activations: the weight stays a product of its own.");
                    return plain;
                }
                scaled = cast;
            }
            var (weight, offset) = Parts(factor.Value);
            return new NormWeight(WithTrailingCopy(scaled), narrow, weight, offset, true);
        }
        if (use.User.IsProductWith(use.Taken, out var wideFactor) && IsWeight(wideFactor, width, use.User, out miss))
        {
            var scaled = use.User;
            var (weight, offset) = wideFactor.DType == DType.F32 ? Parts(wideFactor.Value) : (wideFactor.Value, 0);
            weight = weight.Unwidened;
            if (isPlain && offset != 0)
            {
                miss = new NearMiss(wideFactor, $"%{wideFactor.Name} adds {offset} to the weight; the op adds nothing.");
            }
            else if (dtype == DType.F32)
            {
                return new NormWeight(WithTrailingCopy(scaled), narrow, weight, offset, false);
            }
            else
            {
                return scaled.SoleUse is { User: { IsCast: true } cast } && cast.DType == dtype
                    ? new NormWeight(cast, narrow, weight, offset, false)
                    : new NormWeight(scaled, input, weight, offset, false);
            }
        }
        return new NormWeight(normalized, input, null, 0, false);
    }

    private static bool IsWeight(Node factor, SymInt width, Node product, out NearMiss? miss)
    {
        var isWeight = factor.Tensor is { Rank: 1 } type && type.Shape[0] == width;
        miss = isWeight || factor.Unwidened.Kind != NodeKind.Input
            ? null
            : new NearMiss(product, $"%{factor.Name} is {factor.Tensor}; a weight is [{width}]: it stays a product of its own.");
        return isWeight;
    }

    private static (Node Weight, double Offset) Parts(Node factor) =>
        factor.IsShift(out var weight, out var offset) && weight.DType == factor.DType ? (weight.Value, offset) : (factor, 0);

    // A conversion to the dtype that the value has already: models are written for any dtype.
    private static Node WithTrailingCopy(Node last) =>
        last is { UseCount: 1 } && last.Users.First() is { ChangesNothing: true, Operator.IsConversion: true } copy ? copy : last;
}
