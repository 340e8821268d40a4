using Piecewise.Compiler.Patterns;
using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Compiler.Raise;

/// <summary>SiLU or GELU of a tensor, as an operator or spelled out.</summary>
/// <param name="Gate">The argument.</param>
/// <param name="Result">The activation's last node.</param>
/// <param name="Approximate">GELU's form, <c>none</c> or <c>tanh</c>; null for SiLU.</param>
/// <param name="IsOperator">False where it is spelled out.</param>
/// <param name="RoundsBetween">Whether it is spelled out in a dtype narrower than f32: then it is not quite the operator.</param>
internal readonly record struct Activation(Node Gate, Node Result, string? Approximate, bool IsOperator, bool RoundsBetween = false)
{
    private const double Cubic = 0.044715;

    private static readonly double SqrtTwoOverPi = Math.Sqrt(2 / Math.PI);

    /// <summary>The activation that a node ends; null where it ends none.</summary>
    public static Activation? Match(Node node)
    {
        if (node.Kind != NodeKind.Call)
        {
            return null;
        }
        return node switch
        {
            _ when node.IsCallOf(KnownOps.Silu) => new Activation(node.Operand(0)!, node, null, true),
            _ when node.IsCallOf(KnownOps.Gelu) && node.Arguments[1] is StringArgument form =>
                new Activation(node.Operand(0)!, node, form.Value, true),
            _ when node.IsCallOf(KnownOps.Mul) =>
                SpelledOut(node) is { } form ? form with { RoundsBetween = form.Gate.DType is DType.F16 or DType.BF16 } : null,
            // As PyTorch decomposes the operators: widened, computed in f32 and rounded once.
            _ when node.IsCast && node.Operand(0)!.Value is var wide && wide.IsCallOf(KnownOps.Mul)
                && SpelledOut(wide) is { Gate: { DType: DType.F32, Unwidened: var gate } } form && gate.DType == node.DType
                => form with { Gate = gate, Result = node },
            _ => null,
        };
    }

    private static Activation? SpelledOut(Node product)
    {
        if (product.IsProduct(out var left, out var right))
        {
            // x · sigmoid(x)
            if (IsSigmoidOf(right.Value, left.Value) || IsSigmoidOf(left.Value, right.Value))
            {
                var gate = IsSigmoidOf(right.Value, left.Value) ? left : right;
                return new Activation(gate.Value, product, null, false);
            }
            // 0.5 · x · (1 + tanh(…)), the half at whichever factor
            return TanhGelu(product, left.Value, right.Value) ?? TanhGelu(product, right.Value, left.Value);
        }
        return IsScaled(product, out var whole, out var half) && half == 0.5 && whole.IsProduct(out left, out right)
            ? Tanh(product, left.Value, right.Value) ?? Tanh(product, right.Value, left.Value)
            : null;
    }

    private static bool IsSigmoidOf(Node node, Node argument) => node.IsCallOf(KnownOps.Sigmoid) && node.Operand(0)!.Value == argument;

    private static Activation? TanhGelu(Node product, Node halved, Node curve) =>
        IsScaled(halved, out var gate, out var half) && half == 0.5 ? Tanh(product, gate, curve) : null;

    /// <summary><c>curve = 1 + tanh(√(2/π) · (x + 0.044715 · x³))</c></summary>
    private static Activation? Tanh(Node product, Node gate, Node curve) =>
        curve.IsShift(out var tanh, out var one) && one == 1 && tanh.Value is var inner && inner.IsCallOf(KnownOps.Tanh)
        && IsScaled(inner.Operand(0)!.Value, out var polynomial, out var factor) && IsNear(factor, SqrtTwoOverPi)
        && polynomial.IsSum && IsPolynomial(polynomial, gate)
            ? new Activation(gate, product, "tanh", false)
            : null;

    private static bool IsPolynomial(Node sum, Node gate)
    {
        var (left, right) = (sum.Operand(0)!.Value, sum.Operand(1)!.Value);
        return (left == gate && IsCubicOf(right, gate)) || (right == gate && IsCubicOf(left, gate));
    }

    private static bool IsCubicOf(Node node, Node gate) =>
        IsScaled(node, out var cube, out var factor) && IsNear(factor, Cubic)
        && cube.IsCallOf(KnownOps.PowScalar) && cube.Arguments[1].IsNumber(out var exponent) && exponent == 3
        && cube.Operand(0)!.Value == gate;

    private static bool IsScaled(Node node, out Node value, out double factor)
    {
        (value, factor) = (node, 0);
        if ((node.IsCallOf(KnownOps.Mul) || node.IsCallOf(KnownOps.MulScalar)) && node.Operand(0) is { Type: TensorType } scaled
            && node.Arguments[1].IsNumber(out factor))
        {
            value = scaled.Value;
            return true;
        }
        return false;
    }

    // Models write these constants with more or fewer digits; in f32 they are the same.
    private static bool IsNear(double value, double constant) => (float)value == (float)constant;
}
