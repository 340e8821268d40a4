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
            return self.Shape[0].TryGetConstant(out var size)
                ? self.WithShape([Count(size, length, repeats) is { } count ? count
                    : throw context.Error($"there are more choices of {length} of {size} elements than 64 bits count."), length])
                : self.WithShape([context.Shapes.NewUnbacked(Interval.AtLeast(0)), length]);
        }

        public override Value Evaluate(EvaluationContext context)
        {
            var self = context.Tensor("self");
            var (size, length, repeats) = (self.Shape[0], context.Int("r"), context.Bool("with_replacement"));
            if (length == 0)
            {
                return Tensor.Zeros(self.DType, 0);
            }
            var count = Count(size, length, repeats)
                ?? throw context.Error($"there are more choices of {length} of {size} elements than 64 bits count.");
            // Whether there is memory for them is known before they are gone through.
            var positions = Tensor.Zeros(DType.I64, count, length);
            if (count == 0)
            {
                return Cast.To(positions, self.DType);
            }
            Fill(positions.AsSpan<long>(), size, (int)length, repeats);
            return Indexing.SlicesAt(self, 0, positions.ToArray<long>()).View(count, length);
        }

        // Null beyond 64 bits: the number of choices is n! / ((n - k)! k!), of n = size + k - 1 where elements may come again.
        private static long? Count(long size, long length, bool repeats)
        {
            if (size == 0 || (!repeats && length > size))
            {
                return 0;
            }
            var n = (Int128)size + (repeats ? length - 1 : 0);
            var k = Int128.Min(length, n - length);
            Int128 count = 1;
            for (long i = 1; i <= k; i++)
            {
                // Each of these products is a number of choices: the division leaves nothing.
                count = count * (n - k + i) / i;
                if (count > long.MaxValue)
                {
                    return null;
                }
            }
            return (long)count;
        }

        // Ascending positions, in lexicographic order.
        private static void Fill(Span<long> rows, long size, int length, bool repeats)
        {
            for (var i = 0; i < length; i++)
            {
                rows[i] = repeats ? 0 : i;
            }
            for (var choice = rows; choice.Length > length; choice = choice[length..])
            {
                var next = choice.Slice(length, length);
                choice[..length].CopyTo(next);
                var place = length - 1;
                while (place > 0 && next[place] == (repeats ? size - 1 : size - length + place))
                {
                    place--;
                }
                next[place]++;
                for (var i = place + 1; i < length; i++)
                {
                    next[i] = repeats ? next[place] : next[i - 1] + 1;
                }
            }
        }
    }
}
