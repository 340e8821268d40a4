using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Piecewise.Compiler.Schedule;
using Piecewise.Graphs;
using Piecewise.Tensors;
using Piecewise.Tensors.Kernels;

namespace Piecewise.Compiler.Direct;

/// <summary>
/// The functions of loop forms over blocks of elements: each a function pointer <c>(x, y, z, result, count, function)</c>. Blocks that a
/// function does not
/// take are null; the last argument is the scalar function that a block of elements is mapped by, where there is one.
/// </summary>
internal static unsafe class BlockFunctions
{
    /// <summary>The routine of a function, and what it is told as its last argument.</summary>
    /// <param name="function">The function.</param>
    /// <param name="dtype">Of its last operand.</param>
    /// <param name="tier">The instructions of what generated code computes by <see cref="VectorMath"/>.</param>
    /// <exception cref="ScheduleException">The function is not defined for the dtype.</exception>
    public static BlockRoutine Of(ScalarFunction function, DType dtype, InstructionTier tier) => (function, dtype) switch
    {
        (ScalarFunction.Select, _) => BlockCopies.Select(dtype),
        (ScalarFunction.Exp or ScalarFunction.Tanh, DType.F32) =>
            tier.Includes(InstructionTier.Avx512) ? OfVectors<Lanes512, Vector512<float>>(function)
            : tier == InstructionTier.Avx2 ? OfVectors<Lanes256, Vector256<float>>(function)
            : OfVectors<Lanes128, Vector128<float>>(function),
        (_, DType.F32) => OfFloats<float>(function, (nint)(delegate*<float, float>)&MathF.Log, (nint)(delegate*<float, float>)&MathF.Sin,
            (nint)(delegate*<float, float>)&MathF.Cos, (nint)(delegate*<float, float, float>)&MathF.Pow),
        (_, DType.F64) => OfFloats<double>(function, (nint)(delegate*<double, double>)&Math.Log, (nint)(delegate*<double, double>)&Math.Sin,
            (nint)(delegate*<double, double>)&Math.Cos, (nint)(delegate*<double, double, double>)&Math.Pow),
        (_, DType.I64) => OfIntegers(function),
        (_, DType.Bool) => OfBools(function),
        _ => throw Undefined(function, dtype),
    };

    private static BlockRoutine OfFloats<T>(ScalarFunction function, nint log, nint sin, nint cos, nint power)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => function switch
        {
            ScalarFunction.Divide => new(&Divide<T>),
            ScalarFunction.Abs => new(&Abs<T>),
            ScalarFunction.Sqrt => new(&Sqrt<T>),
            ScalarFunction.Exp => Map<double>((nint)(delegate*<double, double>)&Math.Exp),
            ScalarFunction.Tanh => Map<double>((nint)(delegate*<double, double>)&Math.Tanh),
            ScalarFunction.ExpM1 when typeof(T) == typeof(double) => Map<double>((nint)(delegate*<double, double>)&SpecialFunctions.ExpM1),
            ScalarFunction.Log1P when typeof(T) == typeof(double) => Map<double>((nint)(delegate*<double, double>)&SpecialFunctions.Log1P),
            ScalarFunction.Log => Map<T>(log),
            ScalarFunction.Sin => Map<T>(sin),
            ScalarFunction.Cos => Map<T>(cos),
            ScalarFunction.Floor => new(&Floor<T>),
            ScalarFunction.Ceiling => new(&Ceiling<T>),
            ScalarFunction.Truncate => new(&Truncate<T>),
            ScalarFunction.Round => new(&Round<T>),
            ScalarFunction.FloorDivide => Map2<T>((nint)(delegate*<T, T, T>)&FloatDivision.Floor<T>),
            ScalarFunction.FloorRemainder => Map2<T>((nint)(delegate*<T, T, T>)&FloatDivision.FloorRemainder<T>),
            ScalarFunction.TruncatedRemainder => Map2<T>((nint)(delegate*<T, T, T>)&FloatDivision.TruncatedRemainder<T>),
            ScalarFunction.Power => Map2<T>(power),
            _ => OfNumbers<T>(function),
        };

    private static BlockRoutine OfVectors<TLanes, TVector>(ScalarFunction function)
        where TLanes : struct, ILanes<TVector> where TVector : unmanaged =>
        function == ScalarFunction.Exp ? new(&Exp<TLanes, TVector>) : new(&Tanh<TLanes, TVector>);

    private static BlockRoutine OfIntegers(ScalarFunction function) => function switch
    {
        ScalarFunction.Abs => Map<long>((nint)(delegate*<long, long>)&Magnitude),
        ScalarFunction.Divide => Map2<long>((nint)(delegate*<long, long, long>)&IntegerDivision.Truncate),
        ScalarFunction.FloorDivide => Map2<long>((nint)(delegate*<long, long, long>)&IntegerDivision.Floor),
        ScalarFunction.FloorRemainder => Map2<long>((nint)(delegate*<long, long, long>)&IntegerDivision.FloorRemainder),
        ScalarFunction.TruncatedRemainder => Map2<long>((nint)(delegate*<long, long, long>)&IntegerDivision.TruncatedRemainder),
        ScalarFunction.Power => Map2<long>((nint)(delegate*<long, long, long>)&IntegerPower.Of),
        ScalarFunction.ShiftLeft => Map2<long>((nint)(delegate*<long, long, long>)&IntegerShift.Left),
        ScalarFunction.ShiftRight => Map2<long>((nint)(delegate*<long, long, long>)&IntegerShift.Right),
        ScalarFunction.BitAnd => new(&And<long>),
        ScalarFunction.BitOr => new(&Or<long>),
        ScalarFunction.BitXor => new(&Xor<long>),
        _ => OfNumbers<long>(function),
    };

    private static BlockRoutine OfNumbers<T>(ScalarFunction function) where T : unmanaged, INumber<T> => function switch
    {
        ScalarFunction.Add => new(&Add<T>),
        ScalarFunction.Subtract => new(&Subtract<T>),
        ScalarFunction.Multiply => new(&Multiply<T>),
        ScalarFunction.Negate => new(&Negate<T>),
        ScalarFunction.Max => new(&Max<T>),
        ScalarFunction.Min => new(&Min<T>),
        ScalarFunction.Equal => new(&Compare<T, Equal>),
        ScalarFunction.NotEqual => new(&Compare<T, NotEqual>),
        ScalarFunction.Less => new(&Compare<T, Less>),
        ScalarFunction.LessOrEqual => new(&Compare<T, LessOrEqual>),
        ScalarFunction.Greater => new(&Compare<T, Greater>),
        ScalarFunction.GreaterOrEqual => new(&Compare<T, GreaterOrEqual>),
        _ => throw Undefined(function, Tensors.Tensor.DTypeOf<T>()),
    };

    private static BlockRoutine OfBools(ScalarFunction function) => function switch
    {
        ScalarFunction.And => new(&And<byte>),
        ScalarFunction.Or => new(&Or<byte>),
        ScalarFunction.Not => new(&Not),
        ScalarFunction.Equal => new(&Compare<byte, Equal>),
        ScalarFunction.NotEqual => new(&Compare<byte, NotEqual>),
        _ => throw Undefined(function, DType.Bool),
    };

    private static ScheduleException Undefined(ScalarFunction function, DType dtype) =>
        new($"{function} of {dtype.TextName()} is no function of loop forms.");

    private static long Magnitude(long x) => unchecked(x < 0 ? -x : x);

    private static BlockRoutine Map<T>(nint function) where T : unmanaged => new(&MapEach<T>, function);

    private static BlockRoutine Map2<T>(nint function) where T : unmanaged => new(&MapPairs<T>, function);

    private static void MapEach<T>(byte* x, byte* y, byte* z, byte* r, nint count, nint function) where T : unmanaged
    {
        var map = (delegate*<T, T>)function;
        for (nint i = 0; i < count; i++)
        {
            ((T*)r)[i] = map(((T*)x)[i]);
        }
    }

    private static void MapPairs<T>(byte* x, byte* y, byte* z, byte* r, nint count, nint function) where T : unmanaged
    {
        var map = (delegate*<T, T, T>)function;
        for (nint i = 0; i < count; i++)
        {
            ((T*)r)[i] = map(((T*)x)[i], ((T*)y)[i]);
        }
    }

    private static void Compare<T, TComparison>(byte* x, byte* y, byte* z, byte* r, nint count, nint function)
        where T : unmanaged, INumber<T> where TComparison : struct, IComparison
    {
        for (nint i = 0; i < count; i++)
        {
            ((bool*)r)[i] = TComparison.Holds(((T*)x)[i], ((T*)y)[i]);
        }
    }

    private static void Not(byte* x, byte* y, byte* z, byte* r, nint count, nint function)
    {
        for (nint i = 0; i < count; i++)
        {
            ((bool*)r)[i] = !((bool*)x)[i];
        }
    }

    private static void Add<T>(byte* x, byte* y, byte* z, byte* r, nint n, nint f) where T : unmanaged, INumber<T> =>
        TensorPrimitives.Add(In<T>(x, n), In<T>(y, n), Out<T>(r, n));

    private static void Subtract<T>(byte* x, byte* y, byte* z, byte* r, nint n, nint f) where T : unmanaged, INumber<T> =>
        TensorPrimitives.Subtract(In<T>(x, n), In<T>(y, n), Out<T>(r, n));

    private static void Multiply<T>(byte* x, byte* y, byte* z, byte* r, nint n, nint f) where T : unmanaged, INumber<T> =>
        TensorPrimitives.Multiply(In<T>(x, n), In<T>(y, n), Out<T>(r, n));

    private static void Divide<T>(byte* x, byte* y, byte* z, byte* r, nint n, nint f) where T : unmanaged, INumber<T> =>
        TensorPrimitives.Divide(In<T>(x, n), In<T>(y, n), Out<T>(r, n));

    private static void Negate<T>(byte* x, byte* y, byte* z, byte* r, nint n, nint f) where T : unmanaged, INumber<T> =>
        TensorPrimitives.Negate(In<T>(x, n), Out<T>(r, n));

    private static void Max<T>(byte* x, byte* y, byte* z, byte* r, nint n, nint f) where T : unmanaged, INumber<T> =>
        TensorPrimitives.Max(In<T>(x, n), In<T>(y, n), Out<T>(r, n));

    private static void Min<T>(byte* x, byte* y, byte* z, byte* r, nint n, nint f) where T : unmanaged, INumber<T> =>
        TensorPrimitives.Min(In<T>(x, n), In<T>(y, n), Out<T>(r, n));

    private static void Abs<T>(byte* x, byte* y, byte* z, byte* r, nint n, nint f) where T : unmanaged, INumber<T> =>
        TensorPrimitives.Abs(In<T>(x, n), Out<T>(r, n));

    private static void Sqrt<T>(byte* x, byte* y, byte* z, byte* r, nint n, nint f) where T : unmanaged, IRootFunctions<T> =>
        TensorPrimitives.Sqrt(In<T>(x, n), Out<T>(r, n));

    private static void Exp<TLanes, TVector>(byte* x, byte* y, byte* z, byte* r, nint count, nint function)
        where TLanes : struct, ILanes<TVector> where TVector : unmanaged
    {
        float* source = (float*)x, target = (float*)r;
        nint i = 0;
        for (; i + TLanes.Width <= count; i += TLanes.Width)
        {
            TLanes.Store(target + i, VectorMath.Exp<TLanes, TVector>(TLanes.Load(source + i)));
        }
        if (i < count)
        {
            Elements.Store<TLanes, TVector, float>(
                target + i, VectorMath.Exp<TLanes, TVector>(Elements.Load<TLanes, TVector, float>(source + i, count - i)), count - i);
        }
    }

    private static void Tanh<TLanes, TVector>(byte* x, byte* y, byte* z, byte* r, nint count, nint function)
        where TLanes : struct, ILanes<TVector> where TVector : unmanaged
    {
        float* source = (float*)x, target = (float*)r;
        nint i = 0;
        for (; i + TLanes.Width <= count; i += TLanes.Width)
        {
            TLanes.Store(target + i, VectorMath.Tanh<TLanes, TVector>(TLanes.Load(source + i)));
        }
        if (i < count)
        {
            Elements.Store<TLanes, TVector, float>(
                target + i, VectorMath.Tanh<TLanes, TVector>(Elements.Load<TLanes, TVector, float>(source + i, count - i)), count - i);
        }
    }

    private static void Floor<T>(byte* x, byte* y, byte* z, byte* r, nint n, nint f) where T : unmanaged, IFloatingPoint<T> =>
        TensorPrimitives.Floor(In<T>(x, n), Out<T>(r, n));

    private static void Ceiling<T>(byte* x, byte* y, byte* z, byte* r, nint n, nint f) where T : unmanaged, IFloatingPoint<T> =>
        TensorPrimitives.Ceiling(In<T>(x, n), Out<T>(r, n));

    private static void Truncate<T>(byte* x, byte* y, byte* z, byte* r, nint n, nint f) where T : unmanaged, IFloatingPoint<T> =>
        TensorPrimitives.Truncate(In<T>(x, n), Out<T>(r, n));

    private static void Round<T>(byte* x, byte* y, byte* z, byte* r, nint n, nint f) where T : unmanaged, IFloatingPoint<T> =>
        TensorPrimitives.Round(In<T>(x, n), Out<T>(r, n));

    private static void And<T>(byte* x, byte* y, byte* z, byte* r, nint n, nint f) where T : unmanaged, IBitwiseOperators<T, T, T> =>
        TensorPrimitives.BitwiseAnd(In<T>(x, n), In<T>(y, n), Out<T>(r, n));

    private static void Or<T>(byte* x, byte* y, byte* z, byte* r, nint n, nint f) where T : unmanaged, IBitwiseOperators<T, T, T> =>
        TensorPrimitives.BitwiseOr(In<T>(x, n), In<T>(y, n), Out<T>(r, n));

    private static void Xor<T>(byte* x, byte* y, byte* z, byte* r, nint n, nint f) where T : unmanaged, IBitwiseOperators<T, T, T> =>
        TensorPrimitives.Xor(In<T>(x, n), In<T>(y, n), Out<T>(r, n));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ReadOnlySpan<T> In<T>(byte* x, nint count) where T : unmanaged => new(x, (int)count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Span<T> Out<T>(byte* r, nint count) where T : unmanaged => new(r, (int)count);

    private interface IComparison
    {
        static abstract bool Holds<T>(T x, T y) where T : INumber<T>;
    }

    private readonly struct Equal : IComparison
    {
        public static bool Holds<T>(T x, T y) where T : INumber<T> => x == y;
    }

    private readonly struct NotEqual : IComparison
    {
        public static bool Holds<T>(T x, T y) where T : INumber<T> => x != y;
    }

    private readonly struct Less : IComparison
    {
        public static bool Holds<T>(T x, T y) where T : INumber<T> => x < y;
    }

    private readonly struct LessOrEqual : IComparison
    {
        public static bool Holds<T>(T x, T y) where T : INumber<T> => x <= y;
    }

    private readonly struct Greater : IComparison
    {
        public static bool Holds<T>(T x, T y) where T : INumber<T> => x > y;
    }

    private readonly struct GreaterOrEqual : IComparison
    {
        public static bool Holds<T>(T x, T y) where T : INumber<T> => x >= y;
    }
}
