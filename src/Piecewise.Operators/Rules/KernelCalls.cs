using System.Collections.Immutable;
using Piecewise.Graphs;
using Piecewise.Tensors;
using Piecewise.Tensors.Kernels;

namespace Piecewise.Operators;

/// <summary>What direct kernels of several operators have in common.</summary>
internal static unsafe class KernelCalls
{
    /// <summary>Whether kernels compute with elements of the dtype as floats.</summary>
    public static bool IsFloat(DType dtype) => dtype is DType.F32 or DType.BF16;

    /// <summary>Whether kernels take elements of the dtype as indices.</summary>
    public static bool IsIndex(DType dtype) => dtype is DType.I64 or DType.I32;

    /// <summary>A tensor argument as a pointer.</summary>
    public static KernelArgument? Pointer(InferenceContext context, string name) =>
        context.IsNone(name) ? null : new TensorPointer(((NodeArgument)context[name]).Node);

    /// <summary>A literal number, as an operator's scalar argument may hold it; null where it is symbolic.</summary>
    public static double? Number(InferenceContext context, string name) => context[name] switch
    {
        IntArgument a => a.Value,
        FloatArgument a => a.Value,
        BoolArgument a => a.Value ? 1 : 0,
        _ => null,
    };

    /// <summary>As <see cref="Number"/>, for what becomes an element; null for integers too that a double can't hold.</summary>
    public static double? Literal(InferenceContext context, string name) =>
        context[name] is IntArgument { Value: > 1L << 53 or < -(1L << 53) } ? null : Number(context, name);

    /// <summary>Whether the elements of the last dim are certainly neighbours.</summary>
    public static bool HasDenseRows(InferenceContext context, TensorType type) =>
        type.Rank > 0 && (Shapes.IsOne(type.Shape[^1]) || Shapes.AreEqual(context, type.Strides[^1], 1));

    /// <summary>An argument's elements in another layout.</summary>
    /// <param name="context">The call.</param>
    /// <param name="name">The argument.</param>
    /// <param name="shape">What is walked.</param>
    /// <param name="strides">Those of the argument over it; 0 repeats.</param>
    /// <param name="resultStrides">Those of the result over it, from the result's type.</param>
    /// <param name="offset">Where the walk begins in the argument; null for its first element.</param>
    public static KernelCall Copy(
        InferenceContext context, string name, ImmutableArray<SymInt> shape, ImmutableArray<SymInt> strides,
        Func<TensorType, ImmutableArray<SymInt>> resultStrides,
        SymInt? offset = null)
    {
        var (result, target) = context.StridedResult();
        var dims = MergedDims.Of(context, shape, strides, resultStrides(result));
        var call = new KernelCallBuilder(context, result.DType);
        return call.Of(new StridedCopyCall<DType0>
        {
            X = call.Pointer<DType0>(name),
            XOffset = call.Size(offset ?? 0),
            XStrides = call.Sizes(dims.Strides[0]),
            Result = call.Pointer<DType0>(target),
            ResultStrides = call.Sizes(dims.Strides[1]),
            Sizes = call.Sizes(dims.Sizes),
            Rank = dims.Sizes.Length,
        });
    }

    /// <summary>
    /// Two results for a kernel that is told the strides of both at once; null where they are not certainly laid out alike.
    /// </summary>
    public static (TensorType Type, KernelArgument? First, KernelArgument? Second)? StridedResults(InferenceContext context)
    {
        var ((first, firstTarget), (second, secondTarget)) = (context.StridedResult(0), context.StridedResult(1));
        return new TypeAgreement(context.Shapes, context.Shapes).Difference(first.WithDType(second.DType), second) is null
            ? (first, firstTarget, secondTarget) : null;
    }
}
