using System.Collections.Immutable;
using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators;

/// <summary>
/// The channels-last memory order of images [N, C, H, W]: operators of images keep it where an operand has it
/// (PyTorch's <c>suggest_memory_format</c>).
/// </summary>
internal static class ImageLayout
{
    private static readonly int[] ChannelsLast = [0, 2, 3, 1];

    /// <summary>The strides of a result of that shape: channels-last if an operand certainly is, else row-major.</summary>
    public static ImmutableArray<SymInt> Strides(InferenceContext context, ImmutableArray<SymInt> shape,
        params ReadOnlySpan<TensorType> operands)
    {
        foreach (var operand in operands)
        {
            if (shape.Length == 4 && IsChannelsLast(context, operand))
            {
                return Operators.Strides.Dense(shape, ChannelsLast);
            }
        }
        return TensorType.ContiguousStrides(shape);
    }

    /// <summary>The same values, laid out as <see cref="Strides"/> says.</summary>
    public static Tensor Match(EvaluationContext context, Tensor result, params ReadOnlySpan<Tensor> operands)
    {
        var types = context.Types();
        TensorType[] known = [.. operands.ToArray().Select(TensorType.Of)];
        var strides = Strides(types, TensorType.Of(result).Shape, known).Select(s => s.Constant).ToArray();
        var laid = Tensor.ZerosStrided(result.DType, result.Shape, strides);
        if (laid.IsContiguous)
        {
            return result;
        }
        laid.CopyFrom(result);
        return laid;
    }

    private static bool IsChannelsLast(InferenceContext context, TensorType type)
    {
        if (type.Rank != 4 || type.IsRowMajor)
        {
            return false;
        }
        var (shape, strides) = (type.Shape, type.Strides);
        SymInt least = 0;
        foreach (var d in new[] { 1, 3, 2, 0 })
        {
            if (!context.Shapes.IsStaticallyTrue(SymBool.Ge(strides[d], least)) || shape[d] == 0 || (d == 1 && strides[d] == 0)
                || (d == 0 && least == strides[1]))
            {
                return false;
            }
            least = Shapes.IsOne(shape[d]) ? strides[d] : strides[d] * shape[d];
        }
        return true;
    }
}
