using System.Numerics;
using Piecewise.Tensors;
using Piecewise.Tensors.Reference;

namespace Piecewise.Operators;

/// <summary>
/// Runs element functions over tensors whose dtype is a compute dtype (f32, f64, i64, c128). Each method takes the functions of one set of
/// numbers; another dtype is an error, which an operator's accepted dtypes rule out beforehand.
/// </summary>
internal static class Elements
{
    public static Tensor Float<F>(Tensor x, F f = default) where F : struct, IFloatFunction => x.DType switch
    {
        DType.F32 => Elementwise.Map<OfFloat<F, float>, float, float>(x, new(f)),
        DType.F64 => Elementwise.Map<OfFloat<F, double>, double, double>(x, new(f)),
        _ => throw Unsupported(x),
    };

    public static Tensor FloatOrComplex<F>(Tensor x, F f = default) where F : struct, IFloatFunction, IComplexFunction =>
        x.DType == DType.C128 ? Elementwise.Map<OfComplex<F>, Complex, Complex>(x, new(f)) : Float(x, f);

    public static Tensor Real<F>(Tensor x, F f = default) where F : struct, IRealFunction => x.DType switch
    {
        DType.F32 => Elementwise.Map<OfReal<F, float>, float, float>(x, new(f)),
        DType.F64 => Elementwise.Map<OfReal<F, double>, double, double>(x, new(f)),
        DType.I64 => Elementwise.Map<OfReal<F, long>, long, long>(x, new(f)),
        _ => throw Unsupported(x),
    };

    public static Tensor Number<F>(Tensor x, F f = default) where F : struct, IRealFunction, IComplexFunction =>
        x.DType == DType.C128 ? Elementwise.Map<OfComplex<F>, Complex, Complex>(x, new(f)) : Real(x, f);

    public static Tensor RealCondition<F>(Tensor x, F f = default) where F : struct, IRealCondition => x.DType switch
    {
        DType.F32 => Elementwise.Map<OfCondition<F, float>, float, bool>(x, new(f)),
        DType.F64 => Elementwise.Map<OfCondition<F, double>, double, bool>(x, new(f)),
        DType.I64 => Elementwise.Map<OfCondition<F, long>, long, bool>(x, new(f)),
        _ => throw Unsupported(x),
    };

    public static Tensor Condition<F>(Tensor x, F f = default) where F : struct, IRealCondition, IComplexCondition =>
        x.DType == DType.C128 ? Elementwise.Map<OfComplexCondition<F>, Complex, bool>(x, new(f)) : RealCondition(x, f);

    public static Tensor Float<F>(Tensor x, Tensor y, F f = default) where F : struct, IFloatFunction2 => x.DType switch
    {
        DType.F32 => Elementwise.Map<OfFloat2<F, float>, float, float>(x, y, new(f)),
        DType.F64 => Elementwise.Map<OfFloat2<F, double>, double, double>(x, y, new(f)),
        _ => throw Unsupported(x),
    };

    public static Tensor FloatOrComplex<F>(Tensor x, Tensor y, F f = default) where F : struct, IFloatFunction2, IComplexFunction2 =>
        x.DType == DType.C128 ? Elementwise.Map<OfComplex2<F>, Complex, Complex>(x, y, new(f)) : Float(x, y, f);

    /// <summary>Functions whose rule for integers is another one than for floats (remainders, quotients, powers).</summary>
    public static Tensor FloatOrInteger<F>(Tensor x, Tensor y, F f = default) where F : struct, IFloatFunction2, IIntegerFunction2 =>
        x.DType == DType.I64 ? Integer(x, y, f) : Float(x, y, f);

    public static Tensor Integer<F>(Tensor x, Tensor y, F f = default) where F : struct, IIntegerFunction2 => x.DType == DType.I64
        ? Elementwise.Map<OfInteger2<F>, long, long>(x, y, new(f))
        : throw Unsupported(x);

    public static Tensor Real<F>(Tensor x, Tensor y, F f = default) where F : struct, IRealFunction2 => x.DType switch
    {
        DType.F32 => Elementwise.Map<OfReal2<F, float>, float, float>(x, y, new(f)),
        DType.F64 => Elementwise.Map<OfReal2<F, double>, double, double>(x, y, new(f)),
        DType.I64 => Elementwise.Map<OfReal2<F, long>, long, long>(x, y, new(f)),
        _ => throw Unsupported(x),
    };

    public static Tensor Number<F>(Tensor x, Tensor y, F f = default) where F : struct, IRealFunction2, IComplexFunction2 =>
        x.DType == DType.C128 ? Elementwise.Map<OfComplex2<F>, Complex, Complex>(x, y, new(f)) : Real(x, y, f);

    public static Tensor RealCondition<F>(Tensor x, Tensor y, F f = default) where F : struct, IRealCondition2 => x.DType switch
    {
        DType.F32 => Elementwise.Map<OfCondition2<F, float>, float, bool>(x, y, new(f)),
        DType.F64 => Elementwise.Map<OfCondition2<F, double>, double, bool>(x, y, new(f)),
        DType.I64 => Elementwise.Map<OfCondition2<F, long>, long, bool>(x, y, new(f)),
        _ => throw Unsupported(x),
    };

    public static Tensor Condition<F>(Tensor x, Tensor y, F f = default) where F : struct, IRealCondition2, IComplexCondition2 =>
        x.DType == DType.C128 ? Elementwise.Map<OfComplexCondition2<F>, Complex, bool>(x, y, new(f)) : RealCondition(x, y, f);

    public static Tensor Float<F>(Tensor x, Tensor y, Tensor z, F f = default) where F : struct, IFloatFunction3 => x.DType switch
    {
        DType.F32 => Elementwise.Map<OfFloat3<F, float>, float, float>(x, y, z, new(f)),
        DType.F64 => Elementwise.Map<OfFloat3<F, double>, double, double>(x, y, z, new(f)),
        _ => throw Unsupported(x),
    };

    public static Tensor Number<F>(Tensor x, Tensor y, Tensor z, F f = default) where F : struct, IRealFunction3, IComplexFunction3 =>
        x.DType switch
        {
            DType.F32 => Elementwise.Map<OfReal3<F, float>, float, float>(x, y, z, new(f)),
            DType.F64 => Elementwise.Map<OfReal3<F, double>, double, double>(x, y, z, new(f)),
            DType.I64 => Elementwise.Map<OfReal3<F, long>, long, long>(x, y, z, new(f)),
            DType.C128 => Elementwise.Map<OfComplex3<F>, Complex, Complex>(x, y, z, new(f)),
            _ => throw Unsupported(x),
        };

    private static NotSupportedException Unsupported(Tensor x) => new($"there is no kernel for {x.DType.TextName()}.");

    private readonly struct OfFloat<F, T>(F f) : IUnaryFunction<T, T> where F : IFloatFunction
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public T Invoke(T x) => f.Invoke(x);
    }

    private readonly struct OfReal<F, T>(F f) : IUnaryFunction<T, T> where F : IRealFunction where T : unmanaged, INumber<T>
    {
        public T Invoke(T x) => f.Invoke(x);
    }

    private readonly struct OfComplex<F>(F f) : IUnaryFunction<Complex, Complex> where F : IComplexFunction
    {
        public Complex Invoke(Complex x) => f.Invoke(x);
    }

    private readonly struct OfCondition<F, T>(F f) : IUnaryFunction<T, bool> where F : IRealCondition where T : unmanaged, INumber<T>
    {
        public bool Invoke(T x) => f.Invoke(x);
    }

    private readonly struct OfComplexCondition<F>(F f) : IUnaryFunction<Complex, bool> where F : IComplexCondition
    {
        public bool Invoke(Complex x) => f.Invoke(x);
    }

    private readonly struct OfFloat2<F, T>(F f) : IBinaryFunction<T, T> where F : IFloatFunction2
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public T Invoke(T x, T y) => f.Invoke(x, y);
    }

    private readonly struct OfReal2<F, T>(F f) : IBinaryFunction<T, T> where F : IRealFunction2 where T : unmanaged, INumber<T>
    {
        public T Invoke(T x, T y) => f.Invoke(x, y);
    }

    private readonly struct OfInteger2<F>(F f) : IBinaryFunction<long, long> where F : IIntegerFunction2
    {
        public long Invoke(long x, long y) => f.Invoke(x, y);
    }

    private readonly struct OfComplex2<F>(F f) : IBinaryFunction<Complex, Complex> where F : IComplexFunction2
    {
        public Complex Invoke(Complex x, Complex y) => f.Invoke(x, y);
    }

    private readonly struct OfCondition2<F, T>(F f) : IBinaryFunction<T, bool> where F : IRealCondition2 where T : unmanaged, INumber<T>
    {
        public bool Invoke(T x, T y) => f.Invoke(x, y);
    }

    private readonly struct OfComplexCondition2<F>(F f) : IBinaryFunction<Complex, bool> where F : IComplexCondition2
    {
        public bool Invoke(Complex x, Complex y) => f.Invoke(x, y);
    }

    private readonly struct OfFloat3<F, T>(F f) : ITernaryFunction<T, T> where F : IFloatFunction3
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public T Invoke(T x, T y, T z) => f.Invoke(x, y, z);
    }

    private readonly struct OfReal3<F, T>(F f) : ITernaryFunction<T, T> where F : IRealFunction3 where T : unmanaged, INumber<T>
    {
        public T Invoke(T x, T y, T z) => f.Invoke(x, y, z);
    }

    private readonly struct OfComplex3<F>(F f) : ITernaryFunction<Complex, Complex> where F : IComplexFunction3
    {
        public Complex Invoke(Complex x, Complex y, Complex z) => f.Invoke(x, y, z);
    }
}
