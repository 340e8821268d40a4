using Piecewise.Graphs;
using Piecewise.Tensors;
using Piecewise.Tensors.Reference;

namespace Piecewise.Operators.Aten;

/// <summary>
/// Dropout as it is in inference: nothing is dropped, or with a probability of 1 everything. Dropping at random is refused. Source:
/// <c>torch.nn.functional.dropout</c>, <c>feature_dropout</c>, <c>alpha_dropout</c>, <c>feature_alpha_dropout</c>;
/// <c>torch.native_dropout</c>.
/// </summary>
internal sealed class Dropout : IOperatorSource
{
    public IEnumerable<Operator> Create() =>
    [
        .. new[] { "dropout", "feature_dropout", "alpha_dropout", "feature_alpha_dropout" }.SelectMany(Forms),
        new NativeDropout(),
    ];

    // PyTorch's schemas promise fresh memory, but the result is the tensor itself where nothing is dropped.
    private static Operator[] Forms(string name)
    {
        var op = new DropoutOperator($"aten::{name}(Tensor(a) input, float p, bool train) -> Tensor(a)");
        return [op, new AliasInPlaceOperator($"aten::{name}_(Tensor(a!) self, float p, bool train) -> Tensor(a!)", op)];
    }

    private static string Refusal(object p) =>
        $"drops elements at random in training mode (p={p}); call model.eval() before torch.export.export and export again.";

    // Whether everything is dropped.
    private static bool DropsAll(InferenceContext context, string input, bool trains)
    {
        if (!trains || KernelCalls.Number(context, "p") is 0)
        {
            return false;
        }
        return KernelCalls.Number(context, "p") is 1 ? true
            : context.Tensor(input).Shape.Any(s => Shapes.AreEqual(context, s, 0)) ? false
            : throw context.Error(Refusal(context["p"]));
    }

    private static bool DropsAll(EvaluationContext context, Tensor input, bool trains) =>
        trains && context.Float("p") is not 0 and var p && input.ElementCount > 0 && (p == 1 ? true : throw context.Error(Refusal(p)));

    // As PyTorch: NaN and infinities become NaN, and a negative number -0.
    private static Tensor Dropped(Tensor input) =>
        MemoryFormats.Copy(Elements.Float<TimesZero>(Cast.To(input, Pointwise.ComputeDType(input.DType))), input.DType,
            MemoryFormats.Strides(input, MemoryFormat.Preserve));

    private static TensorType Dropped(InferenceContext context, TensorType input) => input.DType.IsFloat()
        ? input.WithShape(input.Shape, MemoryFormats.Strides(context, input, MemoryFormat.Preserve))
        : throw context.Error($"takes floats, not {input.DType.TextName()}.");

    private sealed class DropoutOperator(string schema) : AliasOperator(schema)
    {
        public override NodeType Infer(InferenceContext context) =>
            DropsAll(context, Viewed, context.Bool("train")) ? Dropped(context, context.Tensor(Viewed)) : base.Infer(context);

        public override bool? ResultIsView(InferenceContext context) => !DropsAll(context, Viewed, context.Bool("train"));

        public override string? SameAs(InferenceContext context) =>
            DropsAll(context, Viewed, context.Bool("train")) ? null : base.SameAs(context);

        public override LoopForm? Loops(InferenceContext context)
        {
            if (ResultIsView(context) != false || context[Viewed] is not NodeArgument { Node: var node }
                || context.Result() is not { DType: var dtype } result || !dtype.IsFloat())
            {
                return null;
            }
            var x = new ScalarOperand(0, dtype).As(Pointwise.ComputeDType(dtype));
            return LoopForm.Pointwise([node], result, (x * x.Constant(0)).As(dtype));
        }

        public override Value Evaluate(EvaluationContext context)
        {
            var input = context.Tensor(Viewed);
            return DropsAll(context, input, context.Bool("train")) ? Dropped(input) : base.Evaluate(context);
        }
    }

    /// <summary>The tensor and the mask of what is kept.</summary>
    private sealed class NativeDropout() : Operator("aten::native_dropout(Tensor input, float p, bool? train) -> (Tensor, Tensor)")
    {
        public override NodeType Infer(InferenceContext context)
        {
            // No answer to "train?" means yes.
            DropsAll(context, "input", context.IsNone("train") || context.Bool("train"));
            var kept = Dropped(context, context.Tensor("input"));
            return new TupleType([kept, kept.WithDType(DType.Bool)]);
        }

        public override Value Evaluate(EvaluationContext context)
        {
            var input = context.Tensor("input");
            var dropsAll = DropsAll(context, input, context.IsNone("train") || context.Bool("train"));
            var strides = MemoryFormats.Strides(input, MemoryFormat.Preserve);
            var mask = MemoryFormats.Copy(Tensor.Scalar(!dropsAll).Broadcast(input.Shape), DType.Bool, strides);
            return Value.List(dropsAll ? Dropped(input) : MemoryFormats.Copy(input, input.DType, strides), mask);
        }
    }

    private readonly struct TimesZero : IFloatFunction
    {
        public T Invoke<T>(T x) where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T> => x * T.Zero;
    }
}
