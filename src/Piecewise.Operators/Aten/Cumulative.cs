using System.Numerics;
using Piecewise.Graphs;
using Piecewise.Tensors;
using Piecewise.Tensors.Kernels;
using Piecewise.Tensors.Reference;

namespace Piecewise.Operators.Aten;

/// <summary>
/// Running sums and products along a dim; integers and bools run in i64.
/// Source: <c>torch.cumsum</c>, <c>torch.cumprod</c>, <c>torch.logcumsumexp</c>.
/// </summary>
internal sealed class Cumulative : IOperatorSource
{
    public IEnumerable<Operator> Create()
    {
        var sum = new CumulativeOperator<SumKernel>("aten::cumsum(Tensor self, int dim, *, ScalarType? dtype=None) -> Tensor");
        var product = new CumulativeOperator<ProductKernel>("aten::cumprod(Tensor self, int dim, *, ScalarType? dtype=None) -> Tensor");
        return
        [
            sum, product, new LogCumSumExpOperator("logcumsumexp"), new LogCumSumExpOperator("_logcumsumexp"),
            new InPlaceOperator("aten::cumsum_(Tensor(a!) self, int dim, *, ScalarType? dtype=None) -> Tensor(a!)", sum)
            {
                Kernel = c => InPlace(c, isProduct: false),
            },
            new InPlaceOperator("aten::cumprod_(Tensor(a!) self, int dim, *, ScalarType? dtype=None) -> Tensor(a!)", product)
            {
                Kernel = c => InPlace(c, isProduct: true),
            },
        ];
    }

    // Results of a wider dtype, cut when they are written, are what the narrow dtype itself gives.
    private static KernelCall? InPlace(InferenceContext context, bool isProduct) =>
        (context.OptionalDType("dtype") ?? context.Tensor("self").DType) == context.Tensor("self").DType
            ? Call(context, isProduct, context.Tensor("self"), KernelCalls.Pointer(context, "self")) : null;

    private static unsafe KernelCall Call(InferenceContext context, bool isProduct, TensorType result, KernelArgument? target)
    {
        var self = context.Tensor("self");
        var rows = RowKernelCalls.Rows(context, self, context.Int("dim"), result);
        var call = new KernelCallBuilder(context, self.DType, result.DType);
        return call.Of(new ScanCall<DType0, DType1>
        {
            X = call.Pointer<DType0>("self"),
            XOuter = call.Sizes(rows.OuterStrides(0)),
            XStride = call.Size(rows.Stride(0)),
            Size = call.Size(rows.Size),
            IsProduct = isProduct,
            OnlyLast = false,
            Result = call.Pointer<DType1>(target),
            ResultOuter = call.Sizes(rows.OuterStrides(1)),
            ResultStride = call.Size(rows.Stride(1)),
            Outer = call.Sizes(rows.Outer),
            OuterRank = rows.OuterRank,
        });
    }

    private sealed class CumulativeOperator<TKernel>(string schema) : ScanOperator(schema)
        where TKernel : struct, IRowMap<float, float>, IRowMap<double, double>, IRowMap<long, long>, IRowMap<Complex, Complex>
    {
        public override KernelCall? DirectKernel(InferenceContext context)
        {
            var (result, target) = context.StridedResult();
            return Call(context, Schema.BaseName == "cumprod", result, target);
        }

        protected override DType ResultDType(DType self, DType? requested, Func<string, Exception> error) =>
            requested ?? (self.IsIntegral() ? DType.I64 : self);

        protected override Tensor Scan(Tensor rows) => RowKernels.MapAny(rows, default(TKernel));
    }

    private sealed class LogCumSumExpOperator(string name) : ScanOperator($"aten::{name}(Tensor self, int dim) -> Tensor")
    {
        protected override DType ResultDType(DType self, DType? requested, Func<string, Exception> error) =>
            self.IsFloat() ? self : throw error($"takes floats, not {self.TextName()}.");

        protected override Tensor Scan(Tensor rows) => RowKernels.MapFloat(rows, default(LogSumExpKernel));
    }

    // Floats run in double, so that a long row loses nothing; each element is rounded once.
    private readonly struct SumKernel : IRowMap<float, float>, IRowMap<double, double>, IRowMap<long, long>, IRowMap<Complex, Complex>
    {
        public void Invoke(ReadOnlySpan<float> row, Span<float> result)
        {
            double sum = 0;
            for (var i = 0; i < row.Length; i++)
            {
                result[i] = (float)(sum += row[i]);
            }
        }

        public void Invoke(ReadOnlySpan<double> row, Span<double> result) => Run(row, result);

        public void Invoke(ReadOnlySpan<long> row, Span<long> result) => Run(row, result);

        public void Invoke(ReadOnlySpan<Complex> row, Span<Complex> result) => Run(row, result);

        private static void Run<T>(ReadOnlySpan<T> row, Span<T> result) where T : INumberBase<T>
        {
            var sum = T.Zero;
            for (var i = 0; i < row.Length; i++)
            {
                result[i] = sum = unchecked(sum + row[i]);
            }
        }
    }

    private readonly struct ProductKernel : IRowMap<float, float>, IRowMap<double, double>, IRowMap<long, long>, IRowMap<Complex, Complex>
    {
        public void Invoke(ReadOnlySpan<float> row, Span<float> result)
        {
            double product = 1;
            for (var i = 0; i < row.Length; i++)
            {
                result[i] = (float)(product *= row[i]);
            }
        }

        public void Invoke(ReadOnlySpan<double> row, Span<double> result) => Run(row, result);

        public void Invoke(ReadOnlySpan<long> row, Span<long> result) => Run(row, result);

        public void Invoke(ReadOnlySpan<Complex> row, Span<Complex> result) => Run(row, result);

        private static void Run<T>(ReadOnlySpan<T> row, Span<T> result) where T : INumberBase<T>
        {
            var product = T.One;
            for (var i = 0; i < row.Length; i++)
            {
                result[i] = product = unchecked(product * row[i]);
            }
        }
    }

    private readonly struct LogSumExpKernel : IRowMap<float, float>, IRowMap<double, double>
    {
        public void Invoke(ReadOnlySpan<float> row, Span<float> result) => Run(row, result);

        public void Invoke(ReadOnlySpan<double> row, Span<double> result) => Run(row, result);

        private static void Run<T>(ReadOnlySpan<T> row, Span<T> result) where T : INumberBase<T>
        {
            var sum = double.NegativeInfinity;
            for (var i = 0; i < row.Length; i++)
            {
                sum = LogAddExp(sum, double.CreateTruncating(row[i]));
                result[i] = T.CreateTruncating(sum);
            }
        }

        private static double LogAddExp(double x, double y)
        {
            var (small, large) = (Math.Min(x, y), Math.Max(x, y));
            // Two infinities of one sign would give inf - inf.
            return double.IsInfinity(large) && small == large ? large : large + Math.Log(1 + Math.Exp(small - large));
        }
    }
}
