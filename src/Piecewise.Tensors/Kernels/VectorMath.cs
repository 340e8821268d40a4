using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace Piecewise.Tensors.Kernels;

/// <summary>
/// Functions of vectors of floats. Error bounds are in units in the last place against double precision, held by tests over samples of all
/// floats. NaN gives NaN; infinities give the limits.
/// </summary>
/// <remarks>The polynomials are minimax fits (Lawson's iteration on Chebyshev nodes), made for these intervals.</remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class VectorMath
{
    /// <summary>Powers of two in a power of e.</summary>
    internal const float PerLn2 = 1.44269504f;

    /// <summary><c>e^x</c>: 2 ulp, of subnormal results too.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Exp<TLanes, TVector>(TVector x) where TLanes : struct, ILanes<TVector> where TVector : unmanaged
    {
        // Beyond these bounds the result is infinite or zero anyway, and n stays in the range of two factors.
        x = TLanes.Max(TLanes.Broadcast(-104f), TLanes.Min(TLanes.Broadcast(89f), x));
        var n = TLanes.Round(TLanes.Multiply(x, TLanes.Broadcast(PerLn2)));
        var p = ExpOfRest<TLanes, TVector>(x, n);
        // 2^n as a product of two powers: n alone leaves the range of exponents at both ends.
        var half = TLanes.Round(TLanes.Multiply(n, TLanes.Broadcast(0.5f)));
        return TLanes.Multiply(TLanes.Multiply(p, TLanes.PowerOfTwo(half)), TLanes.PowerOfTwo(TLanes.Subtract(n, half)));
    }

    /// <summary><c>e^x / 2^n</c>, from one half to two.</summary>
    /// <param name="x">Any number in the range of <see cref="Exp"/>.</param>
    /// <param name="n">The integer next to x times <see cref="PerLn2"/>.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static TVector ExpOfRest<TLanes, TVector>(TVector x, TVector n)
        where TLanes : struct, ILanes<TVector> where TVector : unmanaged
    {
        // ln 2 in two pieces, the first with so few bits that its product with n is exact.
        var r = TLanes.MultiplyAdd(n, TLanes.Broadcast(-0.693359375f), x);
        r = TLanes.MultiplyAdd(n, TLanes.Broadcast(2.12194440e-4f), r);
        var p = TLanes.Broadcast(0.00019917830650229007f);
        p = TLanes.MultiplyAdd(p, r, TLanes.Broadcast(0.0013946086401119828f));
        p = TLanes.MultiplyAdd(p, r, TLanes.Broadcast(0.008333265781402588f));
        p = TLanes.MultiplyAdd(p, r, TLanes.Broadcast(0.041666269302368164f));
        p = TLanes.MultiplyAdd(p, r, TLanes.Broadcast(0.1666666716337204f));
        p = TLanes.MultiplyAdd(p, r, TLanes.Broadcast(0.5f));
        return TLanes.Add(TLanes.MultiplyAdd(TLanes.Multiply(r, r), p, r), TLanes.Broadcast(1f));
    }

    /// <summary>Hyperbolic tangent: 4 ulp.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Tanh<TLanes, TVector>(TVector x) where TLanes : struct, ILanes<TVector> where TVector : unmanaged
    {
        var magnitude = TLanes.Abs(x);
        var u = TLanes.Multiply(x, x);
        var p = TLanes.Broadcast(0.0021227425895631313f);
        p = TLanes.MultiplyAdd(p, u, TLanes.Broadcast(-0.008156276308000088f));
        p = TLanes.MultiplyAdd(p, u, TLanes.Broadcast(0.021692605689167976f));
        p = TLanes.MultiplyAdd(p, u, TLanes.Broadcast(-0.053945377469062805f));
        p = TLanes.MultiplyAdd(p, u, TLanes.Broadcast(0.13333195447921753f));
        p = TLanes.MultiplyAdd(p, u, TLanes.Broadcast(-0.3333333134651184f));
        var near = TLanes.MultiplyAdd(TLanes.Multiply(p, u), magnitude, magnitude);
        var e = Exp<TLanes, TVector>(TLanes.Add(magnitude, magnitude));
        var far = TLanes.Subtract(TLanes.Broadcast(1f), TLanes.Divide(TLanes.Broadcast(2f), TLanes.Add(e, TLanes.Broadcast(1f))));
        return TLanes.CopySign(TLanes.WhereLess(magnitude, TLanes.Broadcast(0.625f), near, far), x);
    }
}
