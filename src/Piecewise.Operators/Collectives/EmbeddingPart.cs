using Piecewise.Graphs;
using Piecewise.Tensors;
using Piecewise.Tensors.Kernels;

namespace Piecewise.Operators.Collectives;

/// <summary>
/// Rows of a table of which this rank has a part, zeros for rows that others have (<see cref="TakeOwnRowsCall"/>): the sum over ranks is
/// <c>aten::embedding</c>. Source: Megatron-LM's embedding that is parallel over the vocabulary.
/// </summary>
internal sealed class EmbeddingPart : IOperatorSource
{
    public IEnumerable<Operator> Create() => [new EmbeddingPartOperator()];

    private sealed unsafe class EmbeddingPartOperator()
        : CollectiveOperator("piecewise::embedding_part(Tensor weight, Tensor indices, int world) -> Tensor")
    {
        public override NodeType Infer(InferenceContext context)
        {
            World(context);
            var (weight, indices) = (context.Tensor("weight"), context.Tensor("indices"));
            return weight.Rank == 2 && indices.DType is DType.I64 or DType.I32
                ? weight.WithShape(indices.Shape.Add(weight.Shape[1]))
                : throw context.Error($"takes a matrix and indices of i64 or i32, not {weight} and {indices}.");
        }

        public override KernelCall? DirectKernel(InferenceContext context)
        {
            var (weight, indices) = (context.Tensor("weight"), context.Tensor("indices"));
            if (!weight.IsRowMajor || !indices.IsRowMajor || context.RowMajorResult() is not { } result)
            {
                return null;
            }
            var call = new KernelCallBuilder(context);
            return call.Of(new TakeOwnRowsCall
            {
                X = call.Pointer(KernelCalls.Pointer(context, "weight")),
                Rows = call.Size(weight.Shape[0]),
                RowBytes = call.Size(weight.Shape[1] * weight.DType.Size()),
                Indices = call.Pointer(KernelCalls.Pointer(context, "indices")),
                HasShortIndices = indices.DType == DType.I32,
                Count = call.Size(indices.ElementCount),
                Result = call.Pointer(result),
                World = (nint)World(context),
            });
        }

        protected override void Run(EvaluationContext context, Tensor result, Workers workers)
        {
            var (weight, indices) = (context.Tensor("weight").Contiguous(), context.Tensor("indices").Contiguous());
            new TakeOwnRowsCall
            {
                X = weight.Pointer,
                Rows = (nint)weight.Shape[0],
                RowBytes = (nint)checked(weight.Shape[1] * weight.DType.Size()),
                Indices = indices.Pointer,
                HasShortIndices = indices.DType == DType.I32,
                Count = (nint)indices.ElementCount,
                Result = result.Pointer,
                World = (nint)context.Int("world"),
            }.Run(workers);
            GC.KeepAlive(weight);
            GC.KeepAlive(indices);
        }
    }
}
