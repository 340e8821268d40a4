using System.Collections.Immutable;
using Piecewise.Graphs;
using Piecewise.Tensors;
using Piecewise.Tensors.Reference;

namespace Piecewise.Operators.Aten;

/// <summary>Tensors one after the other along a dim, promoted to one dtype. Source: <c>torch.cat</c>.</summary>
internal sealed class Cat : IOperatorSource
{
    public IEnumerable<Operator> Create() =>
    [
        new CatOperator("aten::cat(Tensor[] tensors, int dim=0) -> Tensor"),
        new CatOperator("aten::concat(Tensor[] tensors, int dim=0) -> Tensor"),
        new CatOperator("aten::concatenate(Tensor[] tensors, int dim=0) -> Tensor"),
    ];

    /// <summary>The type of the joined tensors: row-major, or channels-last where all of them are.</summary>
    internal static TensorType TypeOf(InferenceContext context, IReadOnlyList<TensorType> tensors, long dim)
    {
        if (tensors.Count == 0)
        {
            throw context.Error("there is nothing to join.");
        }
        var first = tensors.FirstOrDefault(t => !IsSkipped(t)) ?? tensors[0];
        if (first.Rank == 0)
        {
            throw context.Error("tensors of rank 0 have no dim to be joined along; use stack.");
        }
        var along = context.NormalizeDim(dim, first.Rank);
        var shape = first.Shape.SetItem(along, 0);
        foreach (var tensor in tensors)
        {
            if (!IsSkipped(tensor))
            {
                shape = Extend(context, shape, tensor, along);
            }
        }
        shape = shape.SetItem(along, context.Shapes.Simplify(shape[along]));
        var dtype = tensors.Select(t => t.DType).Aggregate(DTypes.Promote);
        var channelsLast = tensors.All(t => MemoryOrder.IsChannelsLast(context, t));
        return new TensorType(dtype, shape, channelsLast ? MemoryOrder.ChannelsLast(shape) : null, first.Device);
    }

    /// <summary>Joins tensors at hand.</summary>
    internal static Tensor Join(EvaluationContext context, IReadOnlyList<Tensor> tensors, long dim)
    {
        var result = Results.Allocate(TypeOf(context.Types(), [.. tensors.Select(TensorType.Of)], dim));
        var along = context.NormalizeDim(dim, result.Rank);
        long start = 0;
        foreach (var tensor in tensors)
        {
            if (tensor.ElementCount > 0)
            {
                Assignment.Write(result.Slice(along, start, tensor.Shape[along]), tensor);
                start += tensor.Shape[along];
            }
        }
        return result;
    }

    // PyTorch lets a tensor of shape [0] stand for nothing, whatever the shape of the others.
    private static bool IsSkipped(TensorType tensor) => tensor.Rank == 1 && tensor.Shape[0].TryGetConstant(out var size) && size == 0;

    private static ImmutableArray<SymInt> Extend(InferenceContext context, ImmutableArray<SymInt> shape, TensorType tensor, int along)
    {
        if (tensor.Rank != shape.Length)
        {
            throw context.Error($"{tensor} can't be joined with tensors of {shape.Length} dims.");
        }
        var result = shape.ToBuilder();
        for (var i = 0; i < shape.Length; i++)
        {
            if (i == along)
            {
                result[i] += tensor.Shape[i];
            }
            else if (context.Refutes(SymBool.Eq(shape[i], tensor.Shape[i])))
            {
                throw context.Error(
                    $"{tensor} can't be joined along dim {along}: its size {tensor.Shape[i]} of dim {i} is not {shape[i]}.");
            }
            else if (!shape[i].IsConstant && tensor.Shape[i].IsConstant)
            {
                result[i] = tensor.Shape[i];
            }
        }
        return result.ToImmutable();
    }

    private sealed class CatOperator(string schema) : Operator(schema)
    {
        public override NodeType Infer(InferenceContext context) => TypeOf(context, context.Tensors("tensors"), context.Int("dim"));

        public override ImmutableArray<ResultPart> Parts(InferenceContext context)
        {
            var result = context.Result();
            if (context["tensors"] is not ListArgument { Items: var items }
                || context.Tensors("tensors").Any(t => t.DType != result.DType || t.Rank != result.Rank))
            {
                return [];
            }
            var parts = ImmutableArray.CreateBuilder<ResultPart>();
            var dim = context.NormalizeDim(context.Int("dim"), result.Rank);
            SymInt start = 0;
            foreach (var item in items)
            {
                var node = ((NodeArgument)item).Node;
                var layout = ViewLayout.Of(result).Slice(dim, start, ((TensorType)node.Type).Shape[dim], 1);
                parts.Add(new ResultPart(node, layout.TypeOver(result), layout.Offset));
                start += ((TensorType)node.Type).Shape[dim];
            }
            return parts.ToImmutable();
        }

        public override Value Evaluate(EvaluationContext context) => Join(context, context.Tensors("tensors"), context.Int("dim"));
    }
}
