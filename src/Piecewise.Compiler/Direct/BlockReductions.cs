using System.Numerics;
using System.Numerics.Tensors;
using Piecewise.Compiler.LoopIr;
using Piecewise.Compiler.Schedule;
using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Compiler.Direct;

/// <summary>
/// How blocks of elements are taken into a reduction: (block, what is there so far, count). Floats are summed in double precision.
/// </summary>
internal static unsafe class BlockReductions
{
    /// <summary>What is there before the first block, as bits, what takes blocks in, and what the result is converted from.</summary>
    /// <exception cref="ScheduleException">The dtype is none that loop forms reduce.</exception>
    public static (long Neutral, BlockRoutine TakeIn, DType SoFar) Of(KernelValue reduction) =>
        (reduction.Reduction, reduction.DType) switch
        {
            (RowReduction.Sum, DType.F32) => (0, new(&SumSingles), DType.F64),
            (RowReduction.Sum, DType.F64) => (0, new(&Sum<double>), DType.F64),
            (RowReduction.Sum, DType.I64) => (0, new(&Sum<long>), DType.I64),
            (RowReduction.Max, DType.F32) => (BitConverter.SingleToInt32Bits(float.NegativeInfinity), new(&Max<float>), DType.F32),
            (RowReduction.Max, DType.F64) => (BitConverter.DoubleToInt64Bits(double.NegativeInfinity), new(&Max<double>), DType.F64),
            (RowReduction.Max, DType.I64) => (long.MinValue, new(&Max<long>), DType.I64),
            (RowReduction.Min, DType.F32) => (BitConverter.SingleToInt32Bits(float.PositiveInfinity), new(&Min<float>), DType.F32),
            (RowReduction.Min, DType.F64) => (BitConverter.DoubleToInt64Bits(double.PositiveInfinity), new(&Min<double>), DType.F64),
            (RowReduction.Min, DType.I64) => (long.MaxValue, new(&Min<long>), DType.I64),
            _ => throw new ScheduleException($"{reduction.DType.TextName()} is reduced, which is no reduction of loop forms."),
        };

    private static void SumSingles(byte* x, byte* y, byte* z, byte* soFar, nint count, nint function)
    {
        var (lower, upper) = (Vector<double>.Zero, Vector<double>.Zero);
        nint i = 0;
        for (; i <= count - Vector<float>.Count; i += Vector<float>.Count)
        {
            Vector.Widen(Vector.Load((float*)x + i), out var low, out var high);
            lower += low;
            upper += high;
        }
        var sum = Vector.Sum(lower + upper);
        for (; i < count; i++)
        {
            sum += ((float*)x)[i];
        }
        *(double*)soFar += sum;
    }

    private static void Sum<T>(byte* x, byte* y, byte* z, byte* soFar, nint count, nint function) where T : unmanaged, INumber<T> =>
        *(T*)soFar += TensorPrimitives.Sum(new ReadOnlySpan<T>(x, (int)count));

    private static void Max<T>(byte* x, byte* y, byte* z, byte* soFar, nint count, nint function) where T : unmanaged, INumber<T> =>
        *(T*)soFar = T.Max(*(T*)soFar, TensorPrimitives.Max(new ReadOnlySpan<T>(x, (int)count)));

    private static void Min<T>(byte* x, byte* y, byte* z, byte* soFar, nint count, nint function) where T : unmanaged, INumber<T> =>
        *(T*)soFar = T.Min(*(T*)soFar, TensorPrimitives.Min(new ReadOnlySpan<T>(x, (int)count)));
}
