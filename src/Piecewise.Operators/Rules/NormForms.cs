using System.Collections.Immutable;
using Piecewise.Graphs;
using Piecewise.Tensors;
using Piecewise.Tensors.Reference;

namespace Piecewise.Operators;

/// <summary>Normalizations of the last dims as loops: <see cref="RowNormalization"/> and <see cref="Affine"/> as data.</summary>
internal static class NormForms
{
    /// <summary>
    /// <c>(x - mean) / sqrt(variance + epsilon) · weight + bias</c>, and the mean and <c>1 / sqrt(variance + epsilon)</c> of each row.
    /// </summary>
    /// <param name="context">The call.</param>
    /// <param name="input">Name of x.</param>
    /// <param name="kept">How many dims of x number rows.</param>
    /// <param name="epsilon">Added to the variance.</param>
    /// <param name="weight">Name of the weight over the normalized dims.</param>
    /// <param name="bias">Name of the bias over the normalized dims.</param>
    /// <returns>Results in x's dtype.</returns>
    public static LoopForm ByDeviation(InferenceContext context, string input, int kept, double epsilon, string weight, string bias)
    {
        var (operands, x, count) = Operands(context, input, kept);
        var wide = x.As(DType.F64);
        var mean = wide.Reduce(RowReduction.Sum) / count;
        var distance = wide - mean;
        var variance = (distance * distance).Reduce(RowReduction.Sum) / count;
        var scale = (wide.Constant(1) / ScalarExpression.Call(ScalarFunction.Sqrt, variance + wide.Constant(epsilon))).As(x.DType);
        var result = (x - mean.As(x.DType)) * scale;
        result = Factor(context, weight, operands, x.DType) is { } factor ? result * factor : result;
        result = Factor(context, bias, operands, x.DType) is { } term ? result + term : result;
        var type = context.Tensor(input);
        return new LoopForm(
            operands.ToImmutable(), type.Shape, kept, [result.As(type.DType), mean.As(x.DType).As(type.DType), scale.As(type.DType)]);
    }

    /// <summary><c>x / sqrt(mean(x²) + epsilon) · weight</c>, and <c>1 / sqrt(mean(x²) + epsilon)</c> of each row.</summary>
    /// <param name="context">The call.</param>
    /// <param name="input">Name of x.</param>
    /// <param name="kept">How many dims of x number rows.</param>
    /// <param name="epsilon">Added to the mean of squares.</param>
    /// <param name="weight">Name of the weight over the normalized dims.</param>
    /// <returns>The rows in x's dtype, the scales in the dtype in which they are computed.</returns>
    public static LoopForm ByRootMeanSquare(InferenceContext context, string input, int kept, double epsilon, string weight)
    {
        var (operands, x, count) = Operands(context, input, kept);
        var wide = x.As(DType.F64);
        var meanSquare = (wide * wide).Reduce(RowReduction.Sum) / count;
        var scale = (wide.Constant(1) / ScalarExpression.Call(ScalarFunction.Sqrt, meanSquare + wide.Constant(epsilon))).As(x.DType);
        var result = x * scale;
        result = Factor(context, weight, operands, x.DType) is { } factor ? result * factor : result;
        var type = context.Tensor(input);
        return new LoopForm(operands.ToImmutable(), type.Shape, kept, [result.As(type.DType), scale]);
    }

    // x in the dtype in which it is computed, and the number of elements of a row in f64.
    private static (ImmutableArray<Node>.Builder Operands, ScalarExpression X, ScalarExpression Count) Operands(
        InferenceContext context, string input, int kept)
    {
        var type = context.Tensor(input);
        var operands = ImmutableArray.CreateBuilder<Node>();
        operands.Add(((NodeArgument)context[input]).Node);
        var count = type.Shape[kept..].Aggregate((SymInt)1, (a, b) => a * b);
        return (operands, new ScalarOperand(0, type.DType).As(Pointwise.ComputeDType(type.DType)), new ScalarSize(count).As(DType.F64));
    }

    private static ScalarExpression? Factor(InferenceContext context, string name, ImmutableArray<Node>.Builder operands, DType dtype)
    {
        if (context.OptionalTensor(name) is not { } type)
        {
            return null;
        }
        operands.Add(((NodeArgument)context[name]).Node);
        return new ScalarOperand(operands.Count - 1, type.DType).As(dtype);
    }
}
