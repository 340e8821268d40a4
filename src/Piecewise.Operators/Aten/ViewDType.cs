using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Aten;

/// <summary>
/// The same bytes as elements of another dtype; the last dim grows or shrinks where the element sizes differ. Source:
/// <c>torch.Tensor.view</c>.
/// </summary>
internal sealed class ViewDType : IOperatorSource
{
    public IEnumerable<Operator> Create()
    {
        var view = new ViewDTypeOperator();
        return [view, new ViewCopyOperator("aten::view_copy.dtype(Tensor self, ScalarType dtype) -> Tensor", view)];
    }

    private sealed class ViewDTypeOperator() : ViewOperator("aten::view.dtype(Tensor(a) self, ScalarType dtype) -> Tensor(a)")
    {
        public override NodeType Infer(InferenceContext context)
        {
            var self = context.Tensor("self");
            var dtype = context.DType("dtype");
            var (from, to) = (self.DType.Size(), dtype.Size());
            if (from == to)
            {
                return self.WithDType(dtype);
            }
            if (self.Rank == 0)
            {
                throw context.Error(
                    $"a tensor of rank 0 can't be seen as {dtype.TextName()}, which has another size than {self.DType.TextName()}.");
            }
            var (last, strides) = (self.Rank - 1, self.Strides);
            if (context.Refutes(SymBool.Or(SymBool.Eq(strides[last], 1), SymBool.Eq(self.Shape[last], 1))))
            {
                throw context.Error($"the last dim of {self} must have stride 1 to change the size of its elements.");
            }
            if (from > to)
            {
                var parts = from / to;
                return new TensorType(dtype, self.Shape.SetItem(last, self.Shape[last] * parts),
                    [.. strides.Select((s, i) => i == last ? 1 : s * parts)], self.Device);
            }
            var group = to / from;
            // Strides of no elements lead nowhere, and which ones an empty tensor has differs by who made it.
            for (var i = 0; i < last && !self.Shape.Contains(0); i++)
            {
                ThrowIfIndivisible(context, strides[i], group, $"stride of dim {i}");
            }
            ThrowIfIndivisible(context, self.Shape[last], group, "last size");
            return new TensorType(dtype, self.Shape.SetItem(last, SymInt.FloorDiv(self.Shape[last], group)),
                [.. strides.Select((s, i) => i == last ? 1 : SymInt.FloorDiv(s, group))], self.Device);
        }

        public override Value Evaluate(EvaluationContext context)
        {
            var self = context.Tensor("self");
            var type = (TensorType)Infer(context.Types());
            var firstByte = self.Offset * self.DType.Size();
            if (firstByte % type.DType.Size() != 0)
            {
                throw context.Error($"the first element of {self} does not lie at a multiple of the size of {type.DType.TextName()}.");
            }
            return new Tensor(self.Storage, type.DType, [.. type.Shape.Select(s => s.Constant)], [.. type.Strides.Select(s => s.Constant)],
                firstByte / type.DType.Size());
        }

        public override SymInt? Offset(InferenceContext context, int resultIndex) => 0;

        public override Node Scatter(ScatterContext context) => context.Call(Name, context.NewView, context.BaseType.DType);

        private static void ThrowIfIndivisible(InferenceContext context, SymInt value, int divisor, string what)
        {
            if (context.Refutes(SymBool.Eq(SymInt.Mod(value, divisor), 0)))
            {
                throw context.Error($"the {what}, {value}, is not a multiple of {divisor}.");
            }
        }
    }
}
