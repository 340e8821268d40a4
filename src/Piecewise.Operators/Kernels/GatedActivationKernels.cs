using System.Collections.Immutable;
using Piecewise.Graphs;
using Piecewise.Operators.OpIr;
using Piecewise.Tensors;
using Piecewise.Tensors.Reference;
using Piecewise.Tracing;

namespace Piecewise.Operators.Kernels;

/// <summary><c>silu_and_mul</c> and <c>gelu_and_mul</c> in one pass.</summary>
internal sealed class GatedActivationKernels : IOperatorSource
{
    public static OpIrProvider Silu => new(OpIrProvider.Kernel, CallSilu) { Objection = Objection };

    public static OpIrProvider Gelu => new(OpIrProvider.Kernel, CallGelu) { Objection = Objection };

    public IEnumerable<Operator> Create() =>
    [
        new KernelOperator("silu_and_mul(Tensor x_gate, Tensor x_up) -> Tensor")
        {
            Rule = Rule,
            Distance = Distance,
            Form = context => Form(context, Aten.Activations.SiluOf),
            Kernel = (context, results) =>
                GatedProduct.Run(GateActivation.Silu, context.Tensor("x_gate"), context.Tensor("x_up"), results[0]),
        },
        new KernelOperator("gelu_and_mul(Tensor x_gate, Tensor x_up, str approximate=\"none\") -> Tensor")
        {
            Rule = Rule,
            Distance = Distance,
            Form = context =>
                Form(context, context.String("approximate") == "tanh" ? Aten.Activations.TanhGeluOf : Aten.Activations.GeluOf),
            Kernel = (context, results) =>
                GatedProduct.Run(Approximation(context), context.Tensor("x_gate"), context.Tensor("x_up"), results[0]),
        },
    ];

    // A gate on the other side of a rounding boundary moves the product by up to two units of the last place.
    internal static Tolerance? Distance(DType dtype) => dtype == DType.F16 ? new Tolerance(2e-3, 2e-3) : null;

    internal static TracedTensor CallSilu(TracedTensor xGate, TracedTensor xUp) =>
        Op.Call($"{KernelOperator.Namespace}::silu_and_mul", xGate, xUp);

    internal static TracedTensor CallGelu(TracedTensor xGate, TracedTensor xUp, string approximate = "none") =>
        Op.Call($"{KernelOperator.Namespace}::gelu_and_mul", xGate, xUp, approximate);

    private static GateActivation Approximation(EvaluationContext context) => context.String("approximate") switch
    {
        "none" => GateActivation.Gelu,
        "tanh" => GateActivation.GeluTanh,
        var other => throw context.Error($"approximate is none or tanh, not '{other}'."),
    };

    // The activated gate is rounded to its dtype before the product.
    private static LoopForm? Form(InferenceContext context, Func<ScalarExpression, ScalarExpression?> activation)
    {
        var (gate, up, result) = (context.Tensor("x_gate"), context.Tensor("x_up"), Rule(context)[0]);
        return activation(new ScalarOperand(0, gate.DType).As(DType.F32)) is not { } activated
            ? null
            : LoopForm.Pointwise(
                [((NodeArgument)context["x_gate"]).Node, ((NodeArgument)context["x_up"]).Node], result,
                (activated.As(gate.DType).As(DType.F32) * new ScalarOperand(1, up.DType).As(DType.F32)).As(result.DType));
    }

    internal static string? Objection(InferenceContext context) =>
        KernelRules.Floats(context, "x_gate", "x_up") ?? KernelRules.SameShape(context, "x_gate", "x_up");

    private static ImmutableArray<TensorType> Rule(InferenceContext context)
    {
        KernelRules.Require(context, Objection(context));
        var (gate, up) = (context.Tensor("x_gate"), context.Tensor("x_up"));
        var activated = KernelRules.Like(context, gate);
        return [new TensorType(gate.DType, gate.Shape, Strides.Pointwise(context, gate.Shape, activated, up), gate.Device)];
    }
}
