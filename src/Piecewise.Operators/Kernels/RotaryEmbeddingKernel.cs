using System.Collections.Immutable;
using Piecewise.Graphs;
using Piecewise.Operators.OpIr;
using Piecewise.Tensors;
using Piecewise.Tensors.Fast;
using Piecewise.Tracing;

namespace Piecewise.Operators.Kernels;

/// <summary><c>rotary_embedding</c> in one pass, into new memory or over x.</summary>
internal sealed class RotaryEmbeddingKernel : IOperatorSource
{
    public static OpIrProvider Provider => new(OpIrProvider.Kernel, Call) { Objection = Objection };

    public static OpIrProvider InPlace => new("kernel_inplace", CallInPlace)
    {
        IsInPlace = true,
        Objection = context => Objection(context) ?? KernelRules.KeepsLayout(context, "x", Layout(context, context.Tensor("x"))),
    };

    public IEnumerable<Operator> Create()
    {
        var functional = new KernelOperator("rotary_embedding(Tensor x, Tensor cos, Tensor sin, bool interleaved=False) -> Tensor")
        {
            Rule = context => [Layout(context, Checked(context))],
            Direct = Direct,
            Kernel = Run,
        };
        return
        [
            functional,
            new KernelOperator("rotary_embedding_(Tensor(a!) x, Tensor cos, Tensor sin, bool interleaved=False) -> Tensor(a!)")
            {
                Rule = context => [Checked(context)],
                Direct = Direct,
                Kernel = Run,
                Functional = functional,
            },
        ];
    }

    internal static TracedTensor Call(TracedTensor x, TracedTensor cos, TracedTensor sin, bool interleaved = false) =>
        Op.Call($"{KernelOperator.Namespace}::rotary_embedding", x, cos, sin, interleaved);

    private static TracedTensor CallInPlace(TracedTensor x, TracedTensor cos, TracedTensor sin, bool interleaved = false) =>
        Op.Call($"{KernelOperator.Namespace}::rotary_embedding_", x, cos, sin, interleaved);

    private static void Run(EvaluationContext context, ImmutableArray<Tensor> results) => RotaryRotation.Run(
        context.Tensor("x"), context.Tensor("cos"), context.Tensor("sin"), context.Bool("interleaved"), results[0]);

    private static KernelCall? Direct(InferenceContext context)
    {
        var (result, target) = context.StridedResult();
        var (x, cos, sin) = (context.Tensor("x"), context.Tensor("cos"), context.Tensor("sin"));
        if (KernelCalls.FloatName(x.DType) is not { } type || KernelCalls.FloatName(cos.DType) is not { } angle || cos.DType != sin.DType
            || !new[] { x, cos, sin, result }.All(t => KernelCalls.HasDenseRows(context, t)))
        {
            return null;
        }
        var rows = x.Shape[..^1];
        return MergedDims.Of(context, rows, 3, x.Strides[..^1], Rows(cos), Rows(sin), result.Strides[..^1]) is not { } dims
            ? null
            : new KernelCall(
                $"{nameof(RotaryKernels)}.{nameof(RotaryKernels.Run)}<{type}, {angle}>",
                [
                    KernelCalls.Pointer(context, "x"), .. KernelCalls.Sizes(dims.Strides[0]), KernelCalls.Pointer(context, "cos"), .. KernelCalls.Sizes(dims.Strides[1]),
                    KernelCalls.Pointer(context, "sin"), .. KernelCalls.Sizes(dims.Strides[2]), KernelArgument.Of(context.Bool("interleaved")),
                    target, .. KernelCalls.Sizes(dims.Strides[3]), .. KernelCalls.Sizes(dims.Sizes),
                    .. KernelCalls.Sizes(x.Shape[^1], cos.Shape[^1]),
                ]);

        SymInt[] Rows(TensorType angles) => Strides.Broadcast(context, angles, [.. rows, angles.Shape[^1]])[..^1];
    }

    internal static string? Objection(InferenceContext context)
    {
        var (x, cos) = (context.Tensor("x"), context.Tensor("cos"));
        return KernelRules.Floats(context, "x", "cos", "sin")
            ?? KernelRules.SameShape(context, "cos", "sin")
            ?? KernelRules.Broadcasts(context, x, "cos", keptDims: 1)
            ?? (context.Shapes.Decide(SymBool.And(SymBool.Le(cos.Shape[^1], x.Shape[^1]), SymBool.Eq(SymInt.Mod(cos.Shape[^1], 2), 0))) == true
                ? null
                : $"cos is {cos}, whose last dim is not certainly even and within that of {x}");
    }

    private static TensorType Checked(InferenceContext context)
    {
        KernelRules.Require(context, Objection(context));
        return context.Tensor("x");
    }

    // Where a part of a row passes unchanged, the native implementation joins two parts, which gives row-major memory.
    private static TensorType Layout(InferenceContext context, TensorType x) =>
        Shapes.AreEqual(context, context.Tensor("cos").Shape[^1], x.Shape[^1]) ? KernelRules.Like(context, x) : x.WithShape(x.Shape);
}
