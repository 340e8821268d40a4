using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Aten;

/// <summary>
/// Slices of a dim, named by a vector, replaced, filled or combined with others. Source: <c>torch.index_copy</c>, <c>torch.index_fill</c>,
/// <c>torch.index_add</c>, <c>torch.index_reduce</c>.
/// </summary>
internal sealed class IndexUpdates : IOperatorSource
{
    public IEnumerable<Operator> Create()
    {
        var copy = new IndexCopyOperator();
        var add = new IndexAddOperator();
        var reduce = new IndexReduceOperator();
        var fill = new IndexFillOperator("aten::index_fill.int_Scalar(Tensor self, int dim, Tensor index, Scalar value) -> Tensor");
        var fillTensor = new IndexFillOperator("aten::index_fill.int_Tensor(Tensor self, int dim, Tensor index, Tensor value) -> Tensor");
        return
        [
            copy, add, reduce, fill, fillTensor,
            new InPlaceOperator("aten::index_copy_(Tensor(a!) self, int dim, Tensor index, Tensor source) -> Tensor(a!)", copy) { Kernel = c => Put(c, copies: false) },
            new InPlaceOperator("aten::index_add_(Tensor(a!) self, int dim, Tensor index, Tensor source, *, Scalar alpha=1) -> Tensor(a!)", add)
            {
                Kernel = c => IndexKernelCalls.AddSlices(c, copies: false),
            },
            new InPlaceOperator("aten::index_reduce_(Tensor(a!) self, int dim, Tensor index, Tensor source, str reduce, *, bool include_self=True) -> Tensor(a!)", reduce),
            new InPlaceOperator("aten::index_fill_.int_Scalar(Tensor(a!) self, int dim, Tensor index, Scalar value) -> Tensor(a!)", fill),
            new InPlaceOperator("aten::index_fill_.int_Tensor(Tensor(a!) self, int dim, Tensor index, Tensor value) -> Tensor(a!)", fillTensor),
        ];
    }

    private static KernelCall? Put(InferenceContext context, bool copies) => context["index"] is NodeArgument { Node: var index }
        ? IndexKernelCalls.Put(
            context, "self", context.NormalizeDim(context.Int("dim"), context.Tensor("self").Rank), index, fromEnd: false, "source", copies)
        : null;

    private abstract class SliceUpdateOperator(string schema) : IndexedUpdateOperator(schema)
    {
        protected override void Check(InferenceContext context, TensorType self)
        {
            base.Check(context, self);
            if (context.Tensor("index") is { Rank: > 1 } index)
            {
                throw context.Error($"takes a vector of indices, not {index}.");
            }
            if (Schema.HasArgument("source"))
            {
                CheckSource(context, self, context.Tensor("source"));
            }
            else if (context.IsTensor("value") && context.Tensor("value").Rank > 0)
            {
                throw context.Error($"fills with one value, not with {context.Tensor("value")}.");
            }
        }

        // One slice for each index; a single element may have rank 0.
        private static void CheckSource(InferenceContext context, TensorType self, TensorType source)
        {
            if (source.DType != self.DType)
            {
                throw context.Error($"source {source} does not have the dtype of {self}.");
            }
            var count = context.Tensor("index").ElementCount;
            var slices = self.Rank == 0 ? self : self.WithShape(self.Shape.SetItem(context.NormalizeDim(context.Int("dim"), self.Rank), count));
            if (source.Rank == 0 || self.Rank == 0
                ? context.Refutes(SymBool.Le(slices.ElementCount, 1)) || context.Refutes(SymBool.Eq(source.ElementCount, count))
                : source.Rank != self.Rank || source.Shape.Zip(slices.Shape).Any(s => context.Refutes(SymBool.Eq(s.First, s.Second))))
            {
                throw context.Error($"source {source} does not have the shape [{string.Join(", ", slices.Shape)}] of the slices that it meets.");
            }
        }

        /// <summary>The named slices, and a source that broadcasts to them.</summary>
        protected static (IndexedElements Slices, Tensor Source) WithSource(EvaluationContext context, Tensor result)
        {
            var slices = Slices(context, result);
            var source = context.Tensor("source");
            return (slices, source);
        }

        protected static IndexedElements Slices(EvaluationContext context, Tensor result, bool fromEnd = false) =>
            Indexing.Slices(context, result, context.NormalizeDim(context.Int("dim"), result.Rank), context.Tensor("index"), fromEnd);
    }

    private sealed class IndexCopyOperator() : SliceUpdateOperator("aten::index_copy(Tensor self, int dim, Tensor index, Tensor source) -> Tensor")
    {
        public override IEnumerable<OperatorSample> Samples =>
        [
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3), 0L, Tensor.From([1L], 1), Tensor.From([7f, 8, 9], 1, 3)).Gives(Tensor.From([1f, 2, 3, 7, 8, 9], 2, 3)),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3), -1L, Tensor.From([2L, 0], 2), Tensor.From([1f, 2, 3, 4], 2, 2)).Gives(Tensor.From([2f, 2, 1, 4, 5, 3], 2, 3)),
            OperatorSample.Of(Tensor.Scalar(1f), 0L, Tensor.Scalar(0L), Tensor.Scalar(5f)).Gives(Tensor.Scalar(5f)),
        ];

        public override KernelCall? DirectKernel(InferenceContext context) => Put(context, copies: true);

        protected override void Update(EvaluationContext context, Tensor result)
        {
            var (slices, source) = WithSource(context, result);
            slices.CopyFrom(source);
        }
    }

    private sealed class IndexAddOperator()
        : SliceUpdateOperator("aten::index_add(Tensor self, int dim, Tensor index, Tensor source, *, Scalar alpha=1) -> Tensor")
    {
        public override IEnumerable<OperatorSample> Samples =>
        [
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3), 0L, Tensor.From([0L, 0], 2), Tensor.From([1f, 1, 1, 1, 1, 1], 2, 3)).Gives(Tensor.From([3f, 4, 5, 4, 5, 6], 2, 3)),
            OperatorSample.Of(Tensor.From([1f, 2, 3], 3), 0L, Tensor.From([2L, 0], 2), Tensor.From([1f, 2], 2)).With("alpha", 2L).Gives(Tensor.From([5f, 2, 5], 3)),
            OperatorSample.Of(Tensor.From([1L, 2], 2), 0L, Tensor.From([1L], 1), Tensor.From([5L], 1)).Gives(Tensor.From([1L, 7], 2)),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 6).AsStrided([3, 2], [1, 3], 0), 1L, Tensor.From([1L], 1), Tensor.From([1f, 1, 1], 3, 1)).Gives(Tensor.From([1f, 5, 2, 6, 3, 7], 3, 2)).WithStrides(2, 1),
        ];

        public override KernelCall? DirectKernel(InferenceContext context) => IndexKernelCalls.AddSlices(context, copies: true);

        protected override void Update(EvaluationContext context, Tensor result)
        {
            var (slices, source) = WithSource(context, result);
            slices.Combine(Scaled(source, context.Scalar("alpha")), IndexedElements.Combination.Sum);
        }

        private static Tensor Scaled(Tensor source, Scalar alpha)
        {
            if (alpha.ToDouble() == 1)
            {
                return source;
            }
            var compute = Pointwise.ComputeDType(source.DType);
            return Cast.To(Elements.Number<Product>(Cast.To(source, compute), Results.Number(alpha, compute)), source.DType);
        }
    }

    private sealed class IndexReduceOperator()
        : SliceUpdateOperator("aten::index_reduce(Tensor self, int dim, Tensor index, Tensor source, str reduce, *, bool include_self=True) -> Tensor")
    {
        public override IEnumerable<OperatorSample> Samples =>
        [
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3), 0L, Tensor.From([0L, 0], 2), Tensor.From([2f, 1, 4, 3, 1, 0], 2, 3), "prod").Gives(Tensor.From([6f, 2, 0, 4, 5, 6], 2, 3)),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3), 0L, Tensor.From([0L, 0], 2), Tensor.From([2f, 1, 4, 3, 1, 0], 2, 3), "mean").Gives(Tensor.From([2f, 1.3333334f, 2.3333333f, 4, 5, 6], 2, 3)),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3), 0L, Tensor.From([0L, 0], 2), Tensor.From([2f, 1, 4, 3, 1, 0], 2, 3), "amax").Gives(Tensor.From([3f, 2, 4, 4, 5, 6], 2, 3)),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3), 0L, Tensor.From([0L, 0], 2), Tensor.From([2f, 1, 4, 3, 1, 0], 2, 3), "amin").Gives(Tensor.From([1f, 1, 0, 4, 5, 6], 2, 3)),
            OperatorSample.Of(Tensor.From([1, 2], 2), 0L, Tensor.From([1L, 1], 2), Tensor.From([4, 9], 2), "mean").With("include_self", false).Gives(Tensor.From([1, 6], 2)),
        ];

        protected override void Update(EvaluationContext context, Tensor result)
        {
            var (slices, source) = WithSource(context, result);
            IndexedReduction.Apply(context, slices, source, context.Bool("include_self"));
        }
    }

    private sealed class IndexFillOperator(string schema) : SliceUpdateOperator(schema)
    {
        public override IEnumerable<OperatorSample> Samples => Schema.Overload == "int_Scalar"
            ?
            [
                OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3), 1L, Tensor.From([0L, -1], 2), 9.5).Gives(Tensor.From([9.5f, 2, 9.5f, 9.5f, 5, 9.5f], 2, 3)),
                OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 6).AsStrided([3, 2], [1, 3], 0), 0L, Tensor.From([1L], 1), 0L).Gives(Tensor.From([1f, 4, 0, 0, 3, 6], 3, 2)).WithStrides(1, 3),
            ]
            :
            [
                OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3), 0L, Tensor.From([1L], 1), Tensor.Scalar(7f)).Gives(Tensor.From([1f, 2, 3, 7, 7, 7], 2, 3)),
                OperatorSample.Of(Tensor.From([1L, 2, 3], 3), 0L, Tensor.From([0L], 1), Tensor.Scalar(5L)).Gives(Tensor.From([5L, 2, 3], 3)),
            ];

        protected override bool KeepsOrder => true;

        protected override void Update(EvaluationContext context, Tensor result)
        {
            var value = context["value"] is { IsTensor: true } given ? Cast.To(given.Tensor, result.DType) : Results.Number(context.Scalar("value"), result.DType);
            Slices(context, result, fromEnd: true).CopyFrom(value);
        }
    }

    private readonly struct Product : IRealFunction2, IComplexFunction2
    {
        public T Invoke<T>(T x, T y) where T : unmanaged, System.Numerics.INumber<T> => x * y;

        public System.Numerics.Complex Invoke(System.Numerics.Complex x, System.Numerics.Complex y) => x * y;
    }
}
