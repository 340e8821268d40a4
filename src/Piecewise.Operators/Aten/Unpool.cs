using System.Collections.Immutable;
using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Aten;

/// <summary>
/// Zeros but for elements that are put where a pool found them. Source: <c>torch.nn.functional.max_unpool2d</c>, <c>max_unpool3d</c>.
/// </summary>
internal sealed class Unpool : IOperatorSource
{
    public IEnumerable<Operator> Create() =>
    [
        new UnpoolOperator("aten::max_unpool2d(Tensor self, Tensor indices, SymInt[2] output_size) -> Tensor", 2),
        new UnpoolOperator(
            "aten::max_unpool3d(Tensor self, Tensor indices, SymInt[3] output_size, int[3] stride, int[3] padding) -> Tensor", 3),
    ];

    private sealed class UnpoolOperator(string schema, int dims) : Operator(schema)
    {
        public override NodeType Infer(InferenceContext context)
        {
            var (self, indices) = (context.Tensor("self"), context.Tensor("indices"));
            if ((self.Rank != dims + 1 && self.Rank != dims + 2) || !self.DType.IsFloat() || indices.DType != DType.I64)
            {
                throw context.Error(
                    $"takes floats [C, ...] or [N, C, ...] with {dims} spatial dims and i64 indices, found {self} and {indices}.");
            }
            if (indices.Rank != self.Rank || self.Shape.Zip(indices.Shape).Any(s => context.Refutes(SymBool.Eq(s.First, s.Second))))
            {
                throw context.Error($"there is one index for each element, found {self} and {indices}.");
            }
            // What the pool was told, which PyTorch checks and does not use.
            if (Schema.HasArgument("stride") && (Windows.PerDim(context.Ints("stride"), dims, "stride", context.Error).Any(s => s < 1)
                || Windows.PerDim(context.Ints("padding"), dims, "padding", context.Error).Any(p => p < 0)))
            {
                throw context.Error("strides are at least 1, paddings at least 0.");
            }
            var size = context.SymInts("output_size");
            if (size.Length != dims || size.Any(s => context.Refutes(SymBool.Ge(s, 0))))
            {
                throw context.Error($"takes {dims} sizes, found [{string.Join(", ", size)}].");
            }
            ImmutableArray<SymInt> shape = [.. self.Shape[..^dims], .. size];
            return self.WithShape(shape, ImageLayout.Strides(context, shape, self));
        }

        public override Value Evaluate(EvaluationContext context)
        {
            var (self, indices) = (context.Tensor("self"), context.Tensor("indices").Contiguous());
            long[] shape = [.. self.Shape[..^dims], .. context.Ints("output_size")];
            var volume = Layout.ElementCount(shape.AsSpan()[^dims..]);
            var planes = Layout.ElementCount(self.Shape[..^dims]);
            var places = indices.ReadSpan<long>();
            foreach (var place in places)
            {
                if (place < 0 || place >= volume)
                {
                    throw context.Error($"index {place} is not in 0 … {volume - 1}.");
                }
            }
            var count = Layout.ElementCount(self.Shape[^dims..]);
            var result = Tensor.Zeros(self.DType, planes, volume);
            Indexing.AlongDim(context, result, 1, indices.View(planes, count)).CopyFrom(self.Contiguous().View(planes, count));
            GC.KeepAlive(indices);
            return ImageLayout.Match(context, result.View(shape), self);
        }
    }
}
