using System.Collections.Immutable;
using Piecewise.Graphs;
using Piecewise.Operators.OpIr;
using Piecewise.Tensors;
using Piecewise.Tensors.Reference;
using Piecewise.Tracing;

namespace Piecewise.Operators.Kernels;

/// <summary>Quantization and dequantization in one pass.</summary>
internal sealed class QuantizationKernels : IOperatorSource
{
    public static OpIrProvider Static => new(OpIrProvider.Kernel, CallStatic) { Objection = StaticObjection };

    public static OpIrProvider PerToken => new(OpIrProvider.Kernel, CallPerToken) { Objection = DynamicObjection };

    public static OpIrProvider PerGroup => new(OpIrProvider.Kernel, CallPerGroup) { Objection = GroupObjection };

    public static OpIrProvider Dequantization => new(OpIrProvider.Kernel, CallDequantize) { Objection = DequantizeObjection };

    public IEnumerable<Operator> Create() =>
    [
        new KernelOperator("quantize_static(Tensor x, Tensor scale, ScalarType dtype) -> Tensor")
        {
            Rule = context =>
            {
                KernelRules.Require(context, StaticObjection(context));
                return [KernelRules.Like(context, context.Tensor("x"), context.DType("dtype"))];
            },
            Form = context =>
            {
                var (x, scale, dtype) = (context.Tensor("x"), context.Tensor("scale"), context.DType("dtype"));
                var values = new ScalarOperand(0, x.DType).As(DType.F32) / new ScalarOperand(1, scale.DType).As(DType.F32);
                return LoopForm.Pointwise([Node(context, "x"), Node(context, "scale")], KernelRules.Like(context, x, dtype),
                    Rounded(values, dtype));
            },
            Kernel = (context, results) => GroupQuantization.ByScale(context.Tensor("x"), context.Tensor("scale"), results[0]),
        },
        new KernelOperator("quantize_per_token(Tensor x, ScalarType dtype) -> (Tensor, Tensor)")
        {
            Rule = context =>
            {
                KernelRules.Require(context, DynamicObjection(context));
                return Types(context, 1);
            },
            Form = context =>
            {
                var (type, dtype) = (context.Tensor("x"), context.DType("dtype"));
                var x = new ScalarOperand(0, type.DType).As(DType.F32);
                // No magnitude is below 0, which is the largest of a row without elements.
                var magnitude = ScalarExpression.Call(
                    ScalarFunction.Max, ScalarExpression.Call(ScalarFunction.Abs, x).Reduce(RowReduction.Max), x.Constant(0));
                var largest = magnitude / x.Constant(dtype == DType.I8 ? 127 : 448);
                var scale = ScalarExpression.Call(ScalarFunction.Equal, largest, x.Constant(0)).Select(x.Constant(1), largest);
                return new LoopForm([Node(context, "x")], type.Shape, type.Rank - 1, [Rounded(x / scale, dtype), scale]);
            },
            Kernel = (context, results) => GroupQuantization.ByMagnitude(
                context.Tensor("x"), checked((int)context.Tensor("x").Shape[^1]), results[0], results[1]),
        },
        new KernelOperator("quantize_per_group(Tensor x, int group_size, ScalarType dtype) -> (Tensor, Tensor)")
        {
            Rule = context =>
            {
                KernelRules.Require(context, GroupObjection(context));
                return Types(context, SymInt.FloorDiv(context.Tensor("x").Shape[^1], context.Int("group_size")));
            },
            Kernel = (context, results) => GroupQuantization.ByMagnitude(
                context.Tensor("x"), checked((int)context.Int("group_size")), results[0], results[1]),
        },
        new KernelOperator("dequantize(Tensor x, Tensor scale, ScalarType dtype, int group_size=0) -> Tensor")
        {
            Rule = context =>
            {
                KernelRules.Require(context, DequantizeObjection(context));
                return [KernelRules.Like(context, context.Tensor("x"), context.DType("dtype"))];
            },
            Form = context =>
            {
                var (x, scale) = (context.Tensor("x"), context.Tensor("scale"));
                var value = new ScalarOperand(0, x.DType).As(DType.F32) * new ScalarOperand(1, scale.DType).As(DType.F32);
                return context.Int("group_size") != 0
                    ? null
                    : LoopForm.Pointwise(
                        [Node(context, "x"), Node(context, "scale")], KernelRules.Like(context, x, context.DType("dtype")),
                        value.As(context.DType("dtype")));
            },
            Kernel = (context, results) => GroupQuantization.Dequantize(
                context.Tensor("x"), context.Tensor("scale"), checked((int)context.Int("group_size")), results[0]),
        },
    ];

    internal static TracedTensor CallStatic(TracedTensor x, TracedTensor scale, DType dtype) =>
        Op.Call($"{KernelOperator.Namespace}::quantize_static", x, scale, dtype);

    internal static (TracedTensor Values, TracedTensor Scales) CallPerToken(TracedTensor x, DType dtype)
    {
        var (values, scales) = Op.Call($"{KernelOperator.Namespace}::quantize_per_token", x, dtype);
        return (values, scales);
    }

    internal static (TracedTensor Values, TracedTensor Scales) CallPerGroup(TracedTensor x, long groupSize, DType dtype)
    {
        var (values, scales) = Op.Call($"{KernelOperator.Namespace}::quantize_per_group", x, groupSize, dtype);
        return (values, scales);
    }

    private static TracedTensor CallDequantize(TracedTensor x, TracedTensor scale, DType dtype, long groupSize = 0) =>
        Op.Call($"{KernelOperator.Namespace}::dequantize", x, scale, dtype, groupSize);

    /// <param name="context">The call.</param>
    /// <param name="x">Name of the argument that is quantized, or that has its shape and dtype.</param>
    internal static string? StaticObjection(InferenceContext context, string x) =>
        KernelRules.Floats(context, x, "scale") ?? Quantized(context.DType("dtype"))
        ?? HasRows(context, x) ?? KernelRules.Broadcasts(context, context.Tensor(x), "scale", keptDims: 0);

    internal static string? DynamicObjection(InferenceContext context, string x) =>
        KernelRules.Floats(context, x) ?? Quantized(context.DType("dtype")) ?? HasRows(context, x);

    internal static string? GroupObjection(InferenceContext context, string x) => DynamicObjection(context, x) ?? Divides(context, x);

    private static string? StaticObjection(InferenceContext context) => StaticObjection(context, "x");

    private static string? DynamicObjection(InferenceContext context) => DynamicObjection(context, "x");

    private static string? GroupObjection(InferenceContext context) => GroupObjection(context, "x");

    private static string? DequantizeObjection(InferenceContext context)
    {
        var x = context.Tensor("x");
        if ((KernelRules.Floats(context, "scale") ?? Quantized(x.DType) ?? HasRows(context, "x")) is { } objection)
        {
            return objection;
        }
        if (!FloatRows.Holds(context.DType("dtype")))
        {
            return $"the result is {context.DType("dtype").TextName()}; the kernel gives f32, f16 and bf16";
        }
        return context.Int("group_size") == 0
            ? KernelRules.Broadcasts(context, x, "scale", keptDims: 0)
            : Divides(context, "x") ?? KernelRules.Broadcasts(context, x, "scale", keptDims: 1);
    }

    // As GroupQuantization rounds: to nearest even, clamped; NaN becomes 0 in i8.
    private static ScalarExpression Rounded(ScalarExpression value, DType dtype)
    {
        if (dtype != DType.I8)
        {
            return Clamped(value, -448, 448).As(dtype);
        }
        var rounded = ScalarExpression.Call(ScalarFunction.Round, value);
        return ScalarExpression.Call(ScalarFunction.Equal, rounded, rounded).Select(Clamped(rounded, -128, 127), rounded.Constant(0))
            .As(dtype);
    }

    private static ScalarExpression Clamped(ScalarExpression value, double least, double most) => ScalarExpression.Call(
        ScalarFunction.Min, ScalarExpression.Call(ScalarFunction.Max, value, value.Constant(least)), value.Constant(most));

    private static Node Node(InferenceContext context, string name) => ((NodeArgument)context[name]).Node;

    private static string? Divides(InferenceContext context, string x)
    {
        var (width, size) = (context.Tensor(x).Shape[^1], context.Int("group_size"));
        return size > 0 && context.Shapes.Decide(SymBool.Eq(SymInt.Mod(width, size), 0)) == true
            ? null
            : $"the width {width} is not certainly a multiple of the group size {size}";
    }

    private static string? HasRows(InferenceContext context, string x) => context.Tensor(x).Rank > 0 ? null : $"{x} has rank 0";

    private static string? Quantized(DType dtype) =>
        dtype is DType.I8 or DType.F8E4M3FN ? null : $"{dtype.TextName()} is neither i8 nor f8e4m3fn";

    private static ImmutableArray<TensorType> Types(InferenceContext context, SymInt groups)
    {
        var x = context.Tensor("x");
        return [KernelRules.Like(context, x, context.DType("dtype")),
            x.WithShape(x.Shape.SetItem(x.Rank - 1, groups)).WithDType(DType.F32)];
    }
}
