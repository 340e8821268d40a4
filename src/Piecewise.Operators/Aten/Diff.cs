using System.Numerics;
using Piecewise.Graphs;
using Piecewise.Tensors;
using Piecewise.Tensors.Kernels;
using Piecewise.Tensors.Reference;

namespace Piecewise.Operators.Aten;

/// <summary>Differences of neighbours along a dim, n times; of bools whether they differ. Source: <c>torch.diff</c>.</summary>
internal sealed class Diff : IOperatorSource
{
    // Each time goes through all elements: a number of a few characters must not keep a call busy for days.
    private const long MostTimes = 1024;

    public IEnumerable<Operator> Create() => [new DiffOperator()];

    private sealed class DiffOperator()
        : Operator("aten::diff(Tensor self, int n=1, int dim=-1, Tensor? prepend=None, Tensor? append=None) -> Tensor")
    {
        public override NodeType Infer(InferenceContext context)
        {
            var self = context.Tensor("self");
            var (dim, n) = (context.NormalizeDim(context.Int("dim"), self.Rank), context.Int("n"));
            if (self.Rank == 0 || n < 0)
            {
                throw context.Error($"takes {n} times the differences along a dim of {self}.");
            }
            TensorType?[] parts = [context.OptionalTensor("prepend"), self, context.OptionalTensor("append")];
            if (n == 0)
            {
                // A copy, without what would be put before and after it.
                return self.WithShape(self.Shape, Strides.Pointwise(context, self.Shape, self));
            }
            var whole = parts.Count(p => p is not null) > 1
                ? Cat.TypeOf(context, [.. parts.Where(p => p is not null).Select(p => p!)], dim) : self;
            if (n > MostTimes && context.Refutes(SymBool.Le(whole.Shape[dim], n)))
            {
                throw context.Error($"takes differences at most {MostTimes} times where some are left, not {n} times of {whole}.");
            }
            // Each difference is that of two slices and has their memory order; the strides of the first are those of the whole.
            var length = context.Shapes.Simplify(Sizes.Max(context, whole.Shape[dim] - n, 0));
            // From the second on, each is laid out as the one before it, however many there are.
            var steps = Math.Min(n, 2);
            for (long i = 0; i < steps; i++)
            {
                var shape = whole.Shape.SetItem(dim, i == steps - 1 ? length : whole.Shape[dim] - 1);
                whole = whole.WithShape(shape, Strides.Pointwise(context, shape, whole.WithShape(shape, whole.Strides)));
            }
            return whole;
        }

        public override unsafe KernelCall? DirectKernel(InferenceContext context)
        {
            var (self, (result, target)) = (context.Tensor("self"), context.StridedResult());
            TensorType?[] parts = [context.OptionalTensor("prepend"), self, context.OptionalTensor("append")];
            if (context.Int("n") != 1 || parts.Any(p => p is not null && (p.DType != result.DType || p.Rank != result.Rank)))
            {
                return null;
            }
            // A part that is not there is one of no elements.
            var dim = context.NormalizeDim(context.Int("dim"), self.Rank);
            var rows = RowKernelCalls.Rows(context, result, dim, [.. parts.Select(p => p ?? self)]);
            var call = new KernelCallBuilder(context, self.DType);
            return call.Of(new DifferenceCall<DType0>
            {
                Before = call.Pointer<DType0>("prepend"),
                BeforeOuter = call.Sizes(rows.OuterStrides(1)),
                BeforeStride = call.Size(rows.Stride(1)),
                BeforeSize = call.Size(parts[0]?.Shape[dim] ?? 0),
                X = call.Pointer<DType0>("self"),
                XOuter = call.Sizes(rows.OuterStrides(2)),
                XStride = call.Size(rows.Stride(2)),
                XSize = call.Size(self.Shape[dim]),
                After = call.Pointer<DType0>("append"),
                AfterOuter = call.Sizes(rows.OuterStrides(3)),
                AfterStride = call.Size(rows.Stride(3)),
                AfterSize = call.Size(parts[2]?.Shape[dim] ?? 0),
                Result = call.Pointer<DType0>(target),
                ResultOuter = call.Sizes(rows.OuterStrides(0)),
                ResultStride = call.Size(rows.Stride(0)),
                Outer = call.Sizes(rows.Outer),
                OuterRank = rows.OuterRank,
            });
        }

        public override Value Evaluate(EvaluationContext context)
        {
            var self = context.Tensor("self");
            var dim = context.NormalizeDim(context.Int("dim"), self.Rank);
            if (context.Int("n") == 0)
            {
                return Results.CopyOf(self);
            }
            Tensor?[] parts = [context.OptionalTensor("prepend"), self, context.OptionalTensor("append")];
            var whole = parts.Count(p => p is not null) > 1
                ? Cat.Join(context, [.. parts.Where(p => p is not null).Select(p => p!)], dim) : self;
            var times = Math.Min(context.Int("n"), whole.Shape[dim]);
            // Nothing is left, or there was nothing.
            if (times > 0 && (times == whole.Shape[dim] || whole.ElementCount == 0))
            {
                return Results.Allocate(context);
            }
            for (long i = 0; i < times; i++)
            {
                var length = Math.Max(whole.Shape[dim] - 1, 0);
                whole = Difference(whole.Slice(dim, whole.Shape[dim] - length, length), whole.Slice(dim, 0, length));
            }
            return whole;
        }

        private static Tensor Difference(Tensor x, Tensor y)
        {
            var compute = Pointwise.ComputeDType(x.DType);
            return Cast.To(Elements.Number<Minus>(Cast.To(x, compute), Cast.To(y, compute)), x.DType);
        }
    }

    // Bools are computed as 0 and 1, and a difference other than 0 becomes true.
    private readonly struct Minus : IRealFunction2, IComplexFunction2
    {
        public T Invoke<T>(T x, T y) where T : unmanaged, INumber<T> => unchecked(x - y);

        public Complex Invoke(Complex x, Complex y) => x - y;
    }
}
