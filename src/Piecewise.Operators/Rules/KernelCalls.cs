using System.Collections.Immutable;
using Piecewise.Graphs;
using Piecewise.Tensors;
using Piecewise.Tensors.Fast;

namespace Piecewise.Operators;

/// <summary>What direct kernels of several operators have in common.</summary>
internal static unsafe class KernelCalls
{
    /// <summary>The C# type of an element that kernels compute with; null where there are none for the dtype.</summary>
    public static string? FloatName(DType dtype) => dtype is DType.F32 or DType.BF16 ? NameOf(dtype) : null;

    /// <summary>The C# type of an element that kernels take as an index.</summary>
    public static string? IndexName(DType dtype) => dtype is DType.I64 or DType.I32 ? NameOf(dtype) : null;

    /// <summary>The C# type of an element.</summary>
    public static string NameOf(DType dtype) => KernelCall.ElementType(dtype);

    /// <summary>The C# type that elements are computed in.</summary>
    public static string ComputeName(DType dtype) => NameOf(Pointwise.ComputeDType(dtype));

    /// <summary>The C# type that elements are summed up in.</summary>
    public static string SumName(DType dtype) => Pointwise.ComputeDType(dtype) is var compute && compute == DType.F32 ? "double" : NameOf(compute);

    /// <summary>A tensor argument as a pointer.</summary>
    public static KernelArgument Pointer(InferenceContext context, string name) =>
        context.IsNone(name) ? KernelArgument.Null : KernelArgument.Of(((NodeArgument)context[name]).Node);

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
        InferenceContext context, string name, ImmutableArray<SymInt> shape, ImmutableArray<SymInt> strides, Func<TensorType, ImmutableArray<SymInt>> resultStrides,
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

    /// <summary>A kernel of two operands that broadcast to the result.</summary>
    /// <param name="context">The call.</param>
    /// <param name="method">It takes each tensor with its strides, then the result with its own, the sizes and the rank.</param>
    /// <param name="result">The type of the result.</param>
    /// <param name="target">Where it goes.</param>
    /// <param name="left">Name of the first operand.</param>
    /// <param name="right">Name of the second operand.</param>
    public static KernelCall Elementwise(InferenceContext context, string method, TensorType result, KernelArgument target, string left, string right)
    {
        var dims = MergedDims.Of(
            context, result.Shape, Strides.Broadcast(context, context.Tensor(left), result.Shape), Strides.Broadcast(context, context.Tensor(right), result.Shape), result.Strides);
        return new KernelCall(
            method,
            [
                Pointer(context, left), KernelArgument.Of(dims.Strides[0]), Pointer(context, right), KernelArgument.Of(dims.Strides[1]), target,
                KernelArgument.Of(dims.Strides[2]), KernelArgument.Of(dims.Sizes), KernelArgument.Of((SymInt)dims.Sizes.Length),
            ]);
    }

    /// <summary>The same of a tensor and a number.</summary>
    public static KernelCall Elementwise(InferenceContext context, string method, TensorType result, KernelArgument target, string operand, double number)
    {
        var dims = MergedDims.Of(context, result.Shape, Strides.Broadcast(context, context.Tensor(operand), result.Shape), result.Strides);
        return new KernelCall(
            method,
            [
                Pointer(context, operand), KernelArgument.Of(dims.Strides[0]), KernelArgument.Of(number), target,
                KernelArgument.Of(dims.Strides[1]), KernelArgument.Of(dims.Sizes), KernelArgument.Of((SymInt)dims.Sizes.Length),
            ]);
    }

    /// <summary>Two results for a kernel that is told the strides of both at once; null where they are not certainly laid out alike.</summary>
    public static (TensorType Type, KernelArgument First, KernelArgument Second)? StridedResults(InferenceContext context)
    {
        var ((first, firstTarget), (second, secondTarget)) = (context.StridedResult(0), context.StridedResult(1));
        return new TypeAgreement(context.Shapes, context.Shapes).Difference(first.WithDType(second.DType), second) is null ? (first, firstTarget, secondTarget) : null;
    }

    public static IEnumerable<KernelArgument> Sizes(params IEnumerable<SymInt> sizes) => sizes.Select(KernelArgument.Of);
}
