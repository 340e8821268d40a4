using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Aten;

/// <summary>One dim split into several, as a view. Source: <c>torch.unflatten</c>.</summary>
internal sealed class Unflatten : IOperatorSource
{
    public IEnumerable<Operator> Create() => [new UnflattenOperator()];

    private sealed class UnflattenOperator() : ReshapingViewOperator("aten::unflatten.int(Tensor(a) self, int dim, SymInt[] sizes) -> Tensor(a)")
    {
        public override IEnumerable<OperatorSample> Samples =>
        [
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], 2, 6), 1L, Value.Ints(2, -1)).Gives(Tensor.From([1f, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], 2, 2, 3)),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6, 7, 8], 8).AsStrided([2, 4], [1, 2], 0), -1L, Value.Ints(2, 2)).Gives(Tensor.From([1f, 3, 5, 7, 2, 4, 6, 8], 2, 2, 2)).WithStrides(1, 4, 2),
            OperatorSample.Of(Tensor.Zeros(DType.F32, 0, 2), 0L, Value.Ints(0, 3)).Gives(Tensor.Zeros(DType.F32, 0, 3, 2)),
        ];

        protected override ViewLayout Layout(InferenceContext context)
        {
            var self = context.Tensor("self");
            if (self.Rank == 0)
            {
                throw context.Error("a tensor of rank 0 has no dim to split.");
            }
            var dim = context.NormalizeDim(context.Int("dim"), self.Rank);
            var sizes = Shapes.Reshaped(context, self.WithShape([self.Shape[dim]]), context.SymInts("sizes"));
            var strides = new SymInt[sizes.Length];
            var next = self.Strides[dim];
            for (var i = sizes.Length - 1; i >= 0; i--)
            {
                strides[i] = next;
                next *= sizes[i];
            }
            return new ViewLayout([.. self.Shape[..dim], .. sizes, .. self.Shape[(dim + 1)..]], [.. self.Strides[..dim], .. strides, .. self.Strides[(dim + 1)..]]);
        }
    }
}
