using Piecewise.Graphs;

namespace Piecewise.Operators.Aten;

/// <summary>Elements named by index tensors and masks. Source: <c>torch.ops.aten.index</c>, <c>x[i, j]</c> in Python.</summary>
internal sealed class Index : IOperatorSource
{
    public IEnumerable<Operator> Create() =>
    [
        new IndexOperator("aten::index.Tensor(Tensor self, Tensor?[] indices) -> Tensor"),
        new IndexOperator("aten::_unsafe_index.Tensor(Tensor self, Tensor?[] indices) -> Tensor"),
    ];

    private sealed class IndexOperator(string schema) : Operator(schema)
    {
        public override BatchingRule Batching => BatchingRule.Indices;

        public override NodeType Infer(InferenceContext context) =>
            AdvancedIndex.TypeOf(context, context.Tensor("self"), context.OptionalTensors("indices"));

        public override KernelCall? DirectKernel(InferenceContext context) =>
            IndexKernelCalls.Take(context, "self", "indices") ?? IndexKernelCalls.TakeJointly(context, "self", "indices");

        public override Value Evaluate(EvaluationContext context)
        {
            var (elements, type) = AdvancedIndex.Of(context, context.Tensor("self"), context.OptionalTensors("indices"));
            var result = Results.Allocate(type);
            elements.CopyTo(result);
            return result;
        }
    }
}
