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
        var (lower, upper) = (Vector128.WidenLower(a.AsInt16()) * Vector128.WidenLower(b.AsInt16()),
            Vector128.WidenUpper(a.AsInt16()) * Vector128.WidenUpper(b.AsInt16()));
        return lower + upper + sums;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Sum(Vector128<int> sums) => Vector128.Sum(sums);
}
