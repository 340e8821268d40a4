using Piecewise.Graphs;
using Piecewise.Operators.OpIr;
using Piecewise.Tensors.Reference;
using Piecewise.Tracing;

namespace Piecewise.Operators.Kernels;

/// <summary><c>layer_norm</c> in one pass.</summary>
internal sealed class LayerNormKernel : IOperatorSource
{
    public static OpIrProvider Provider => new(OpIrProvider.Kernel, Call) { Objection = Objection };

    public IEnumerable<Operator> Create() =>
    [
        new KernelOperator("layer_norm(Tensor x, Tensor? weight, Tensor? bias, float epsilon) -> Tensor")
        {
            Rule = context =>
            {
                KernelRules.Require(context, Objection(context));
                var x = context.Tensor("x");
                return [x.WithShape(x.Shape)];
            },
            Form = context =>
            {
                var form = NormForms.ByDeviation(
                    context, "x", context.Tensor("x").Rank - 1, KernelCalls.Number(context, "epsilon")!.Value, "weight", "bias");
                return form with { Results = [form.Results[0]] };
            },
            Kernel = (context, results) => FusedNormalization.ByDeviation(
                context.Tensor("x"), context.OptionalTensor("weight"), context.OptionalTensor("bias"), context.Float("epsilon"),
                results[0]),
        },
    ];

    private static TracedTensor Call(TracedTensor x, TracedTensor? weight, TracedTensor? bias, double epsilon) =>
        Op.Call($"{KernelOperator.Namespace}::layer_norm", x, weight, bias, epsilon);

    private static string? Objection(InferenceContext context) =>
        KernelRules.Floats(context, "x", "weight", "bias")
        ?? KernelRules.OverLastDim(context, context.Tensor("x"), "weight")
        ?? KernelRules.OverLastDim(context, context.Tensor("x"), "bias");
}
