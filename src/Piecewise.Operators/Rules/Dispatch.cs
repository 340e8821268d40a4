using System.Numerics;
using Piecewise.Tensors;

namespace Piecewise.Operators;

/// <summary>Picks a kernel's instantiation for the compute dtype of its operands.</summary>
internal static class Dispatch
{
    /// <summary>Float kernels: f32 and f64.</summary>
    public static Tensor Float<TKernel>(Tensor x) where TKernel : IUnaryKernel<float, float>, IUnaryKernel<double, double> =>
        x.DType == DType.F32 ? Pointwise.Unary<TKernel, float, float>(x) : Pointwise.Unary<TKernel, double, double>(x);

    /// <summary>Kernels over real numbers: f32, f64 and i64.</summary>
    public static Tensor Real<TKernel>(Tensor x)
        where TKernel : IUnaryKernel<float, float>, IUnaryKernel<double, double>, IUnaryKernel<long, long> =>
        x.DType == DType.I64 ? Pointwise.Unary<TKernel, long, long>(x) : Float<TKernel>(x);

    /// <summary>Kernels over real numbers: f32, f64 and i64.</summary>
    public static Tensor Real<TKernel>(Tensor x, Tensor y)
        where TKernel : IBinaryKernel<float, float>, IBinaryKernel<double, double>, IBinaryKernel<long, long> => x.DType switch
        {
            DType.F32 => Pointwise.Binary<TKernel, float, float>(x, y),
            DType.F64 => Pointwise.Binary<TKernel, double, double>(x, y),
            _ => Pointwise.Binary<TKernel, long, long>(x, y),
        };

    /// <summary>Kernels over all four compute dtypes.</summary>
    public static Tensor Any<TKernel>(Tensor x, Tensor y)
        where TKernel : IBinaryKernel<float, float>, IBinaryKernel<double, double>, IBinaryKernel<long, long>, IBinaryKernel<Complex, Complex> =>
        x.DType == DType.C128 ? Pointwise.Binary<TKernel, Complex, Complex>(x, y) : Real<TKernel>(x, y);

    /// <summary>Predicates of two real numbers.</summary>
    public static Tensor Compare<TKernel>(Tensor x, Tensor y)
        where TKernel : IBinaryKernel<float, bool>, IBinaryKernel<double, bool>, IBinaryKernel<long, bool> => x.DType switch
        {
            DType.F32 => Pointwise.Binary<TKernel, float, bool>(x, y),
            DType.F64 => Pointwise.Binary<TKernel, double, bool>(x, y),
            _ => Pointwise.Binary<TKernel, long, bool>(x, y),
        };
}
