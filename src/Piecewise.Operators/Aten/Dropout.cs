using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Aten;

/// <summary>
/// Dropout as it is in inference: nothing is dropped. Dropping at random is refused. Source: <c>torch.nn.functional.dropout</c>,
/// <c>feature_dropout</c>, <c>alpha_dropout</c>, <c>feature_alpha_dropout</c>; <c>torch.native_dropout</c>.
/// </summary>
internal sealed class Dropout : IOperatorSource
{
    private const string Refusal = "dropping elements at random is not supported; export the model in eval mode.";

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

    private sealed class DropoutOperator(string schema) : AliasOperator(schema, () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2f], 2), 0.5, false).Gives(Tensor.From([1f, 2f], 2)),
            OperatorSample.Of(Tensor.From([1f, 2f, 3f, 4f, 5f, 6f], 6).AsStrided([3, 2], [1, 3], 0), 0.0, true)
                .Gives(Tensor.From([1f, 4f, 2f, 5f, 3f, 6f], 3, 2)).WithStrides(1, 3).Showing("nothing is dropped"),
        ])
    {
        public override NodeType Infer(InferenceContext context) =>
            context.Bool("train") && !IsZero(context["p"]) ? throw context.Error(Refusal) : base.Infer(context);

        public override Value Evaluate(EvaluationContext context) =>
            context.Bool("train") && context.Float("p") != 0 ? throw context.Error(Refusal) : base.Evaluate(context);
    }

    /// <summary>The tensor and the mask of what is kept.</summary>
    private sealed class NativeDropout() : Operator("aten::native_dropout(Tensor input, float p, bool? train) -> (Tensor, Tensor)")
    {
        public override IEnumerable<OperatorSample> Samples =>
        [
            OperatorSample.Of(Tensor.From([1f, 2f], 2), 0.5, false)
                .Gives(Value.List(Tensor.From([1f, 2f], 2), Tensor.From([true, true], 2))),
            OperatorSample.Of(Tensor.From([1f, 2f, 3f, 4f, 5f, 6f], 6).AsStrided([3, 2], [1, 3], 0), 0.5, false)
                .Gives(Value.List(Tensor.From([1f, 4f, 2f, 5f, 3f, 6f], 3, 2), Tensor.From([true, true, true, true, true, true], 3, 2))),
        ];

        public override NodeType Infer(InferenceContext context)
        {
            // No answer to "train?" means yes.
            if ((context.IsNone("train") || context.Bool("train")) && !IsZero(context["p"]))
            {
                throw context.Error(Refusal);
            }
            var input = context.Tensor("input");
            var kept = input.WithShape(input.Shape, MemoryFormats.Strides(context, input, MemoryFormat.Preserve));
            return new TupleType([kept, kept.WithDType(DType.Bool)]);
        }

        public override Value Evaluate(EvaluationContext context)
        {
            if ((context.IsNone("train") || context.Bool("train")) && context.Float("p") != 0)
            {
                throw context.Error(Refusal);
            }
            var input = context.Tensor("input");
            var strides = MemoryFormats.Strides(input, MemoryFormat.Preserve);
            var mask = MemoryFormats.Copy(Tensor.Scalar(true).Broadcast(input.Shape), DType.Bool, strides);
            return Value.List(MemoryFormats.Copy(input, input.DType, strides), mask);
        }
    }

    private static bool IsZero(Argument p) => p is FloatArgument { Value: 0 } or IntArgument { Value: 0 };
}
