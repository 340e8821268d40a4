using Piecewise.Graphs;

namespace Piecewise.Operators.Aten;

/// <summary>
/// Copies and aliases of a tensor as it is. Source: <c>torch.clone</c>, <c>torch.Tensor.contiguous</c>, <c>torch.Tensor.detach</c>.
/// </summary>
internal sealed class Clone : IOperatorSource
{
    public IEnumerable<Operator> Create()
    {
        var detach = new AliasOperator("aten::detach(Tensor(a) self) -> Tensor(a)");
        return
        [
            new CloneOperator("aten::clone(Tensor self, *, MemoryFormat? memory_format=None) -> Tensor", MemoryFormat.Preserve),
            new CloneOperator("aten::lift_fresh_copy(Tensor self) -> Tensor", MemoryFormat.Contiguous),
            new CloneOperator("aten::alias_copy(Tensor self) -> Tensor", MemoryFormat.Contiguous),
            new CloneOperator("aten::detach_copy(Tensor self) -> Tensor", MemoryFormat.Contiguous),
            new ContiguousOperator(),
            detach,
            new AliasInPlaceOperator("aten::detach_(Tensor(a!) self) -> Tensor(a!)", detach),
            new AliasOperator("aten::alias(Tensor(a) self) -> Tensor(a)"),
            new AliasOperator("aten::lift_fresh(Tensor(a) self) -> Tensor(a)"),
            new AliasOperator("aten::positive(Tensor(a) self) -> Tensor(a)"),
            // There are no lazily conjugated or negated tensors here.
            new AliasOperator("aten::resolve_conj(Tensor(a) self) -> Tensor(a)"),
            new AliasOperator("aten::resolve_neg(Tensor(a) self) -> Tensor(a)"),
        ];
    }

    private sealed class CloneOperator(string schema, MemoryFormat format) : Operator(schema)
    {
        public override bool IsPointwise => true;

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
        "aten::contiguous(Tensor(a) self, *, MemoryFormat memory_format=contiguous_format) -> Tensor(a)")
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
