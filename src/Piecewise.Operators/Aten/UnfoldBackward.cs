using System.Numerics;
using Piecewise.Graphs;
using Piecewise.Tensors;
using Piecewise.Tensors.Kernels;
using Piecewise.Tensors.Reference;

namespace Piecewise.Operators.Aten;

/// <summary>
/// Overlapping parts of a dim added up where they came from: the transpose of <c>unfold</c>, by which frames become a signal again.
/// Source: <c>torch.ops.aten.unfold_backward</c>.
/// </summary>
internal sealed class UnfoldBackward : IOperatorSource
{
    public IEnumerable<Operator> Create() => [new UnfoldBackwardOperator()];

    private sealed class UnfoldBackwardOperator()
        : Operator("aten::unfold_backward(Tensor grad_in, SymInt[] input_sizes, int dim, int size, int step) -> Tensor")
    {
        public override NodeType Infer(InferenceContext context)
        {
            var (parts, shape) = (context.Tensor("grad_in"), context.SymInts("input_sizes"));
            var dim = context.NormalizeDim(context.Int("dim"), shape.Length);
            var (size, step) = (context.Int("size"), context.Int("step"));
            if (shape.Length == 0 || parts.Rank != shape.Length + 1 || size < 0 || step < 1
                || !(parts.DType.IsFloat() || parts.DType.IsComplex()))
            {
                throw context.Error($"takes parts of a tensor [{string.Join(", ", shape)}], found {parts}, of {size} every {step}.");
            }
            for (var d = 0; d < shape.Length; d++)
            {
                // Part k lies at k·step, and the last one lies within the dim.
                var fits = d == dim
                    ? SymBool.And(SymBool.Ge(shape[d], size), SymBool.Eq(parts.Shape[d], SymInt.FloorDiv(shape[d] - size, step) + 1))
                    : SymBool.Eq(parts.Shape[d], shape[d]);
                if (context.Refutes(fits))
                {
                    throw context.Error($"{parts} are no parts of [{string.Join(", ", shape)}] along dim {dim}.");
                }
            }
            return context.Refutes(SymBool.Eq(parts.Shape[^1], size))
                ? throw context.Error($"takes parts of {size} elements, found {parts}.") : parts.WithShape(shape);
        }

        public override unsafe KernelCall? DirectKernel(InferenceContext context)
        {
            var parts = context.Tensor("grad_in");
            if (parts.DType is not (DType.F32 or DType.F64))
            {
                return null;
            }
            var (result, target) = context.StridedResult();
            var dim = context.NormalizeDim(context.Int("dim"), result.Rank);
            var outer = MergedDims.Of(context, result.Shape.RemoveAt(dim), parts.Strides[..^1].RemoveAt(dim), result.Strides.RemoveAt(dim));
            var call = new KernelCallBuilder(context, parts.DType);
            return call.Of(new OverlapCall<DType0>
            {
                X = call.Pointer<DType0>("grad_in"),
                XOuter = call.Sizes(outer.Strides[0]),
                XPart = call.Size(parts.Strides[dim]),
                XStride = call.Size(parts.Strides[^1]),
                Parts = call.Size(parts.Shape[dim]),
                Size = call.Size(parts.Shape[^1]),
                Step = call.Size(context.Int("step")),
                Result = call.Pointer<DType0>(target),
                ResultOuter = call.Sizes(outer.Strides[1]),
                ResultStride = call.Size(result.Strides[dim]),
                Length = call.Size(result.Shape[dim]),
                Outer = call.Sizes(outer.Sizes),
                OuterRank = outer.Sizes.Length,
            });
        }

        public override Value Evaluate(EvaluationContext context)
        {
            var parts = context.Tensor("grad_in");
            var shape = context.Ints("input_sizes");
            var dim = context.NormalizeDim(context.Int("dim"), shape.Length);
            var compute = Pointwise.ComputeDType(parts.DType);
            var rows = Cast.To(parts, compute).Contiguous();
            var result = Tensor.Zeros(compute, [.. shape]);
            var inner = (int)Layout.ElementCount([.. shape[(dim + 1)..]]);
            var (length, step) = ((int)shape[dim], (int)Math.Min(context.Int("step"), int.MaxValue));
            switch (compute)
            {
                case DType.F32:
                    Add<float>(rows, result, inner, length, step, (int)parts.Shape[dim]);
                    break;
                case DType.F64:
                    Add<double>(rows, result, inner, length, step, (int)parts.Shape[dim]);
                    break;
                default:
                    Add<Complex>(rows, result, inner, length, step, (int)parts.Shape[dim]);
                    break;
            }
            return Cast.To(result, parts.DType);
        }

        private static void Add<T>(Tensor parts, Tensor result, int inner, int length, int step, int count)
            where T : unmanaged, INumberBase<T>
        {
            var from = parts.ReadSpan<T>();
            var to = result.AsSpan<T>();
            var size = (int)parts.Shape[^1];
            var at = 0;
            for (var outer = 0; at < from.Length; outer++)
            {
                for (var k = 0; k < count; k++)
                {
                    for (var i = 0; i < inner; i++)
                    {
                        var place = ((((long)outer * length) + ((long)k * step)) * inner) + i;
                        for (var j = 0; j < size; j++, place += inner)
                        {
                            to[(int)place] += from[at++];
                        }
                    }
                }
            }
            GC.KeepAlive(parts);
        }
    }
}
