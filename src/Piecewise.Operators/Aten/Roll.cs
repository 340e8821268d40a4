using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Aten;

/// <summary>Elements shifted along dims, those pushed out coming in at the other end. Source: <c>torch.roll</c>.</summary>
internal sealed class Roll : IOperatorSource
{
    public IEnumerable<Operator> Create() => [new RollOperator()];

    private sealed class RollOperator() : Operator("aten::roll(Tensor self, SymInt[1] shifts, int[1] dims=[]) -> Tensor")
    {
        public override NodeType Infer(InferenceContext context)
        {
            var self = context.Tensor("self");
            var (shifts, dims) = (context.SymInts("shifts").Length, context.Ints("dims"));
            if (shifts == 0 || (dims.Length == 0 ? shifts != 1 : shifts != dims.Length))
            {
                throw context.Error($"{shifts} shifts do not fit {dims.Length} dims.");
            }
            if (dims.Length == 0)
            {
                return self.WithShape(self.Shape);
            }
            int[] along = [.. dims.Select(d => context.NormalizeDim(d, self.Rank))];
            if (self.Rank == 0 || self.Shape.Any(s => Shapes.AreEqual(context, s, 0)))
            {
                return self.WithShape(self.Shape, Strides.Pointwise(context, self.Shape, self));
            }
            // PyTorch joins the two slices of each dim, which may keep channels-last and keeps no other order.
            var result = self;
            foreach (var (dim, shift) in along.Zip(context.SymInts("shifts")))
            {
                var size = result.Shape[dim];
                var start = context.Shapes.Simplify(SymInt.Mod(-shift, size));
                var layout = ViewLayout.Of(result);
                TensorType[] slices = [layout.Slice(dim, start, size - start, 1).TypeOver(result),
                    layout.Slice(dim, 0, start, 1).TypeOver(result)];
                result = Cat.TypeOf(context, slices, dim);
            }
            return result;
        }

        public override Value Evaluate(EvaluationContext context)
        {
            var self = context.Tensor("self");
            var result = Results.Allocate(context);
            if (self.ElementCount == 0)
            {
                return result;
            }
            var (shifts, dims) = (context.Ints("shifts"), context.Ints("dims"));
            if (dims.Length == 0)
            {
                var flat = Shifted(self.Contiguous().View(self.ElementCount), 0, shifts[0]);
                return flat.View(self.Shape);
            }
            for (var i = 0; i < dims.Length && self.Rank > 0; i++)
            {
                self = Shifted(self, context.NormalizeDim(dims[i], self.Rank), shifts[i]);
            }
            Strided.Copy(self, result);
            return result;
        }

        private static Tensor Shifted(Tensor self, int dim, long shift)
        {
            var size = self.Shape[dim];
            var start = (shift % size + size) % size;
            var result = Tensor.Zeros(self.DType, self.Shape);
            Strided.Copy(self.Slice(dim, 0, size - start), result.Slice(dim, start, size - start));
            Strided.Copy(self.Slice(dim, size - start, start), result.Slice(dim, 0, start));
            return result;
        }
    }
}
