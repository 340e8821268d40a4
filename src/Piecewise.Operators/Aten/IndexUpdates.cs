using Piecewise.Graphs;
using Piecewise.Tensors;
using Piecewise.Tensors.Reference;

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
            new InPlaceOperator("aten::index_copy_(Tensor(a!) self, int dim, Tensor index, Tensor source) -> Tensor(a!)", copy)
            {
                Kernel = c => Put(c, copies: false),
            },
            new InPlaceOperator(
                "aten::index_add_(Tensor(a!) self, int dim, Tensor index, Tensor source, *, Scalar alpha=1) -> Tensor(a!)", add)
            {
                Kernel = c => IndexKernelCalls.AddSlices(c, copies: false),
            },
            new InPlaceOperator(
                "aten::index_reduce_(Tensor(a!) self, int dim, Tensor index, Tensor source, str reduce, *, "
                + "bool include_self=True) -> Tensor(a!)", reduce)
            {
                Kernel = c => IndexKernelCalls.CombineSlices(c, copies: false),
            },
            new InPlaceOperator("aten::index_fill_.int_Scalar(Tensor(a!) self, int dim, Tensor index, Scalar value) -> Tensor(a!)", fill),
            new InPlaceOperator("aten::index_fill_.int_Tensor(Tensor(a!) self, int dim, Tensor index, Tensor value) -> Tensor(a!)",
                fillTensor),
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
            var slices = self.Rank == 0 ? self
                : self.WithShape(self.Shape.SetItem(context.NormalizeDim(context.Int("dim"), self.Rank), count));
            if (source.Rank == 0 || self.Rank == 0
                ? context.Refutes(SymBool.Le(slices.ElementCount, 1)) || context.Refutes(SymBool.Eq(source.ElementCount, count))
                : source.Rank != self.Rank || source.Shape.Zip(slices.Shape).Any(s => context.Refutes(SymBool.Eq(s.First, s.Second))))
            {
                throw context.Error(
                    $"source {source} does not have the shape [{string.Join(", ", slices.Shape)}] of the slices that it meets.");
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

    private sealed class IndexCopyOperator()
        : SliceUpdateOperator("aten::index_copy(Tensor self, int dim, Tensor index, Tensor source) -> Tensor")
    {
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
        : SliceUpdateOperator(
            "aten::index_reduce(Tensor self, int dim, Tensor index, Tensor source, str reduce, *, bool include_self=True) -> Tensor")
    {
        public override KernelCall? DirectKernel(InferenceContext context) => IndexKernelCalls.CombineSlices(context, copies: true);

        protected override void Update(EvaluationContext context, Tensor result)
        {
            var (slices, source) = WithSource(context, result);
            IndexedReduction.Apply(context, slices, source, context.Bool("include_self"));
        }
    }

    private sealed class IndexFillOperator(string schema) : SliceUpdateOperator(schema)
    {
        protected override bool KeepsOrder => true;

        protected override void Update(EvaluationContext context, Tensor result)
        {
            var value = context["value"] is { IsTensor: true } given ? Cast.To(given.Tensor, result.DType)
                : Results.Number(context.Scalar("value"), result.DType);
            Slices(context, result, fromEnd: true).CopyFrom(value);
        }
    }

    private readonly struct Product : IRealFunction2, IComplexFunction2
    {
        public T Invoke<T>(T x, T y) where T : unmanaged, System.Numerics.INumber<T> => x * y;

        public System.Numerics.Complex Invoke(System.Numerics.Complex x, System.Numerics.Complex y) => x * y;
    }
}
