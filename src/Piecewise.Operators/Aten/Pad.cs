using Piecewise.Graphs;

namespace Piecewise.Operators.Aten;

/// <summary>Dims enlarged in the way that a mode names. Source: <c>torch.nn.functional.pad</c>.</summary>
internal sealed class Pad : IOperatorSource
{
    public IEnumerable<Operator> Create() =>
    [
        new PadOperator("aten::pad(Tensor self, SymInt[] pad, str mode=\"constant\", float? value=None) -> Tensor"),
        new PadOperator("aten::_pad_enum(Tensor self, SymInt[] pad, int mode, float? value=None) -> Tensor"),
    ];

    private sealed class PadOperator(string schema) : Operator(schema)
    {
        private bool IsNamed => Schema.BaseName == "pad";

        public override NodeType Infer(InferenceContext context)
        {
            var (self, pads) = (context.Tensor("self"), context.SymInts("pad"));
            var border = IsNamed ? Named(context.String("mode"), context.Error) : Numbered(context.Int("mode"), context.Error);
            return border is null ? ConstantPad.TypeOf(context, self, pads)
                : context.IsNone("value") || context["value"] is FloatArgument { Value: 0 }
                ? BorderPad.TypeOf(context, self, pads, border.Value)
                : throw context.Error("only the mode \"constant\" takes a value.");
        }

        public override KernelCall? DirectKernel(InferenceContext context) =>
            (IsNamed ? Named(context.String("mode"), context.Error) : Numbered(context.Int("mode"), context.Error)) is null
                ? ConstantPad.Kernel(context) : null;

        public override Value Evaluate(EvaluationContext context)
        {
            var (self, pads) = (context.Tensor("self"), context.Ints("pad"));
            var border = IsNamed ? Named(context.String("mode"), context.Error) : Numbered(context.Int("mode"), context.Error);
            return border is null
                ? ConstantPad.Pad(context, self, pads, context.OptionalScalar("value") ?? 0L)
                : BorderPad.Pad(context, self, pads, border.Value);
        }

        private static Border? Named(string mode, Func<string, Exception> error) => mode switch
        {
            "constant" => null,
            "reflect" => Border.Reflect,
            "replicate" => Border.Replicate,
            "circular" => Border.Circular,
            _ => throw error($"there is no padding mode \"{mode}\"."),
        };

        private static Border? Numbered(long mode, Func<string, Exception> error) => mode switch
        {
            0 => Border.Reflect,
            1 => Border.Replicate,
            2 => Border.Circular,
            3 => null,
            _ => throw error($"there is no padding mode {mode}."),
        };
    }
}
