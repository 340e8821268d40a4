using Piecewise.Graphs;
using Piecewise.Tensors;
using Piecewise.Tensors.Reference;

namespace Piecewise.Operators.Aten;

/// <summary>How often each number from 0 on occurs, or the sum of the weights at it. Source: <c>torch.bincount</c>.</summary>
internal sealed class Bincount : IOperatorSource
{
    public IEnumerable<Operator> Create() => [new BincountOperator()];

    private sealed class BincountOperator() : Operator("aten::bincount(Tensor self, Tensor? weights=None, SymInt minlength=0) -> Tensor")
    {
        public override NodeType Infer(InferenceContext context)
        {
            var self = context.Tensor("self");
            var minLength = context.SymInt("minlength");
            if (self.Rank != 1 || !self.DType.IsIntegral() || self.DType == DType.Bool || context.Refutes(SymBool.Ge(minLength, 0)))
            {
                throw context.Error($"takes a vector of integers and a length, not {self} and {minLength}.");
            }
            Shapes.RequireVector(context, "weights", self.Shape[0]);
            var atLeast = Math.Max(context.Shapes.BoundsOf(minLength).Min ?? 0, 0);
            return new TensorType(ResultDType(context.OptionalTensor("weights")?.DType),
                [context.Shapes.NewUnbacked(Interval.AtLeast(atLeast))], device: self.Device);
        }

        public override Value Evaluate(EvaluationContext context)
        {
            var numbers = Cast.To(context.Tensor("self"), DType.I64).Contiguous();
            var length = context.Int("minlength");
            foreach (var number in numbers.ReadSpan<long>())
            {
                length = number < 0 ? throw context.Error($"{number} is negative.")
                    : number < long.MaxValue ? Math.Max(length, number + 1)
                    : throw context.Error($"there is no tensor of {number} bins.");
            }
            var weights = context.OptionalTensor("weights");
            var result = Tensor.Zeros(ResultDType(weights?.DType), length);
            var added = weights is null ? Results.Number(1L, result.DType) : Cast.To(weights, result.DType);
            if (weights is not null && !weights.Shape.SequenceEqual(numbers.Shape))
            {
                throw context.Error($"weights {weights} do not fit {numbers}.");
            }
            new IndexedElements(numbers.Shape.ToArray(), result, [0], numbers, [1]).Combine(added, IndexedElements.Combination.Sum);
            return result;
        }

        private static DType ResultDType(DType? weights) => weights switch
        {
            null => DType.I64,
            DType.F32 => DType.F32,
            _ => DType.F64,
        };
    }
}
