using System.ComponentModel;
using System.Runtime.Intrinsics;

namespace Piecewise.Tensors.Kernels;

/// <summary>
/// A vector of floats as kernels see it: they are written once over this interface and compiled for each width. All members are inlined.
/// </summary>
/// <typeparam name="TVector">The vector: of 128, 256 or 512 bits.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public unsafe interface ILanes<TVector> where TVector : unmanaged
{
    /// <summary>Floats in a vector.</summary>
    static abstract int Width { get; }

    static abstract TVector Zero { get; }

    static abstract TVector Broadcast(float value);

    static abstract TVector Load(float* source);

    /// <summary>Widens; exact.</summary>
    static abstract TVector Load(BFloat16* source);

    /// <summary>Widens; exact.</summary>
    static abstract TVector Load(Half* source);

    /// <summary>Reads the <c>2 · Width</c> elements that <see cref="PackedLayout"/> interleaves: 0, Width, 1, Width + 1, …</summary>
    static abstract void LoadInterleaved(BFloat16* source, out TVector low, out TVector high);

    /// <summary>The first <paramref name="count"/> lanes, or all of them; the others are 0, and their memory is not touched.</summary>
    static abstract TVector Load(float* source, nint count);

    /// <summary>The first <paramref name="count"/> lanes, or all of them; the memory of the others is not touched.</summary>
    static abstract void Store(float* target, TVector value, nint count);

    /// <summary>Reads <c>2 · Width</c> elements and keeps those at even places.</summary>
    static abstract TVector LoadEven(float* source);

    /// <summary>
    /// The first <paramref name="count"/> elements at even places, or all; other lanes are 0. What comes after the last one is not read.
    /// </summary>
    static abstract TVector LoadEven(float* source, nint count);

    static abstract void Store(float* target, TVector value);

    /// <summary>Rounds to nearest, ties to even; NaN stays NaN.</summary>
    static abstract void Store(BFloat16* target, TVector value);

    /// <summary>Rounds to nearest, ties to even; NaN stays NaN.</summary>
    static abstract void Store(Half* target, TVector value);

    static abstract TVector Add(TVector a, TVector b);

    static abstract TVector Subtract(TVector a, TVector b);

    static abstract TVector Multiply(TVector a, TVector b);

    static abstract TVector Divide(TVector a, TVector b);

    /// <summary><c>a · b + c</c>, rounded once where the instruction set can.</summary>
    static abstract TVector MultiplyAdd(TVector a, TVector b, TVector c);

    /// <summary>The larger; where <paramref name="b"/> is NaN, NaN. Where only <paramref name="a"/> is, either.</summary>
    static abstract TVector Max(TVector a, TVector b);

    /// <summary>The larger; NaN where either is NaN.</summary>
    static abstract TVector Maximum(TVector a, TVector b);

    /// <summary>The smaller; where <paramref name="b"/> is NaN, NaN. Where only <paramref name="a"/> is, either.</summary>
    static abstract TVector Min(TVector a, TVector b);

    static abstract TVector Abs(TVector a);

    /// <summary>To the nearest integer, ties to even.</summary>
    static abstract TVector Round(TVector a);

    /// <summary><c>2^n</c> for integral n from -126 to 127.</summary>
    static abstract TVector PowerOfTwo(TVector n);

    /// <summary><paramref name="magnitude"/>, which is not negative, with the sign of <paramref name="sign"/>.</summary>
    static abstract TVector CopySign(TVector magnitude, TVector sign);

    /// <summary><paramref name="yes"/> where <c>a &lt; b</c>, else <paramref name="no"/>, also where either is NaN.</summary>
    static abstract TVector WhereLess(TVector a, TVector b, TVector yes, TVector no);

    /// <summary>Nearest bf16 values, ties to even, as floats; NaN stays NaN.</summary>
    static abstract TVector RoundToBFloat16(TVector a);

    /// <summary>The sum of the lanes, always in the same order.</summary>
    static abstract float Sum(TVector a);

    /// <summary>The sums of four vectors, each as <see cref="Sum(TVector)"/> has it.</summary>
    static abstract Vector128<float> Sum(TVector a, TVector b, TVector c, TVector d);
}
