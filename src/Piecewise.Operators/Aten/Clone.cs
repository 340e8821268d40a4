using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Aten;

/// <summary>
/// Copies and aliases of a tensor as it is. Source: <c>torch.clone</c>, <c>torch.Tensor.contiguous</c>, <c>torch.Tensor.detach</c>.
/// </summary>
internal sealed class Clone : IOperatorSource
{
    public IEnumerable<Operator> Create()
    {
        var detach = new AliasOperator("aten::detach(Tensor(a) self) -> Tensor(a)", Itself);
        return
        [
            new CloneOperator("aten::clone(Tensor self, *, MemoryFormat? memory_format=None) -> Tensor", MemoryFormat.Preserve, () =>
            [
                OperatorSample.Of(Tensor.From([1f, 2f, 3f, 4f, 5f, 6f], 6).AsStrided([3, 2], [1, 3], 0))
                    .Gives(Tensor.From([1f, 4f, 2f, 5f, 3f, 6f], 3, 2)).WithStrides(1, 3).Showing("the memory order is kept"),
                OperatorSample.Of(Tensor.From([1f, 2f, 3f, 4f, 5f, 6f], 6).AsStrided([3, 2], [1, 3], 0))
                    .With("memory_format", Value.FromLiteral(new MemoryFormatArgument(MemoryFormat.Contiguous)))
                    .Gives(Tensor.From([1f, 4f, 2f, 5f, 3f, 6f], 3, 2)),
                OperatorSample.Of(Tensor.From([1f, 2f], 2).AsStrided([2, 3], [1, 0], 0))
                    .Gives(Tensor.From([1f, 1f, 1f, 2f, 2f, 2f], 2, 3)).Showing("repetition vanishes"),
                OperatorSample.Of(Tensor.From([1f, 2f, 3f, 4f, 5f, 6f, 7f, 8f], 1, 2, 2, 2))
                    .With("memory_format", Value.FromLiteral(new MemoryFormatArgument(MemoryFormat.ChannelsLast)))
                    .Gives(Tensor.From([1f, 2f, 3f, 4f, 5f, 6f, 7f, 8f], 1, 2, 2, 2)).WithStrides(8, 1, 4, 2),
                OperatorSample.Of(Tensor.Scalar(true)).Gives(Tensor.Scalar(true)),
            ]),
            new CloneOperator("aten::lift_fresh_copy(Tensor self) -> Tensor", MemoryFormat.Contiguous, () =>
            [
                OperatorSample.Of(Tensor.From([1f, 2f], 2)).Gives(Tensor.From([1f, 2f], 2)),
                OperatorSample.Of(Tensor.From([1f, 2f, 3f, 4f, 5f, 6f], 6).AsStrided([3, 2], [1, 3], 0))
                    .Gives(Tensor.From([1f, 4f, 2f, 5f, 3f, 6f], 3, 2)).Showing("a row-major copy"),
            ]),
            new CloneOperator("aten::alias_copy(Tensor self) -> Tensor", MemoryFormat.Contiguous, () =>
            [
                OperatorSample.Of(Tensor.From([1f, 2f], 2)).Gives(Tensor.From([1f, 2f], 2)),
            ]),
            new CloneOperator("aten::detach_copy(Tensor self) -> Tensor", MemoryFormat.Contiguous, () =>
            [
                OperatorSample.Of(Tensor.From([1f, 2f], 2)).Gives(Tensor.From([1f, 2f], 2)),
            ]),
            new ContiguousOperator(),
            detach,
            new AliasInPlaceOperator("aten::detach_(Tensor(a!) self) -> Tensor(a!)", detach),
            new AliasOperator("aten::alias(Tensor(a) self) -> Tensor(a)", Itself),
            new AliasOperator("aten::lift_fresh(Tensor(a) self) -> Tensor(a)", Itself),
            new AliasOperator("aten::positive(Tensor(a) self) -> Tensor(a)", Itself),
            // There are no lazily conjugated or negated tensors here.
            new AliasOperator("aten::resolve_conj(Tensor(a) self) -> Tensor(a)", Itself),
            new AliasOperator("aten::resolve_neg(Tensor(a) self) -> Tensor(a)", Itself),
        ];
    }

    private static IEnumerable<OperatorSample> Itself() =>
    [
        OperatorSample.Of(Tensor.From([1f, 2f], 2)).Gives(Tensor.From([1f, 2f], 2)),
        OperatorSample.Of(Tensor.From([1f, 2f, 3f, 4f, 5f, 6f, 7f], 7).AsStrided([2, 2], [4, 2], 0))
            .Gives(Tensor.From([1f, 3f, 5f, 7f], 2, 2)).WithStrides(4, 2).Showing("strides stay"),
    ];

    private sealed class CloneOperator(string schema, MemoryFormat format, Func<IEnumerable<OperatorSample>> cases) : Operator(schema)
    {
        public override bool IsPointwise => true;

        public override IEnumerable<OperatorSample> Samples => cases();

        public override string? SameAs(InferenceContext context) => "self";

        public override LoopForm? Loops(InferenceContext context) => Conversion.Loops(context);

        public override NodeType Infer(InferenceContext context)
        {
            var self = context.Tensor("self");
            var wanted = Schema.HasArgument("memory_format") ? MemoryFormats.Of(context["memory_format"]) : format;
            return self.WithShape(self.Shape, MemoryFormats.Strides(context, self, wanted));
        }

        public override Value Evaluate(EvaluationContext context)
        {
            var self = context.Tensor("self");
            var wanted = Schema.HasArgument("memory_format") ? MemoryFormats.Of(context["memory_format"]) : format;
            return MemoryFormats.Copy(self, self.DType, MemoryFormats.Strides(self, wanted));
        }
    }

    /// <summary>The tensor itself where it has the format already, else a copy that has it.</summary>
    private sealed class ContiguousOperator() : AliasOperator(
        "aten::contiguous(Tensor(a) self, *, MemoryFormat memory_format=contiguous_format) -> Tensor(a)", () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2f, 3f, 4f, 5f, 6f], 2, 3))
                .Gives(Tensor.From([1f, 2f, 3f, 4f, 5f, 6f], 2, 3)).Showing("itself"),
            OperatorSample.Of(Tensor.From([1f, 2f, 3f, 4f, 5f, 6f], 6).AsStrided([3, 2], [1, 3], 0))
                .Gives(Tensor.From([1f, 4f, 2f, 5f, 3f, 6f], 3, 2)),
            OperatorSample.Of(Tensor.From([1f, 2f, 3f, 4f, 5f, 6f, 7f, 8f], 1, 2, 2, 2))
                .With("memory_format", Value.FromLiteral(new MemoryFormatArgument(MemoryFormat.ChannelsLast)))
                .Gives(Tensor.From([1f, 2f, 3f, 4f, 5f, 6f, 7f, 8f], 1, 2, 2, 2)).WithStrides(8, 1, 4, 2),
        ])
    {
        public override NodeType Infer(InferenceContext context)
        {
            var self = context.Tensor("self");
            return ResultIsView(context) == true
                ? self
                : self.WithShape(self.Shape, MemoryFormats.Strides(context, self, MemoryFormats.Of(context["memory_format"])));
        }

        public override LoopForm? Loops(InferenceContext context) =>
            ResultIsView(context) != true ? Conversion.Loops(context) : null;

        public override bool? ResultIsView(InferenceContext context) =>
            MemoryFormats.Has(context, context.Tensor("self"), MemoryFormats.Of(context["memory_format"]));

        public override Value Evaluate(EvaluationContext context)
        {
            var self = context.Tensor("self");
            var format = MemoryFormats.Of(context["memory_format"]);
            return MemoryFormats.Has(self, format) ? self : MemoryFormats.Copy(self, self.DType, MemoryFormats.Strides(self, format));
        }
    }
}
