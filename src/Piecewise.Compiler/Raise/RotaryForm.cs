using Piecewise.Compiler.Patterns;
using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Compiler.Raise;

/// <summary>A rotary embedding as <c>x * cos + rotate_half(x) * sin</c>.</summary>
/// <param name="Last">The node that gives the result.</param>
/// <param name="Input">What is rotated, or the tensor of which it is the beginning.</param>
/// <param name="Cos">As wide as what is rotated.</param>
/// <param name="Sin">As cos.</param>
/// <param name="IsInterleaved">Whether pairs are neighbours.</param>
/// <param name="IsInverse">Whether the rotation goes the other way.</param>
/// <param name="IsInOrder">Whether the steps are those of the op's own implementation, in that order: then so is the layout of the
/// result.</param>
internal sealed record RotaryForm(Node Last, Node Input, Node Cos, Node Sin, bool IsInterleaved, bool IsInverse, bool IsInOrder)
{
    /// <summary>Reads a rotary embedding off the graph around <c>rotate_half(x)</c>.</summary>
    public static RotaryForm? Match(Rotation rotation, out NearMiss? miss)
    {
        var (rotated, result) = (rotation.Input, rotation.Result);
        if (result.SoleUse is { User: { IsCast: true, DType: DType.F32 } wide })
        {
            result = wide;
        }
        if (result.SoleUse is not { } turned || !turned.User.IsProductWith(turned.Taken, out var sin))
        {
            miss = new NearMiss(result,
                $"%{result.Name} swaps the members of pairs, but is not multiplied with a sine and used nowhere else.");
            return null;
        }
        if (turned.User.SoleUse is not { } summed || !(summed.User.IsSum || summed.User.IsDifference))
        {
            miss = new NearMiss(turned.User, $"%{turned.User.Name} is not added to the product with the cosine and used nowhere else.");
            return null;
        }
        var sum = summed.User;
        var isSecond = sum.Operand(1) == summed.Taken;
        var straight = sum.Operand(isSecond ? 0 : 1)!.Value;
        if ((sum.IsDifference && !isSecond) || straight.UseCount != 1 || !straight.IsProduct(out var kept, out var cos))
        {
            miss = new NearMiss(sum, $"%{sum.Name} adds %{straight.Name}, which is not a product with a cosine that is used nowhere else.");
            return null;
        }
        var isCosSecond = kept.Unwidened == rotated.Unwidened;
        if (!isCosSecond)
        {
            (kept, cos) = (cos, kept);
            if (kept.Unwidened != rotated.Unwidened)
            {
                miss = new NearMiss(straight,
                    $"%{straight.Name} multiplies %{kept.Name} and %{cos.Name}, neither of which is %{rotated.Name}, "
                    + "whose pairs are swapped.");
                return null;
            }
        }
        var size = rotated.Tensor!.Shape[^1];
        if (!IsAsWide(cos, size) || !IsAsWide(sin, size) || !sum.Tensor!.Shape.AsSpan().SequenceEqual(rotated.Tensor!.Shape.AsSpan()))
        {
            miss = new NearMiss(sum,
                $"%{cos.Name} is {cos.Type}, %{sin.Name} is {sin.Type} and the result {sum.Type}; what is rotated is {rotated.Type}.");
            return null;
        }
        if (Rounded(sum, rotated.Unwidened, kept.Value, straight.DType!.Value, turned.User.DType!.Value, cos, sin) is not var (input, last))
        {
            miss = new NearMiss(sum, $"%{sum.Name} is {sum.Type}, another dtype than that of %{kept.Name}, and is not rounded to it.");
            return null;
        }
        miss = null;
        var isInOrder = isCosSecond && isSecond && turned.User.Operand(0) == turned.Taken;
        return WithRest(new RotaryForm(last, input, cos.Value, sin.Value, rotation.IsInterleaved, rotation.IsInverse != sum.IsDifference,
            isInOrder));
    }

    private static bool IsAsWide(Node table, SymInt size) => table.Tensor is { Rank: > 0 } type && type.Shape[^1] == size;

    /// <summary>
    /// The op rounds as PyTorch does: products to the joint dtype of their factors, the result to the dtype of x. Of the tensor before and
    /// after it was widened that one is x with which the products have the dtypes that they have in the model.
    /// </summary>
    private static (Node Input, Node Last)? Rounded(Node sum, Node narrow, Node kept, DType straight, DType turned, Node cos, Node sin)
    {
        foreach (var x in new[] { narrow, kept })
        {
            var dtype = x.DType!.Value;
            if (DTypes.Promote(dtype, cos.DType!.Value) == straight && DTypes.Promote(dtype, sin.DType!.Value) == turned)
            {
                if (sum.DType == dtype)
                {
                    return (x, sum);
                }
                if (sum.SoleUse is { User: { IsCast: true } cast } && cast.DType == dtype)
                {
                    return (x, cast);
                }
            }
        }
        return null;
    }

    /// <summary>Where only the beginning of a tensor is rotated and the rest joined to it again, the op takes all of it.</summary>
    private static RotaryForm WithRest(RotaryForm form)
    {
        if (LastDimPart.Of(form.Input) is { Start: 0, Step: 1 } part && part.Length < part.Size
            && form.Last.SoleUse is { } use && use.User.IsCallOf(KnownOps.Cat) && use.User.Arguments[1].IsLastDim(use.User.Tensor!.Rank)
            && use.User.Arguments[0] is ListArgument { Items: [NodeArgument first, NodeArgument second] } && first.Node == use.Taken
            && LastDimPart.Of(second.Node.Value) is { Step: 1 } rest && rest.Whole == part.Whole && rest.Start == part.Length
            && rest.Length == part.Size - part.Length && part.Whole.DType == form.Last.DType)
        {
            return form with { Last = use.User, Input = part.Whole };
        }
        return form;
    }
}
