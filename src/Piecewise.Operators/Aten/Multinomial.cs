using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Aten;

/// <summary>Positions drawn with given weights, per row; PyTorch's own (docs/design/random.md). Source: <c>torch.multinomial</c>.</summary>
internal sealed class Multinomial : IOperatorSource
{
    public IEnumerable<Operator> Create() => [new MultinomialOperator()];

    private sealed class MultinomialOperator() : Operator(
        "aten::multinomial(Tensor self, SymInt num_samples, bool replacement=False, *, Generator? generator=None) -> Tensor")
    {
        public override bool IsRandom => true;

        public override NodeType Infer(InferenceContext context)
        {
            var (self, count) = (context.Tensor("self"), context.SymInt("num_samples"));
            if (self.Rank is not (1 or 2) || !self.DType.IsFloat())
            {
                throw context.Error($"takes weights [positions] or [rows, positions] as floats, found {self}.");
            }
            if (context.Refutes(SymBool.Ge(count, 1)) || context.Refutes(SymBool.Ge(self.Shape[^1], 1)))
            {
                throw context.Error($"cannot sample n_sample <= 0 samples, or of no positions, found {count} of {self}.");
            }
            if (!context.Bool("replacement") && context.Refutes(SymBool.Le(count, self.Shape[^1])))
            {
                throw context.Error("cannot sample n_sample > prob_dist.size(-1) samples without replacement");
            }
            return new TensorType(DType.I64, [.. self.Shape[..^1], count], device: self.Device);
        }

        public override Value Evaluate(EvaluationContext context)
        {
            var (self, count) = (context.Tensor("self"), (int)context.Int("num_samples"));
            var columns = (int)self.Shape[^1];
            var weights = Cast.To(self, DType.F64).ToArray<double>();
            var result = Tensor.Zeros(DType.I64, [.. self.Shape[..^1], count]);
            var chosen = result.AsSpan<long>();
            for (var row = 0; row < weights.Length; row += columns)
            {
                Require(context, weights.AsSpan(row, columns));
            }
            if (weights.Length == 0)
            {
                return result;
            }
            var source = RandomOperator.Source(context);
            if (context.Bool("replacement") && count > 1)
            {
                for (var row = 0; row * columns < weights.Length; row++)
                {
                    Repeated(source, weights.AsSpan(row * columns, columns), chosen.Slice(row * count, count), self.DType);
                }
                return result;
            }
            // The largest of weights divided by exponential numbers: those of all rows first.
            var keys = new double[weights.Length];
            for (var i = 0; i < keys.Length; i++)
            {
                var divisor = -SpecialFunctions.Log1P(-source.NextDouble());
                keys[i] = self.DType == DType.F64 ? weights[i] / divisor : (float)weights[i] / (float)divisor;
            }
            for (var row = 0; row * columns < keys.Length; row++)
            {
                var first = row * columns;
                var order = Enumerable.Range(0, columns).OrderByDescending(i => keys[first + i]).Take(count).ToArray();
                for (var i = 0; i < count; i++)
                {
                    chosen[(row * count) + i] = order[i];
                }
            }
            return result;
        }

        private static void Require(EvaluationContext context, ReadOnlySpan<double> weights)
        {
            var sum = 0.0;
            foreach (var weight in weights)
            {
                sum += weight is >= 0 and < double.PositiveInfinity ? weight
                    : throw context.Error("probability tensor contains either `inf`, `nan` or element < 0");
            }
            if (sum <= 0)
            {
                throw context.Error("invalid multinomial distribution (sum of probabilities <= 0)");
            }
        }

        private static void Repeated(RandomSource source, ReadOnlySpan<double> weights, Span<long> chosen, DType dtype)
        {
            var bounds = new double[weights.Length];
            var sum = 0.0;
            for (var i = 0; i < bounds.Length; i++)
            {
                sum = Rounded(sum + weights[i], dtype);
                bounds[i] = sum;
            }
            foreach (ref var bound in bounds.AsSpan())
            {
                bound = Rounded(bound / sum, dtype);
            }
            bounds[^1] = 1;
            foreach (ref var position in chosen)
            {
                var number = source.NextDouble();
                var (low, high) = (0, bounds.Length);
                while (low < high)
                {
                    var middle = low + ((high - low) / 2);
                    (low, high) = bounds[middle] < number ? (middle + 1, high) : (low, middle);
                }
                position = low;
            }
        }

        private static double Rounded(double x, DType dtype) => dtype == DType.F64 ? x : (float)x;
    }
}
