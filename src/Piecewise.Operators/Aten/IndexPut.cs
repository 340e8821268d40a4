using Piecewise.Graphs;
using Piecewise.Tensors;

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
        var implementation = new IndexPutOperator("aten::_index_put_impl(Tensor self, Tensor?[] indices, Tensor values, bool accumulate=False, bool unsafe=False) -> Tensor");
        return
        [
            put, implementation,
            new IndexPutOperator("aten::_unsafe_index_put(Tensor self, Tensor?[] indices, Tensor values, bool accumulate=False) -> Tensor"),
            new InPlaceOperator("aten::index_put_(Tensor(a!) self, Tensor?[] indices, Tensor values, bool accumulate=False) -> Tensor(a!)", put) { Kernel = c => Put(c, copies: false) },
            new InPlaceOperator("aten::_index_put_impl_(Tensor(a!) self, Tensor?[] indices, Tensor values, bool accumulate=False, bool unsafe=False) -> Tensor(a!)", implementation)
            {
                Kernel = c => Put(c, copies: false),
            },
        ];
    }

    private static KernelCall? Put(InferenceContext context, bool copies) =>
        context.Bool("accumulate") ? null : IndexKernelCalls.Put(context, "self", "indices", "values", copies);

    private sealed class IndexPutOperator(string schema) : IndexedUpdateOperator(schema)
    {
        public override IEnumerable<OperatorSample> Samples =>
        [
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3), Value.List(Tensor.From([1L], 1)), Tensor.From([9f], 1)).Gives(Tensor.From([1f, 2, 3, 9, 9, 9], 2, 3)),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3), Value.List(Tensor.From([0L, 0], 2), Tensor.From([1L, 1], 2)), Tensor.From([5f, 7], 2), true).Gives(Tensor.From([1f, 14, 3, 4, 5, 6], 2, 3)).Showing("sums"),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3), Value.List(Value.None, Tensor.From([0L, 2], 2)), Tensor.From([7f, 8], 1, 2)).Gives(Tensor.From([7f, 2, 8, 7, 5, 8], 2, 3)),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3), Value.List(Tensor.From([true, false, true, false, true, false], 2, 3)), Tensor.Scalar(0f)).Gives(Tensor.From([0f, 2, 0, 4, 0, 6], 2, 3)),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 6).AsStrided([3, 2], [1, 3], 0), Value.List(Tensor.From([2L], 1)), Tensor.From([8f, 9], 2)).Gives(Tensor.From([1f, 4, 2, 5, 8, 9], 3, 2)).WithStrides(1, 3).Showing("the memory order stays"),
            OperatorSample.Of(Cast.To(Tensor.From([1f, 2, 3], 3), DType.BF16), Value.List(Tensor.From([0L, 0, 0], 3)), Cast.To(Tensor.From([0.0009994507f, 0.0009994507f, 256], 3), DType.BF16), true).Gives(Cast.To(Tensor.From([256f, 2, 3], 3), DType.BF16)).Showing("each sum is rounded"),
        ];

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
                throw context.Error($"values {values} do not broadcast to the shape [{string.Join(", ", elements.Shape)}] of what they replace.");
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
