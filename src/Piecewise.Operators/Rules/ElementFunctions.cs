using System.Numerics;

namespace Piecewise.Operators;

// What one element becomes. An operator's function is a struct that implements the interface of each kind of number it knows;
// parameters (a slope, a bound) are its fields, as doubles.

/// <summary>A function of f32 or f64.</summary>
internal interface IFloatFunction
{
    T Invoke<T>(T x) where T : unmanaged, IBinaryFloatingPointIeee754<T>;
}

/// <summary>A function of i64, f32 or f64.</summary>
internal interface IRealFunction
{
    T Invoke<T>(T x) where T : unmanaged, INumber<T>;
}

internal interface IComplexFunction
{
    Complex Invoke(Complex x);
}

/// <summary>A condition on an i64, f32 or f64.</summary>
internal interface IRealCondition
{
    bool Invoke<T>(T x) where T : unmanaged, INumber<T>;
}

internal interface IComplexCondition
{
    bool Invoke(Complex x);
}

/// <summary>A function of two f32 or f64.</summary>
internal interface IFloatFunction2
{
    T Invoke<T>(T x, T y) where T : unmanaged, IBinaryFloatingPointIeee754<T>;
}

/// <summary>A function of two i64, f32 or f64.</summary>
internal interface IRealFunction2
{
    T Invoke<T>(T x, T y) where T : unmanaged, INumber<T>;
}

internal interface IIntegerFunction2
{
    long Invoke(long x, long y);
}

internal interface IComplexFunction2
{
    Complex Invoke(Complex x, Complex y);
}

/// <summary>A condition on two i64, f32 or f64.</summary>
internal interface IRealCondition2
{
    bool Invoke<T>(T x, T y) where T : unmanaged, INumber<T>;
}

internal interface IComplexCondition2
{
    bool Invoke(Complex x, Complex y);
}

/// <summary>A function of three f32 or f64.</summary>
internal interface IFloatFunction3
{
    T Invoke<T>(T x, T y, T z) where T : unmanaged, IBinaryFloatingPointIeee754<T>;
}

/// <summary>A function of three i64, f32 or f64.</summary>
internal interface IRealFunction3
{
    T Invoke<T>(T x, T y, T z) where T : unmanaged, INumber<T>;
}

internal interface IComplexFunction3
{
    Complex Invoke(Complex x, Complex y, Complex z);
}
