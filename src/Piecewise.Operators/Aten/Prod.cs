using System.Collections.Immutable;
using System.Numerics;
using Piecewise.Graphs;
using Piecewise.Tensors;
using Piecewise.Tensors.Kernels;
using Piecewise.Tensors.Reference;

namespace Piecewise.Operators.Aten;

/// <summary>Products along dims; integers and bools multiply in i64. Source: <c>torch.prod</c>.</summary>
internal sealed class Prod : IOperatorSource
{
    public IEnumerable<Operator> Create() =>
    [
        new ProdOperator("aten::prod(Tensor self, *, ScalarType? dtype=None) -> Tensor"),
        new ProdOperator("aten::prod.dim_int(Tensor self, int dim, bool keepdim=False, *, ScalarType? dtype=None) -> Tensor"),
    ];

    private sealed class ProdOperator(string schema) : ReductionOperator(schema)
    {
        public override unsafe KernelCall? DirectKernel(InferenceContext context)
        {
            var (self, result) = (context.Tensor("self"), context.Result());
            var dims = Reductions.Dims(context, Schema.HasArgument("dim") ? context.OptionalInts("dim") : null, self.Rank);
            if (RowKernelCalls.Reduced(context, self, dims) is not { } rows || context.RowMajorResult() is not { } target)
            {
                return null;
            }
            var call = new KernelCallBuilder(context, self.DType, result.DType);
            return call.Of(new ScanCall<DType0, DType1>
            {
                X = call.Pointer<DType0>("self"),
                XOuter = call.Sizes(rows.OuterStrides(0)),
                XStride = call.Size(rows.Stride(0)),
                Size = call.Size(rows.Size),
                IsProduct = true,
                OnlyLast = true,
                Result = call.Pointer<DType1>(target),
                Outer = call.Sizes(rows.Outer),
                OuterRank = rows.OuterRank,
            });
        }

        protected override ImmutableArray<DType> ResultDTypes(DType self, DType? requested, Func<string, Exception> error) =>
            [requested ?? (self.IsIntegral() ? DType.I64 : self)];

        protected override Tensor[] Reduce(EvaluationContext context, Tensor rows) => [RowKernels.Any(rows, default(Kernel))];
    }

    private readonly struct Kernel
        : IRowReduction<float, float>, IRowReduction<double, double>, IRowReduction<long, long>, IRowReduction<Complex, Complex>
    {
        public float Invoke(ReadOnlySpan<float> row)
        {
            double product = 1;
            foreach (var value in row)
            {
                product *= value;
            }
            return (float)product;
        }

        public double Invoke(ReadOnlySpan<double> row) => Product(row);

        public long Invoke(ReadOnlySpan<long> row) => Product(row);

        public Complex Invoke(ReadOnlySpan<Complex> row) => Product(row);

        private static T Product<T>(ReadOnlySpan<T> row) where T : INumberBase<T>
        {
            var product = T.One;
            foreach (var value in row)
            {
                product = unchecked(product * value);
            }
            return product;
        }
    }
}
