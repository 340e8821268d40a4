using System.Numerics;
using Piecewise.Graphs;
using Piecewise.Tensors;
using Piecewise.Tensors.Kernels;
using Piecewise.Tensors.Reference;

namespace Piecewise.Operators.Aten;

/// <summary>
/// How many elements lie in each of several equal intervals; NaN and what lies outside count nowhere. Source: <c>torch.histc</c>.
/// </summary>
internal sealed class Histc : IOperatorSource
{
    public IEnumerable<Operator> Create() => [new HistcOperator()];

    private sealed class HistcOperator() : Operator("aten::histc(Tensor self, int bins=100, Scalar min=0, Scalar max=0) -> Tensor")
    {
        public override NodeType Infer(InferenceContext context)
        {
            var (self, bins) = (context.Tensor("self"), context.Int("bins"));
            return bins > 0 && self.DType.IsFloat()
                ? self.WithShape([bins])
                : throw context.Error($"counts floats in one interval or more, not {self} in {bins}.");
        }

        public override unsafe KernelCall? DirectKernel(InferenceContext context)
        {
            var self = context.Tensor("self");
            if (KernelCalls.Number(context, "min") is not { } min || KernelCalls.Number(context, "max") is not { } max
                || context.RowMajorResult() is not { } result)
            {
                return null;
            }
            var dims = MergedDims.Of(context, self.Shape, self.Strides);
            var call = new KernelCallBuilder(context, self.DType);
            return call.Of(new HistogramCall<DType0>
            {
                X = call.Pointer<DType0>("self"),
                Strides = call.Sizes(dims.Strides[0]),
                Min = min,
                Max = max,
                Result = call.Pointer<DType0>(result),
                Bins = (nint)context.Int("bins"),
                Sizes = call.Sizes(dims.Sizes),
                Rank = dims.Sizes.Length,
            });
        }

        public override Value Evaluate(EvaluationContext context)
        {
            var self = context.Tensor("self");
            var compute = Pointwise.ComputeDType(self.DType);
            var elements = Cast.To(self, compute).Contiguous();
            var (counts, from, to) = (Tensor.Zeros(DType.I64, context.Int("bins")), context.Float("min"), context.Float("max"));
            if (compute == DType.F32)
            {
                Count(context, elements.ReadSpan<float>(), counts.AsSpan<long>(), (float)from, (float)to);
            }
            else
            {
                Count(context, elements.ReadSpan<double>(), counts.AsSpan<long>(), from, to);
            }
            GC.KeepAlive(elements);
            return Cast.To(counts, self.DType);
        }

        private static void Count<T>(EvaluationContext context, ReadOnlySpan<T> elements, Span<long> counts, T from, T to)
            where T : IFloatingPointIeee754<T>
        {
            if (from == to && elements.Length > 0)
            {
                (from, to) = (elements[0], elements[0]);
                foreach (var element in elements)
                {
                    (from, to) = (T.Min(from, element), T.Max(to, element));
                }
            }
            if (from == to)
            {
                (from, to) = (from - T.One, to + T.One);
            }
            if (!T.IsFinite(from) || !T.IsFinite(to) || from > to)
            {
                throw context.Error($"[{from}, {to}] is not a finite interval.");
            }
            foreach (var element in elements)
            {
                if (element >= from && element <= to)
                {
                    // The last interval holds its end.
                    var bin = int.CreateTruncating((element - from) / (to - from) * T.CreateChecked(counts.Length));
                    counts[Math.Min(bin, counts.Length - 1)]++;
                }
            }
        }
    }
}
