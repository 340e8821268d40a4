using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Kernels;

/// <summary>What kernels ask of their arguments, as objections in words and as shape rules.</summary>
internal static class KernelRules
{
    /// <summary>Why a kernel over f32, f16 and bf16 can't take these arguments; null where it can.</summary>
    public static string? Floats(InferenceContext context, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (context.OptionalTensor(name) is { } type && !FloatRows.Holds(type.DType))
            {
                return $"{name} is {type.DType.TextName()}; the kernel takes f32, f16 and bf16";
            }
        }
        return null;
    }

    /// <summary>Why two arguments are not certainly of one shape; null where they are.</summary>
    public static string? SameShape(InferenceContext context, string first, string second)
    {
        var (x, y) = (context.Tensor(first), context.Tensor(second));
        return x.Rank == y.Rank && Enumerable.Range(0, x.Rank).All(i => Shapes.AreEqual(context, x.Shape[i], y.Shape[i]))
            ? null
            : $"{second} is {y}, not certainly of the shape of {first}, {x}";
    }

    /// <summary>Why an argument does not certainly broadcast to the first dims of x and its own last dim; null where it does.</summary>
    public static string? Broadcasts(InferenceContext context, TensorType x, string name, int keptDims)
    {
        var type = context.Tensor(name);
        var lead = x.Rank - type.Rank;
        for (var i = 0; lead >= 0 && i < type.Rank - keptDims; i++)
        {
            if (!Shapes.IsOne(type.Shape[i]) && !Shapes.AreEqual(context, type.Shape[i], x.Shape[lead + i]))
            {
                lead = -1;
            }
        }
        return lead >= 0 ? null : $"{name} is {type}, which does not certainly broadcast to {x}";
    }

    /// <summary>Why an argument is not certainly a vector over x's last dim; null where it is, or is none.</summary>
    public static string? OverLastDim(InferenceContext context, TensorType x, string name) =>
        context.OptionalTensor(name) is not { } type || (type.Rank == 1 && Shapes.AreEqual(context, type.Shape[0], x.Shape[^1]))
            ? null
            : $"{name} is {type}, not certainly one element per column of {x}";

    /// <summary>The type of an elementwise result: x's shape in x's memory order.</summary>
    public static TensorType Like(InferenceContext context, TensorType x, DType? dtype = null) =>
        new(dtype ?? x.DType, x.Shape, Strides.Pointwise(context, x.Shape, x), x.Device);

    /// <summary>Why a copy of an argument is not laid out as a result that goes in its place has to be; null where it is.</summary>
    public static string? KeepsLayout(InferenceContext context, string name, TensorType result) =>
        Like(context, context.Tensor(name)).Equals(result)
        ? null
        : $"{name} is {context.Tensor(name)}, laid out otherwise than the result, {result}";

    /// <exception cref="InferenceException">There is an objection.</exception>
    public static void Require(InferenceContext context, string? objection)
    {
        if (objection is not null)
        {
            throw context.Error($"{objection}.");
        }
    }
}
