using Piecewise.Graphs;
using Piecewise.Tensors;
using Piecewise.Tensors.Reference;

namespace Piecewise.Operators.Aten;

/// <summary>
/// Elements named by index tensors and masks replaced, or added to. Where an element is named twice the last value is kept; sums are
/// rounded after each step. Source: <c>torch.index_put</c>, <c>x[i, j] = v</c> in Python.
/// </summary>
internal sealed class IndexPut : IOperatorSource
{
    public IEnumerable<Operator> Create()
    {
        var put = new IndexPutOperator("aten::index_put(Tensor self, Tensor?[] indices, Tensor values, bool accumulate=False) -> Tensor");
        var implementation = new IndexPutOperator(
            "aten::_index_put_impl(Tensor self, Tensor?[] indices, Tensor values, bool accumulate=False, bool unsafe=False) -> Tensor");
        return
        [
            put, implementation,
            new IndexPutOperator("aten::_unsafe_index_put(Tensor self, Tensor?[] indices, Tensor values, bool accumulate=False) -> Tensor"),
            new InPlaceOperator("aten::index_put_(Tensor(a!) self, Tensor?[] indices, Tensor values, bool accumulate=False) -> Tensor(a!)",
                put) { Kernel = c => Put(c, copies: false) },
            new InPlaceOperator(
                "aten::_index_put_impl_(Tensor(a!) self, Tensor?[] indices, Tensor values, bool accumulate=False, "
                + "bool unsafe=False) -> Tensor(a!)", implementation)
            {
                Kernel = c => Put(c, copies: false),
            },
        ];
    }

    private static KernelCall? Put(InferenceContext context, bool copies) =>
        (context.Bool("accumulate") ? null : IndexKernelCalls.Put(context, "self", "indices", "values", copies))
        ?? IndexKernelCalls.PutJointly(context, "self", "indices", "values", context.Bool("accumulate"), copies);

    private sealed class IndexPutOperator(string schema) : IndexedUpdateOperator(schema)
    {
        protected override bool KeepsOrder => true;

        public override KernelCall? DirectKernel(InferenceContext context) => Put(context, copies: true);

        // Where masks are among the indices, the shape of what is replaced depends on their elements: it is compared when they are there.
        protected override void Check(InferenceContext context, TensorType self)
        {
            var indices = context.OptionalTensors("indices");
            var replaced = AdvancedIndex.TypeOf(context, self, indices);
            var values = context.Tensor("values");
            if (!indices.Any(i => i is not null && AdvancedIndex.IsMask(i.DType)))
            {
                Shapes.RequireBroadcast(context, values.Shape, replaced.Shape, "values");
            }
        }

        protected override void Update(EvaluationContext context, Tensor result)
        {
            var (elements, _) = AdvancedIndex.Of(context, result, context.OptionalTensors("indices"));
            var values = Cast.To(context.Tensor("values"), result.DType);
            var joint = Layout.Broadcast(elements.Shape, values.Shape);
            if (!joint.AsSpan().SequenceEqual(elements.Shape))
            {
                throw context.Error(
                    $"values {values} do not broadcast to the shape [{string.Join(", ", elements.Shape)}] of what they replace.");
            }
            if (context.Bool("accumulate"))
            {
                elements.Combine(values, IndexedElements.Combination.Sum);
            }
            else
            {
                elements.CopyFrom(values);
            }
        }
    }
}
