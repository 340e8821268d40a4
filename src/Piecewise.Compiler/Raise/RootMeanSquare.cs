using Piecewise.Compiler.Patterns;
using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Compiler.Raise;

/// <summary>
/// The core of a normalization: <c>x / sqrt(mean(x²) + ε)</c> in f32 over the last dim, in any of the spellings <c>rsqrt(v)</c>,
/// <c>v ** -0.5</c>, <c>1 / sqrt(v)</c> and <c>x / sqrt(v)</c>.
/// </summary>
/// <param name="Input">x, f32.</param>
/// <param name="Normalized">The product or quotient.</param>
/// <param name="Epsilon">ε; 0 where nothing is added.</param>
internal sealed record RootMeanSquare(Node Input, Node Normalized, double Epsilon)
{
    /// <summary>Whether the core could be around a call: the square root.</summary>
    public static bool IsAnchor(Node node) =>
        node.IsCallOf(KnownOps.Rsqrt) || node.IsCallOf(KnownOps.Sqrt)
        || (node.IsCallOf(KnownOps.PowScalar) && node.Arguments[1] is FloatArgument { Value: -0.5 });

    /// <summary>Reads the core off the graph around its square root; null where it is something else.</summary>
    /// <param name="anchor">What <see cref="IsAnchor"/> accepts.</param>
    /// <param name="miss">How it differs where it is almost one.</param>
    public static RootMeanSquare? Match(Node anchor, out NearMiss? miss)
    {
        miss = null;
        if (anchor.Operand(0)?.Value is not { Kind: NodeKind.Call } radicand)
        {
            return null;
        }
        var epsilon = 0.0;
        var mean = radicand.IsShift(out var shifted, out epsilon) ? shifted.Value : radicand;
        if (Squared(mean) is not { } input)
        {
            return null;
        }
        miss = MissIn(mean, input);
        if (miss is not null || Scaled(anchor, out miss) is not { } scaled)
        {
            return null;
        }
        var (factor, normalized) = scaled;
        if (!factor.HasValueOf(input))
        {
            miss = new NearMiss(normalized,
                $"%{normalized.Name} scales %{factor.Name}, but the squares that are averaged are those of %{input.Name}.");
            return null;
        }
        return new RootMeanSquare(input.Value, normalized, epsilon);
    }

    /// <summary>The x of <c>mean(x²)</c>, or of a sum in place of the mean.</summary>
    private static Node? Squared(Node mean)
    {
        if (!(mean.IsCallOf(KnownOps.MeanDims) || mean.IsCallOf(KnownOps.SumDims)) || mean.Operand(0)?.Value is not { } square)
        {
            return null;
        }
        return square.IsCallOf(KnownOps.PowScalar) && square.Arguments[1].IsNumber(out var exponent) && exponent == 2 ? square.Operand(0)
            : square.IsCallOf(KnownOps.Square) ? square.Operand(0)
            : square.IsProduct(out var left, out var right) && left.HasValueOf(right) ? left
            : null;
    }

    private static NearMiss? MissIn(Node mean, Node input)
    {
        if (mean.IsCallOf(KnownOps.SumDims))
        {
            return new NearMiss(mean, $"%{mean.Name} adds the squares up instead of averaging them: an L2 norm.");
        }
        if (!mean.Arguments[1].IsLastDim(input.Tensor!.Rank) || mean.Arguments[2] is not BoolArgument { Value: true })
        {
            return new NearMiss(mean, $"%{mean.Name} averages over {mean.Arguments[1]}, not over the last dim alone, which is kept.");
        }
        return mean.DType == DType.F32 && input.DType == DType.F32
            ? null
            : new NearMiss(mean, $"%{mean.Name} computes in {mean.Tensor}, from {input.Tensor}; the op computes in f32.");
    }

    /// <summary>What the inverse root is multiplied with, and the product.</summary>
    private static (Node Factor, Node Product)? Scaled(Node root, out NearMiss? miss)
    {
        miss = null;
        var scale = root;
        if (root.SoleUse is not { } use)
        {
            miss = Shared(root);
            return null;
        }
        if (root.IsCallOf(KnownOps.Sqrt))
        {
            if (use.User.IsCallOf(KnownOps.Div) && use.User.Operand(1) == use.Taken && use.User.Operand(0) is { } dividend)
            {
                return (dividend, use.User);
            }
            if (!use.User.IsCallOf(KnownOps.Reciprocal))
            {
                return null;
            }
            scale = use.User;
            if (scale.SoleUse is not { } next)
            {
                miss = Shared(scale);
                return null;
            }
            use = next;
        }
        return use.User.IsProductWith(use.Taken, out var factor) ? (factor, use.User) : null;
    }

    private static NearMiss? Shared(Node root) =>
        root.HasUsers ? new NearMiss(root, $"%{root.Name} is used {root.UseCount} times; raised, it would be computed as often.") : null;
}
