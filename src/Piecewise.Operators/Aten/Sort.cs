using Piecewise.Graphs;
using Piecewise.Tensors;
using Piecewise.Tensors.Kernels;
using Piecewise.Tensors.Reference;

namespace Piecewise.Operators.Aten;

/// <summary>
/// Elements along a dim in order, and where they were; NaN is the largest. Source: <c>torch.sort</c>, <c>torch.argsort</c>,
/// <c>torch.msort</c>.
/// </summary>
/// <remarks>Equal elements keep their order whether or not that is asked for; PyTorch's default sort leaves it open.</remarks>
internal sealed class Sort : IOperatorSource
{
    public IEnumerable<Operator> Create() =>
    [
        new SortOperator("aten::sort(Tensor self, int dim=-1, bool descending=False) -> (Tensor values, Tensor indices)"),
        new SortOperator(
            "aten::sort.stable(Tensor self, *, bool? stable, int dim=-1, bool descending=False) -> (Tensor values, Tensor indices)"),
        new SortOperator("aten::argsort(Tensor self, int dim=-1, bool descending=False) -> Tensor"),
        new SortOperator("aten::argsort.stable(Tensor self, *, bool stable, int dim=-1, bool descending=False) -> Tensor"),
        new SortOperator("aten::msort(Tensor self) -> Tensor"),
    ];

    private sealed class SortOperator(string schema) : Operator(schema)
    {
        // msort orders along the first dim.
        private bool HasDim => Schema.HasArgument("dim");

        public override NodeType Infer(InferenceContext context)
        {
            var self = context.Tensor("self");
            context.NormalizeDim(HasDim ? context.Int("dim") : 0, self.Rank);
            if (self.DType.IsComplex())
            {
                throw context.Error("complex numbers have no order.");
            }
            var values = self.WithShape(self.Shape, Strides.Pointwise(context, self.Shape, self));
            var indices = values.WithDType(DType.I64);
            return Schema.Results.Length == 2 ? new TupleType([values, indices]) : HasDim ? indices : values;
        }

        public override unsafe KernelCall? DirectKernel(InferenceContext context)
        {
            if ((Schema.Results.Length == 2 ? KernelCalls.StridedResults(context) : Only(context)) is not var (layout, values, positions))
            {
                return null;
            }
            var self = context.Tensor("self");
            var rows = RowKernelCalls.Rows(context, self, HasDim ? context.Int("dim") : 0, layout);
            var call = new KernelCallBuilder(context, self.DType);
            return call.Of(new SortCall<DType0>
            {
                X = call.Pointer<DType0>("self"),
                XOuter = call.Sizes(rows.OuterStrides(0)),
                XStride = call.Size(rows.Stride(0)),
                Size = call.Size(rows.Size),
                Descending = HasDim && context.Bool("descending"),
                Values = call.Pointer<DType0>(values),
                Positions = call.Pointer<long>(positions),
                ResultOuter = call.Sizes(rows.OuterStrides(1)),
                ResultStride = call.Size(rows.Stride(1)),
                Outer = call.Sizes(rows.Outer),
                OuterRank = rows.OuterRank,
            });
        }

        public override Value Evaluate(EvaluationContext context)
        {
            var self = context.Tensor("self");
            var dim = context.NormalizeDim(HasDim ? context.Int("dim") : 0, self.Rank);
            var rows = Reductions.ToRows(Cast.To(self, Pointwise.ComputeDType(self.DType)), dim);
            var positions = Ordering.Positions(rows, HasDim && context.Bool("descending"));
            if (Schema.Results.Length == 2)
            {
                var types = ((TupleType)Infer(context.Types())).Items;
                return Value.List(Values(self, dim, rows, positions, types[0]), Restored(self, dim, positions, types[1]));
            }
            var type = Infer(context.Types());
            return HasDim ? Restored(self, dim, positions, type) : Values(self, dim, rows, positions, type);
        }

        // Either the values or their positions.
        private (TensorType Type, KernelArgument? First, KernelArgument? Second)? Only(InferenceContext context)
        {
            var (type, target) = context.StridedResult();
            return HasDim ? (type, null, target) : (type, target, null);
        }

        private static Tensor Values(Tensor self, int dim, Tensor rows, Tensor positions, NodeType type) =>
            Restored(self, dim, Cast.To(RowKernels.Pick(rows, positions), self.DType), type);

        private static Tensor Restored(Tensor self, int dim, Tensor rows, NodeType type)
        {
            var result = Results.Allocate(type);
            Strided.Copy(Reductions.FromRows(rows, self.Shape, dim), result);
            return result;
        }
    }
}
