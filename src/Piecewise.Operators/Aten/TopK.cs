using Piecewise.Graphs;
using Piecewise.Tensors;
using Piecewise.Tensors.Kernels;
using Piecewise.Tensors.Reference;

namespace Piecewise.Operators.Aten;

/// <summary>
/// The k largest or smallest elements along a dim, in order, and where they were; NaN is the largest. Source: <c>torch.topk</c>.
/// </summary>
/// <remarks>
/// PyTorch leaves open which of several equal elements are taken and how they stand. Here it is what its CPU kernel does: see
/// <see cref="Selection{TKey, TOrder}"/>. Without <c>sorted</c> the order is free; it is the same here.
/// </remarks>
internal sealed class TopK : IOperatorSource
{
    public IEnumerable<Operator> Create() => [new TopKOperator()];

    private sealed class TopKOperator()
        : Operator("aten::topk(Tensor self, SymInt k, int dim=-1, bool largest=True, bool sorted=True) -> (Tensor values, Tensor indices)")
    {
        public override NodeType Infer(InferenceContext context)
        {
            var self = context.Tensor("self");
            var dim = context.NormalizeDim(context.Int("dim"), self.Rank);
            var k = context.SymInt("k");
            var size = self.Rank == 0 ? 1 : self.Shape[dim];
            if (self.DType.IsComplex() || context.Refutes(SymBool.And(SymBool.Ge(k, 0), SymBool.Le(k, size))))
            {
                throw context.Error($"can't take {k} elements of dim {dim} of {self}.");
            }
            var values = self.WithShape(self.Rank == 0 ? [] : self.Shape.SetItem(dim, k));
            return new TupleType([values, values.WithDType(DType.I64)]);
        }

        public override unsafe KernelCall? DirectKernel(InferenceContext context)
        {
            var self = context.Tensor("self");
            if (KernelCalls.StridedResults(context) is not var (layout, values, positions)
                || (self.Rank == 0 && !Shapes.IsOne(context.SymInt("k"))))
            {
                return null;
            }
            var rows = RowKernelCalls.Rows(context, self, context.Int("dim"), layout);
            var call = new KernelCallBuilder(context, self.DType);
            return call.Of(new TopKCall<DType0>
            {
                X = call.Pointer<DType0>("self"),
                XOuter = call.Sizes(rows.OuterStrides(0)),
                XStride = call.Size(rows.Stride(0)),
                Size = call.Size(rows.Size),
                K = call.Size(context.SymInt("k")),
                Largest = context.Bool("largest"),
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
            var dim = context.NormalizeDim(context.Int("dim"), self.Rank);
            var types = ((TupleType)Infer(context.Types())).Items;
            long[] shape = [.. ((TensorType)types[0]).Shape.Select(s => s.Constant)];
            var rows = Reductions.ToRows(Cast.To(self, Pointwise.ComputeDType(self.DType)), dim);
            var k = self.Rank == 0 ? 1 : context.Int("k");
            var positions = Selected(rows, (int)k, context.Bool("largest"));
            var values = Cast.To(RowKernels.Pick(rows, positions), self.DType);
            return Value.List(Reductions.FromRows(values, shape, dim), Reductions.FromRows(positions, shape, dim));
        }

        private static Tensor Selected(Tensor rows, int k, bool largest) => (rows.DType, largest) switch
        {
            (DType.F32, true) => Selected<float, ElementOrder.Descending<float>>(rows, k),
            (DType.F32, false) => Selected<float, ElementOrder.Ascending<float>>(rows, k),
            (DType.F64, true) => Selected<double, ElementOrder.Descending<double>>(rows, k),
            (DType.F64, false) => Selected<double, ElementOrder.Ascending<double>>(rows, k),
            (_, true) => Selected<long, ElementOrder.Descending<long>>(rows, k),
            (_, false) => Selected<long, ElementOrder.Ascending<long>>(rows, k),
        };

        private static Tensor Selected<T, TOrder>(Tensor rows, int k) where T : unmanaged where TOrder : struct, Selection<T, TOrder>.IOrder
        {
            var columns = (int)rows.Shape[1];
            var result = Tensor.Zeros(DType.I64, rows.Shape[0], k);
            var elements = rows.ReadSpan<T>();
            var positions = result.AsSpan<long>();
            var entries = new Selection<T, TOrder>.Entry[columns];
            for (var row = 0; row < rows.Shape[0] && k > 0; row++)
            {
                for (var i = 0; i < columns; i++)
                {
                    entries[i] = new(elements[row * columns + i], i);
                }
                new Selection<T, TOrder>(entries).TakeFirst(k);
                for (var i = 0; i < k; i++)
                {
                    positions[row * k + i] = entries[i].Position;
                }
            }
            GC.KeepAlive(rows);
            return result;
        }
    }
}
