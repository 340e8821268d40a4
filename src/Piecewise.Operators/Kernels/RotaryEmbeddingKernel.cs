using System.Collections.Immutable;
using Piecewise.Graphs;
using Piecewise.Operators.OpIr;
using Piecewise.Tensors;
using Piecewise.Tensors.Kernels;
using Piecewise.Tensors.Reference;
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

    private static unsafe KernelCall? Direct(InferenceContext context)
    {
        var (result, target) = context.StridedResult();
        var (x, cos, sin) = (context.Tensor("x"), context.Tensor("cos"), context.Tensor("sin"));
        var rows = x.Shape[..^1];
        if (!KernelCalls.IsFloat(x.DType) || !KernelCalls.IsFloat(cos.DType) || cos.DType != sin.DType
            || !new[] { x, cos, sin, result }.All(t => KernelCalls.HasDenseRows(context, t))
            || MergedDims.Of(context, rows, 3, x.Strides[..^1], Rows(cos), Rows(sin), result.Strides[..^1]) is not { } dims)
        {
            return null;
        }
        var call = new KernelCallBuilder(context, x.DType, cos.DType);
        return call.Of(new RotaryCall<DType0, DType1>
        {
            X = call.Pointer<DType0>("x"),
            XOuter = call.Size(dims.Strides[0][0]),
            XMiddle = call.Size(dims.Strides[0][1]),
            XInner = call.Size(dims.Strides[0][2]),
            Cos = call.Pointer<DType1>("cos"),
            CosOuter = call.Size(dims.Strides[1][0]),
            CosMiddle = call.Size(dims.Strides[1][1]),
            CosInner = call.Size(dims.Strides[1][2]),
            Sin = call.Pointer<DType1>("sin"),
            SinOuter = call.Size(dims.Strides[2][0]),
            SinMiddle = call.Size(dims.Strides[2][1]),
            SinInner = call.Size(dims.Strides[2][2]),
            Interleaved = context.Bool("interleaved"),
            Result = call.Pointer<DType0>(target),
            ResultOuter = call.Size(dims.Strides[3][0]),
            ResultMiddle = call.Size(dims.Strides[3][1]),
            ResultInner = call.Size(dims.Strides[3][2]),
            Outer = call.Size(dims.Sizes[0]),
            Middle = call.Size(dims.Sizes[1]),
            Inner = call.Size(dims.Sizes[2]),
            Size = call.Size(x.Shape[^1]),
            Rotary = call.Size(cos.Shape[^1]),
        });

        SymInt[] Rows(TensorType angles) => Strides.Broadcast(context, angles, [.. rows, angles.Shape[^1]])[..^1];
    }

    internal static string? Objection(InferenceContext context)
    {
        var (x, cos) = (context.Tensor("x"), context.Tensor("cos"));
        return KernelRules.Floats(context, "x", "cos", "sin")
            ?? KernelRules.SameShape(context, "cos", "sin")
            ?? KernelRules.Broadcasts(context, x, "cos", keptDims: 1)
            ?? (context.Shapes.Decide(SymBool.And(SymBool.Le(cos.Shape[^1], x.Shape[^1]), SymBool.Eq(SymInt.Mod(cos.Shape[^1], 2), 0)))
                == true
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
