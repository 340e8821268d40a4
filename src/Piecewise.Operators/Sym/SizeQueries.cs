using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Sym;

/// <summary>
/// Sizes and strides of a tensor as symbolic ints, beside <see cref="SymSize"/>. Source: <c>torch.Tensor.size</c>,
/// <c>torch.Tensor.stride</c>, <c>torch.numel</c>, <c>torch.Tensor.storage_offset</c>.
/// </summary>
internal sealed class SizeQueries : IOperatorSource
{
    public IEnumerable<Operator> Create() =>
    [
        new Query("aten::sym_numel(Tensor self) -> SymInt", (_, type) => new SymIntType(type.ElementCount), (_, x) => x.ElementCount),
        new Query("aten::numel(Tensor self) -> int", (_, type) => new SymIntType(type.ElementCount), (_, x) => x.ElementCount),
        new Query("aten::sym_stride.int(Tensor self, int dim) -> SymInt",
            (context, type) => new SymIntType(type.Strides[context.NormalizeDim(context.Int("dim"), type.Rank)]),
            (context, x) => x.Strides[context.NormalizeDim(context.Int("dim"), x.Rank)]),
        new Query("aten::sym_stride(Tensor self) -> SymInt[]",
            (_, type) => new TupleType([.. type.Strides.Select(s => (NodeType)new SymIntType(s))]), (_, x) => Value.Ints(x.Strides)),
        new Query("aten::sym_size(Tensor self) -> SymInt[]",
            (_, type) => new TupleType([.. type.Shape.Select(s => (NodeType)new SymIntType(s))]), (_, x) => Value.Ints(x.Shape)),
        // A type says nothing of the place in the storage.
        new Query("aten::sym_storage_offset(Tensor self) -> SymInt",
            (context, _) => new SymIntType(context.Shapes.NewUnbacked(Interval.AtLeast(0))), (_, x) => x.Offset),
    ];

    private sealed class Query(
        string schema, Func<InferenceContext, TensorType, NodeType> infer, Func<EvaluationContext, Tensor, Value> evaluate)
        : Operator(schema)
    {
        // The place in the storage is neither a size nor a stride.
        public override bool IsSizeQuery => !SeesStorage;

        public override bool SeesStorage => Schema.BaseName == "sym_storage_offset";

        public override NodeType Infer(InferenceContext context) => infer(context, context.Tensor("self"));

        public override Value Evaluate(EvaluationContext context) => evaluate(context, context.Tensor("self"));
    }
}
