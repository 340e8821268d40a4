using Piecewise.Graphs;
using Piecewise.Tensors;
using Piecewise.Tensors.Reference;

namespace Piecewise.Operators.Aten;

/// <summary>Elements named by their position in row-major order, read or written. Source: <c>torch.take</c>, <c>torch.put</c>.</summary>
internal sealed class Take : IOperatorSource
{
    public IEnumerable<Operator> Create()
    {
        var put = new PutOperator();
        return
        [
            new TakeOperator(), put,
            new InPlaceOperator("aten::put_(Tensor(a!) self, Tensor index, Tensor source, bool accumulate=False) -> Tensor(a!)", put),
        ];
    }

    private static IndexedElements Named(EvaluationContext context, Tensor rowMajor, Tensor index)
    {
        var offsets = Indexing.Offsets(context, index, rowMajor.ElementCount, 1, fromEnd: true);
        return new IndexedElements(index.Shape.ToArray(), rowMajor, new long[index.Rank], offsets, [.. offsets.Strides]);
    }

    private sealed class TakeOperator() : Operator("aten::take(Tensor self, Tensor index) -> Tensor")
    {
        public override NodeType Infer(InferenceContext context) => context.Tensor("self").WithShape(context.Tensor("index").Shape);

        public override Value Evaluate(EvaluationContext context)
        {
            var result = Results.Allocate(context);
            Named(context, context.Tensor("self").Contiguous(), context.Tensor("index")).CopyTo(result);
            return result;
        }
    }

    private sealed class PutOperator()
        : IndexedUpdateOperator("aten::put(Tensor self, Tensor index, Tensor source, bool accumulate=False) -> Tensor")
    {
        protected override bool KeepsOrder => true;

        protected override void Check(InferenceContext context, TensorType self)
        {
            var (index, source) = (context.Tensor("index"), context.Tensor("source"));
            if (context.Refutes(SymBool.Eq(index.ElementCount, source.ElementCount)) || source.DType != self.DType)
            {
                throw context.Error($"source {source} does not have the number of elements of {index} and the dtype of {self}.");
            }
        }

        protected override void Update(EvaluationContext context, Tensor result)
        {
            var (index, source) = (context.Tensor("index"), context.Tensor("source"));
            var rowMajor = result.Contiguous();
            var elements = Named(context, rowMajor, index.Contiguous().View(index.ElementCount));
            var values = source.Contiguous().View(source.ElementCount);
            if (context.Bool("accumulate"))
            {
                elements.Combine(values, IndexedElements.Combination.Sum);
            }
            else
            {
                elements.CopyFrom(values);
            }
            if (rowMajor != result)
            {
                Strided.Copy(rowMajor, result);
            }
        }
    }
}
