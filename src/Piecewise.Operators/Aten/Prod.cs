using System.Collections.Immutable;
using System.Numerics;
using Piecewise.Graphs;
using Piecewise.Tensors;
using Piecewise.Tensors.Fast;

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
        public override IEnumerable<OperatorSample> Samples => Schema.Overload switch
        {
            "default" =>
            [
                OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3)).Gives(Tensor.Scalar(720f)),
                OperatorSample.Of(Tensor.From([false, false, true, true, true, true], 2, 3)).Gives(Tensor.Scalar(0L)),
                OperatorSample.Of(Tensor.Zeros(DType.F32, 0, 3)).Gives(Tensor.Scalar(1f)).Showing("of nothing"),
            ],
            _ =>
            [
                OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3), 1L, true).Gives(Tensor.From([6f, 120], 2, 1)),
                OperatorSample.Of(Tensor.From([1, 2, 3, 4, 5, 6], 2, 3), 0L).Gives(Tensor.From([4L, 10, 18], 3)),
                OperatorSample.Of(Tensor.From([1099511600000f, 1099511600000], 2), 0L).Gives(Tensor.Scalar(1.2089258e+24f))
                    .Showing("overflow wraps"),
                OperatorSample.Of(Tensor.Scalar(2f), -1L).Gives(Tensor.Scalar(2f)),
            ],
        };

        public override KernelCall? DirectKernel(InferenceContext context)
        {
            var (self, result) = (context.Tensor("self"), context.Result());
            var dims = Reductions.Dims(context, Schema.HasArgument("dim") ? context.OptionalInts("dim") : null, self.Rank);
            return RowKernelCalls.Reduced(context, self, dims) is not { } rows || context.RowMajorResult() is not { } target ? null : new KernelCall(
                $"{nameof(ScanKernels)}.{nameof(ScanKernels.WholeProduct)}<{KernelCalls.NameOf(self.DType)}, {KernelCalls.NameOf(result.DType)}, {KernelCalls.ComputeName(result.DType)}, {KernelCalls.SumName(result.DType)}>",
                [KernelCalls.Pointer(context, "self"), .. rows.Operand(0), KernelArgument.Of(rows.Size), target, .. rows.Outer]);
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
