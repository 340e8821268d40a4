using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Piecewise.Tensors.Kernels;

/// <summary>Vectors of integers, as products of 8-bit integers need them where no instruction multiplies those.</summary>
/// <typeparam name="TVector">The vector: of 128, 256 or 512 bits.</typeparam>
internal unsafe interface IIntegerLanes<TVector> where TVector : unmanaged
{
    /// <summary>Elements that <see cref="Load"/> reads.</summary>
    static abstract int Count { get; }

    /// <summary>Widened to i16.</summary>
    static abstract TVector Load(sbyte* source);

    /// <summary>Products of i16 in pairs, added to i32.</summary>
    static abstract TVector MultiplyAdd(TVector a, TVector b, TVector sums);

    /// <summary>Of i32.</summary>
    static abstract int Sum(TVector sums);

    /// <summary>A whole vector of u8.</summary>
    static abstract TVector LoadBytes(byte* source);

    /// <summary>Of u8: those at even places, as i16.</summary>
    static abstract TVector Even(TVector bytes);

    /// <summary>Of u8: those at odd places, as i16.</summary>
    static abstract TVector Odd(TVector bytes);

    /// <summary>An i32 in all places.</summary>
    static abstract TVector Broadcast(int value);

    static abstract void Store(int* target, TVector value);
}

/// <summary>AVX-512 BW.</summary>
internal readonly unsafe struct IntegerLanes512 : IIntegerLanes<Vector512<int>>
{
    public static int Count => 32;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> Load(sbyte* source) => Avx512BW.ConvertToVector512Int16(Avx.LoadVector256(source)).AsInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> MultiplyAdd(Vector512<int> a, Vector512<int> b, Vector512<int> sums) =>
        Avx512F.Add(Avx512BW.MultiplyAddAdjacent(a.AsInt16(), b.AsInt16()), sums);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Sum(Vector512<int> sums) => IntegerLanes256.Sum(Avx2.Add(sums.GetLower(), sums.GetUpper()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> LoadBytes(byte* source) => Vector512.Load(source).AsInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> Even(Vector512<int> bytes) => bytes & Vector512.Create(0x00FF00FF);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> Odd(Vector512<int> bytes) => Vector512.ShiftRightLogical(bytes.AsUInt16(), 8).AsInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> Broadcast(int value) => Vector512.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(int* target, Vector512<int> value) => value.Store(target);
}

/// <summary>AVX2.</summary>
internal readonly unsafe struct IntegerLanes256 : IIntegerLanes<Vector256<int>>
{
    public static int Count => 16;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Load(sbyte* source) => Avx2.ConvertToVector256Int16(source).AsInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> MultiplyAdd(Vector256<int> a, Vector256<int> b, Vector256<int> sums) =>
        Avx2.Add(Avx2.MultiplyAddAdjacent(a.AsInt16(), b.AsInt16()), sums);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Sum(Vector256<int> sums) => IntegerLanes128.Sum(sums.GetLower() + sums.GetUpper());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> LoadBytes(byte* source) => Vector256.Load(source).AsInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Even(Vector256<int> bytes) => bytes & Vector256.Create(0x00FF00FF);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Odd(Vector256<int> bytes) => Vector256.ShiftRightLogical(bytes.AsUInt16(), 8).AsInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Broadcast(int value) => Vector256.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(int* target, Vector256<int> value) => value.Store(target);
}

/// <summary>Any processor.</summary>
internal readonly unsafe struct IntegerLanes128 : IIntegerLanes<Vector128<int>>
{
    public static int Count => 8;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> Load(sbyte* source) => Vector128.WidenLower(Vector64.Load(source).ToVector128Unsafe()).AsInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> MultiplyAdd(Vector128<int> a, Vector128<int> b, Vector128<int> sums)
    {
        if (Sse2.IsSupported)
        {
            return Sse2.MultiplyAddAdjacent(a.AsInt16(), b.AsInt16()) + sums;
        }
        return AddPairs(a, b, sums);
    }

    /// <summary>The same by what every processor has: each lane holds two 16-bit numbers.</summary>
    internal static Vector128<int> AddPairs(Vector128<int> a, Vector128<int> b, Vector128<int> sums)
    {
        static Vector128<int> Low(Vector128<int> x) => Vector128.ShiftRightArithmetic(Vector128.ShiftLeft(x, 16), 16);
        static Vector128<int> High(Vector128<int> x) => Vector128.ShiftRightArithmetic(x, 16);
        return (Low(a) * Low(b)) + (High(a) * High(b)) + sums;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Sum(Vector128<int> sums) => Vector128.Sum(sums);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> LoadBytes(byte* source) => Vector128.Load(source).AsInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> Even(Vector128<int> bytes) => bytes & Vector128.Create(0x00FF00FF);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> Odd(Vector128<int> bytes) => Vector128.ShiftRightLogical(bytes.AsUInt16(), 8).AsInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> Broadcast(int value) => Vector128.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(int* target, Vector128<int> value) => value.Store(target);
}
