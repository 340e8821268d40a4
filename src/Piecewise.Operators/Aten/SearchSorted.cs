using System.Numerics;
using Piecewise.Graphs;
using Piecewise.Tensors;
using Piecewise.Tensors.Reference;

namespace Piecewise.Operators.Aten;

/// <summary>
/// Where values belong in ascending sequences: before their equals, or after them. Source: <c>torch.searchsorted</c>,
/// <c>torch.bucketize</c>.
/// </summary>
internal sealed class SearchSorted : IOperatorSource
{
    public IEnumerable<Operator> Create() =>
    [
        new SearchOperator(
            "aten::searchsorted.Tensor(Tensor sorted_sequence, Tensor self, *, bool out_int32=False, bool right=False, str? side=None, "
            + "Tensor? sorter=None) -> Tensor"),
        new SearchOperator(
            "aten::searchsorted.Scalar(Tensor sorted_sequence, Scalar self, *, bool out_int32=False, bool right=False, str? side=None, "
            + "Tensor? sorter=None) -> Tensor"),
        new SearchOperator("aten::bucketize.Tensor(Tensor self, Tensor boundaries, *, bool out_int32=False, bool right=False) -> Tensor"),
        new SearchOperator("aten::bucketize.Scalar(Scalar self, Tensor boundaries, *, bool out_int32=False, bool right=False) -> Tensor"),
    ];

    private sealed class SearchOperator(string schema) : Operator(schema)
    {
        private string Sequence => Schema.BaseName == "searchsorted" ? "sorted_sequence" : "boundaries";

        public override NodeType Infer(InferenceContext context)
        {
            var sequence = context.Tensor(Sequence);
            var shape = context.OperandShape("self");
            if (sequence.Rank == 0 || (sequence.Rank != 1 && (Schema.BaseName == "bucketize" || sequence.Rank != shape.Length
                || Enumerable.Range(0, Math.Max(sequence.Rank - 1, 0)).Any(d => context.Refutes(SymBool.Eq(sequence.Shape[d], shape[d]))))))
            {
                throw context.Error($"the sequences {sequence} are a vector, or have the values' dims but for the last.");
            }
            if (Schema.HasArgument("sorter"))
            {
                Shapes.RequireShape(context, "sorter", sequence.Shape);
            }
            if (Schema.HasArgument("side") && context.OptionalString("side") is { } side
                && (side is not ("left" or "right") || (side == "left" && context.Bool("right"))))
            {
                throw context.Error($"side is \"left\" or \"right\" and agrees with 'right', not \"{side}\".");
            }
            // Refuses what has no common dtype.
            PromotionOperand.ResultType(context.Operand(Sequence), context.Operand("self"));
            return new TensorType(context.Bool("out_int32") ? DType.I32 : DType.I64, shape, device: sequence.Device);
        }

        public override KernelCall? DirectKernel(InferenceContext context) => IndexKernelCalls.SearchSorted(context, Sequence,
            context.Bool("right") || (Schema.HasArgument("side") && context.OptionalString("side") == "right"));

        public override Value Evaluate(EvaluationContext context)
        {
            var sequence = context.Tensor(Sequence);
            var isRight = context.Bool("right") || (Schema.HasArgument("side") && context.OptionalString("side") == "right");
            var sorter = Schema.HasArgument("sorter") ? context.OptionalTensor("sorter") : null;
            var promoted = PromotionOperand.ResultType(
                PromotionOperand.Of(sequence.DType, sequence.Rank), context.PromotionOperand("self"));
            var compute = Pointwise.ComputeDType(promoted);
            var values = context["self"].IsTensor
                ? Cast.To(Cast.To(context.Tensor("self"), promoted), compute).Contiguous()
                : Cast.To(Results.Number(context.Scalar("self"), promoted), compute);
            var sequences = Cast.To(Cast.To(sequence, promoted), compute);
            if (sorter is not null)
            {
                sequences = Sorted(context, sequences, sorter);
            }
            sequences = sequences.Contiguous();
            var result = Tensor.Zeros(DType.I64, values.Shape);
            switch (compute)
            {
                case DType.F32: Search<float>(sequences, values, result, isRight); break;
                case DType.F64: Search<double>(sequences, values, result, isRight); break;
                default: Search<long>(sequences, values, result, isRight); break;
            }
            return context.Bool("out_int32") ? Cast.To(result, DType.I32) : result;
        }

        private static Tensor Sorted(EvaluationContext context, Tensor sequences, Tensor sorter)
        {
            var result = Tensor.Zeros(sequences.DType, sorter.Shape);
            Indexing.AlongDim(context, sequences, sequences.Rank - 1, sorter).CopyTo(result);
            return result;
        }

        private static void Search<T>(Tensor sequences, Tensor values, Tensor result, bool isRight) where T : unmanaged, INumber<T>
        {
            var from = sequences.ReadSpan<T>();
            var wanted = values.ReadSpan<T>();
            var to = result.AsSpan<long>();
            var length = (int)sequences.Shape[^1];
            var valuesPerSequence = sequences.Rank == 1 ? wanted.Length : Math.Max((int)values.Shape[^1], 1);
            for (var i = 0; i < wanted.Length; i++)
            {
                to[i] = Place(from.Slice(sequences.Rank == 1 ? 0 : i / valuesPerSequence * length, length), wanted[i], isRight);
            }
            GC.KeepAlive(sequences);
            GC.KeepAlive(values);
        }

        // Comparisons with NaN are false, which puts it after everything, as in PyTorch.
        private static long Place<T>(ReadOnlySpan<T> sequence, T value, bool isRight) where T : INumber<T>
        {
            var (start, end) = (0, sequence.Length);
            while (start < end)
            {
                var middle = start + (end - start) / 2;
                var isAfter = isRight ? sequence[middle] > value : sequence[middle] >= value;
                (start, end) = isAfter ? (start, middle) : (middle + 1, end);
            }
            return start;
        }
    }
}
