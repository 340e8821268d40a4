using System.Runtime.CompilerServices;

namespace Piecewise.Tensors.Fast;

/// <summary><c>max(x, 0)</c>; NaN stays NaN.</summary>
public readonly struct Relu : IActivation
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Invoke<TLanes, TVector>(TVector x) where TLanes : struct, ILanes<TVector> where TVector : unmanaged =>
        TLanes.WhereLess(x, TLanes.Zero, TLanes.Zero, x);
}

/// <summary><c>x / (1 + e^-x)</c>.</summary>
public readonly struct Silu : IActivation
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Invoke<TLanes, TVector>(TVector x) where TLanes : struct, ILanes<TVector> where TVector : unmanaged =>
        TLanes.Divide(x, TLanes.Add(TLanes.Broadcast(1f), VectorMath.Exp<TLanes, TVector>(TLanes.Subtract(TLanes.Zero, x))));
}

/// <summary><c>x/2 · (1 + erf(x/√2))</c>.</summary>
public readonly struct Gelu : IActivation
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Invoke<TLanes, TVector>(TVector x) where TLanes : struct, ILanes<TVector> where TVector : unmanaged
    {
        var erf = VectorMath.Erf<TLanes, TVector>(TLanes.Multiply(x, TLanes.Broadcast(0.707106781f)));
        return TLanes.Multiply(TLanes.Multiply(x, TLanes.Broadcast(0.5f)), TLanes.Add(TLanes.Broadcast(1f), erf));
    }
}

/// <summary><c>x/2 · (1 + tanh(√(2/π) · (x + 0.044715 x³)))</c>.</summary>
public readonly struct GeluTanh : IActivation
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Invoke<TLanes, TVector>(TVector x) where TLanes : struct, ILanes<TVector> where TVector : unmanaged
    {
        var cube = TLanes.Multiply(TLanes.Multiply(x, x), x);
        var inner = TLanes.Multiply(TLanes.MultiplyAdd(cube, TLanes.Broadcast(0.044715f), x), TLanes.Broadcast(0.797884561f));
        var tanh = VectorMath.Tanh<TLanes, TVector>(inner);
        return TLanes.Multiply(TLanes.Multiply(x, TLanes.Broadcast(0.5f)), TLanes.Add(TLanes.Broadcast(1f), tanh));
    }
}
