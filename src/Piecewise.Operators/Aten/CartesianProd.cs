using Piecewise.Graphs;
using Piecewise.Tensors;
using Piecewise.Tensors.Reference;

namespace Piecewise.Operators.Aten;

/// <summary>
/// Rows of all choices: one element of each vector, or r elements of one. Source: <c>torch.cartesian_prod</c>, <c>torch.combinations</c>.
/// </summary>
internal sealed class CartesianProd : IOperatorSource
{
    public IEnumerable<Operator> Create() => [new CartesianProdOperator(), new CombinationsOperator()];

    private sealed class CartesianProdOperator() : Operator("aten::cartesian_prod(Tensor[] tensors) -> Tensor")
    {
        public override NodeType Infer(InferenceContext context)
        {
            var tensors = context.Tensors("tensors");
            if (tensors.IsEmpty || tensors.Any(t => t.Rank != 1 || t.DType != tensors[0].DType))
            {
                throw context.Error("takes vectors of one dtype.");
            }
            var count = tensors.Aggregate((SymInt)1, (n, t) => n * t.Shape[0]);
            return tensors.Length == 1 ? tensors[0] : tensors[0].WithShape([count, tensors.Length]);
        }

        public override Value Evaluate(EvaluationContext context)
        {
            var tensors = context.Tensors("tensors");
            var result = Results.Allocate(context);
            if (tensors.Length == 1)
            {
                Strided.Copy(tensors[0], result);
                return result;
            }
            // The result as the grid that the vectors span, the choice from each being one element of the last dim.
            long[] sizes = [.. tensors.Select(t => t.Shape[0])];
            var grid = result.View([.. sizes, tensors.Length]);
            for (var i = 0; i < tensors.Length; i++)
            {
                long[] alone = [.. sizes.Select((s, d) => d == i ? s : 1)];
                Assignment.Write(grid.Select(tensors.Length, i), tensors[i].View(alone));
            }
            return result;
        }
    }

    private sealed class CombinationsOperator()
        : Operator("aten::combinations(Tensor self, int r=2, bool with_replacement=False) -> Tensor")
    {
        public override NodeType Infer(InferenceContext context)
        {
            var self = context.Tensor("self");
            var length = context.Int("r");
            if (self.Rank != 1 || length < 0)
            {
                throw context.Error($"takes r elements of a vector, not {length} of {self}.");
            }
            if (length == 0)
            {
                return self.WithShape([0]);
            }
            var repeats = context.Bool("with_replacement");
            var count = self.Shape[0].TryGetConstant(out var size)
                ? Choices((int)size, (int)length, repeats).Count()
                : context.Shapes.NewUnbacked(Interval.AtLeast(0));
            return self.WithShape([count, length]);
        }

        public override Value Evaluate(EvaluationContext context)
        {
            var self = context.Tensor("self");
            var length = (int)context.Int("r");
            if (length == 0)
            {
                return Tensor.Zeros(self.DType, 0);
            }
            long[] positions = [.. Choices((int)self.Shape[0], length, context.Bool("with_replacement")).SelectMany(c => c)
                .Select(i => (long)i)];
            return Indexing.SlicesAt(self, 0, positions).View(positions.Length / length, length);
        }

        // Ascending positions, in lexicographic order.
        private static IEnumerable<int[]> Choices(int size, int length, bool repeats)
        {
            int[] choice = [.. Enumerable.Range(0, length).Select(i => repeats ? 0 : i)];
            while (choice[^1] < size)
            {
                yield return [.. choice];
                var place = length - 1;
                while (place > 0 && choice[place] == (repeats ? size - 1 : size - length + place))
                {
                    place--;
                }
                choice[place]++;
                for (var i = place + 1; i < length; i++)
                {
                    choice[i] = repeats ? choice[place] : choice[i - 1] + 1;
                }
            }
        }
    }
}
