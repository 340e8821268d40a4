using System.Numerics;

namespace Piecewise.Tensors.Reference;

/// <summary>
/// A walk over a shape in which each step names one element of a tensor: its place is a strided one plus an offset that is looked up.
/// Gathering, scattering and indexing differ only in how they fill this in.
/// </summary>
/// <param name="Shape">The space that is walked, in row-major order.</param>
/// <param name="Tensor">The tensor whose elements are named.</param>
/// <param name="Strides">Its strides over the space; 0 along dims that only the offset follows.</param>
/// <param name="Offsets">Elements to add, i64; every place that arises lies in the tensor's memory, or the walk ends in an
/// exception.</param>
/// <param name="OffsetStrides">Strides of the offsets over the space.</param>
internal readonly record struct IndexedElements(long[] Shape, Tensor Tensor, long[] Strides, Tensor Offsets, long[] OffsetStrides)
{
    /// <summary>How a written element combines with the one it meets.</summary>
    public enum Combination : byte { Sum, Product, Smallest, Largest }

    /// <summary>Copies the named elements into <paramref name="target"/>, which has the walked shape and the same dtype.</summary>
    public void CopyTo(Tensor target) => Move<Take>(target);

    /// <summary>
    /// Overwrites the named elements, the last write wins. The source broadcasts to the walked shape and has the same dtype.
    /// </summary>
    public void CopyFrom(Tensor source) => Move<Put>(source);

    /// <summary>
    /// Combines each named element with one of <paramref name="source"/>, one after the other and each time rounded to the dtype. Sums of
    /// bools are disjunctions; NaN wins over every number.
    /// </summary>
    public void Combine(Tensor source, Combination combination)
    {
        switch (combination)
        {
            case Combination.Sum: Combine<Sum>(source); break;
            case Combination.Product: Combine<Product>(source); break;
            case Combination.Smallest: Combine<Smallest>(source); break;
            default: Combine<Largest>(source); break;
        }
    }

    private void Move<TStep>(Tensor direct) where TStep : struct, IStep
    {
        ArgumentNullException.ThrowIfNull(direct);
        switch (direct.DType.Size())
        {
            case 1: Walk<MoveStep<TStep, byte>, byte>(direct); break;
            case 2: Walk<MoveStep<TStep, ushort>, ushort>(direct); break;
            case 4: Walk<MoveStep<TStep, uint>, uint>(direct); break;
            case 8: Walk<MoveStep<TStep, ulong>, ulong>(direct); break;
            default: Walk<MoveStep<TStep, UInt128>, UInt128>(direct); break;
        }
    }

    private void Combine<TFunction>(Tensor direct) where TFunction : struct, IFunction
    {
        ArgumentNullException.ThrowIfNull(direct);
        DTypeDispatch.Any<Combined<TFunction>, bool>(direct.DType, new(this, direct));
    }

    private unsafe void Walk<TStep, T>(Tensor direct) where TStep : struct, IStep<T> where T : unmanaged
    {
        if (Layout.ElementCount(Shape) == 0)
        {
            return;
        }
        var walker = new StridedWalker(Shape, Strides, OffsetStrides, OutputLayout.BroadcastStrides(direct, Shape));
        var indexed = (T*)Tensor.Pointer;
        var offsets = (long*)Offsets.Pointer;
        var other = (T*)direct.Pointer;
        // Whoever made the offsets has compared them in the words of an operator; this is the second look.
        var end = (ulong)(Tensor.Storage.ByteLength / sizeof(T));
        var (count, a, b, c) = (walker.InnerCount, walker.InnerStride(0), walker.InnerStride(1), walker.InnerStride(2));
        do
        {
            var place = walker.Offset(0);
            var x = indexed + place;
            var at = offsets + walker.Offset(1);
            var y = other + walker.Offset(2);
            for (long i = 0; i < count; i++)
            {
                var step = (i * a) + at[i * b];
                if ((ulong)(Tensor.Offset + place + step) >= end)
                {
                    throw new InvalidOperationException($"Element {Tensor.Offset + place + step} of {end} is named.");
                }
                TStep.Invoke(ref x[step], ref y[i * c]);
            }
        }
        while (walker.Next());
        GC.KeepAlive(Tensor);
        GC.KeepAlive(Offsets);
        GC.KeepAlive(direct);
    }

    private interface IStep
    {
        static abstract void Invoke<T>(ref T indexed, ref T direct);
    }

    private interface IStep<T>
    {
        static abstract void Invoke(ref T indexed, ref T direct);
    }

    private interface IFunction
    {
        static abstract T Real<T>(T x, T y) where T : INumber<T>;

        static abstract Complex OfComplex(Complex x, Complex y);
    }

    private readonly struct Take : IStep
    {
        public static void Invoke<T>(ref T indexed, ref T direct) => direct = indexed;
    }

    private readonly struct Put : IStep
    {
        public static void Invoke<T>(ref T indexed, ref T direct) => indexed = direct;
    }

    private readonly struct MoveStep<TStep, T> : IStep<T> where TStep : struct, IStep
    {
        public static void Invoke(ref T indexed, ref T direct) => TStep.Invoke(ref indexed, ref direct);
    }

    private readonly struct Rounded<TFunction, T, TCompute> : IStep<T>
        where TFunction : struct, IFunction where T : unmanaged where TCompute : unmanaged, INumber<TCompute>
    {
        public static void Invoke(ref T indexed, ref T direct) =>
            indexed = Element.Convert<TCompute, T>(
                TFunction.Real(Element.Convert<T, TCompute>(indexed), Element.Convert<T, TCompute>(direct)));
    }

    private readonly struct RoundedComplex<TFunction, T> : IStep<T> where TFunction : struct, IFunction where T : unmanaged
    {
        public static void Invoke(ref T indexed, ref T direct) =>
            indexed = Element.Convert<Complex, T>(
                TFunction.OfComplex(Element.Convert<T, Complex>(indexed), Element.Convert<T, Complex>(direct)));
    }

    // Computed in a wider type, whatever the dtype.
    private readonly struct Combined<TFunction>(IndexedElements elements, Tensor direct) : IOverElements<bool>
        where TFunction : struct, IFunction
    {
        public bool Over<T>() where T : unmanaged
        {
            if (typeof(T) == typeof(Complex64) || typeof(T) == typeof(Complex))
            {
                elements.Walk<RoundedComplex<TFunction, T>, T>(direct);
            }
            else if (typeof(T) == typeof(double))
            {
                elements.Walk<Rounded<TFunction, T, double>, T>(direct);
            }
            else if (Element.IsFloat<T>())
            {
                elements.Walk<Rounded<TFunction, T, float>, T>(direct);
            }
            else if (typeof(T) == typeof(ulong))
            {
                elements.Walk<Rounded<TFunction, T, ulong>, T>(direct);
            }
            else
            {
                elements.Walk<Rounded<TFunction, T, long>, T>(direct);
            }
            return true;
        }
    }

    private readonly struct Sum : IFunction
    {
        public static T Real<T>(T x, T y) where T : INumber<T> => x + y;

        public static Complex OfComplex(Complex x, Complex y) => x + y;
    }

    private readonly struct Product : IFunction
    {
        public static T Real<T>(T x, T y) where T : INumber<T> => x * y;

        public static Complex OfComplex(Complex x, Complex y) => x * y;
    }

    private readonly struct Smallest : IFunction
    {
        public static T Real<T>(T x, T y) where T : INumber<T> => T.IsNaN(x) || x < y ? x : y;

        public static Complex OfComplex(Complex x, Complex y) => throw new NotSupportedException("Complex numbers have no order.");
    }

    private readonly struct Largest : IFunction
    {
        public static T Real<T>(T x, T y) where T : INumber<T> => T.IsNaN(x) || x > y ? x : y;

        public static Complex OfComplex(Complex x, Complex y) => throw new NotSupportedException("Complex numbers have no order.");
    }
}
