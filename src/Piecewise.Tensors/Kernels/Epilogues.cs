using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace Piecewise.Tensors.Kernels;

/// <summary>The product as it is.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct Plain : IEpilogue, IBatchEpilogue<Plain>
{
    Plain IBatchEpilogue<Plain>.Of(nint outer, nint inner) => this;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TVector Apply<TLanes, TVector>(TVector value, nint row, nint column, nint count)
        where TLanes : struct, ILanes<TVector> where TVector : unmanaged => value;
}

/// <summary>Adds one value per column.</summary>
/// <param name="bias">[columns].</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly unsafe struct AddBias<T>(T* bias) : IEpilogue where T : unmanaged
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TVector Apply<TLanes, TVector>(TVector value, nint row, nint column, nint count)
        where TLanes : struct, ILanes<TVector> where TVector : unmanaged =>
        TLanes.Add(value, Elements.Load<TLanes, TVector, T>(bias + column, count));
}

/// <summary>Adds one value per row.</summary>
/// <param name="bias">[rows], or null for none.</param>
/// <param name="stride">Distance of two of them.</param>
internal readonly unsafe struct AddRowBias<T>(T* bias, nint stride) : IEpilogue where T : unmanaged
{
    public float Of(nint row) => bias == null ? 0 : Elements.Read(bias + (row * stride));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TVector Apply<TLanes, TVector>(TVector value, nint row, nint column, nint count)
        where TLanes : struct, ILanes<TVector> where TVector : unmanaged => TLanes.Add(value, TLanes.Broadcast(Of(row)));
}

/// <summary>Multiplies sums of 8-bit integers by the scales of their row and column.</summary>
/// <param name="rows">f32 [rows].</param>
/// <param name="columns">f32 [columns].</param>
internal readonly unsafe struct Dequantize(float* rows, float* columns) : IEpilogue
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TVector Apply<TLanes, TVector>(TVector value, nint row, nint column, nint count)
        where TLanes : struct, ILanes<TVector> where TVector : unmanaged => TLanes.Multiply(
            value, TLanes.Multiply(TLanes.Broadcast(rows[row]), Elements.Load<TLanes, TVector, float>(columns + column, count)));
}

/// <summary>As <see cref="Dequantize"/>, and adds one value per column.</summary>
/// <param name="scales">The scales.</param>
/// <param name="bias">[columns].</param>
internal readonly unsafe struct DequantizeWithBias<T>(Dequantize scales, T* bias) : IEpilogue where T : unmanaged
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TVector Apply<TLanes, TVector>(TVector value, nint row, nint column, nint count)
        where TLanes : struct, ILanes<TVector> where TVector : unmanaged => TLanes.Add(
            scales.Apply<TLanes, TVector>(value, row, column, count), Elements.Load<TLanes, TVector, T>(bias + column, count));
}

/// <summary><c>alpha · product + beta · addend</c>, where the addend has any strides, as a broadcast one has.</summary>
/// <param name="addend">[outer, inner, rows, columns]; not looked at where beta is 0.</param>
/// <param name="strides">Of the addend.</param>
/// <param name="alpha">Factor of the product.</param>
/// <param name="beta">Factor of the addend.</param>
internal readonly unsafe struct Blend<T>(T* addend, BatchStrides strides, float alpha, float beta) : IBatchEpilogue<Blend<T>>
    where T : unmanaged
{
    public Blend<T> Of(nint outer, nint inner) => new(addend + (outer * strides.Outer) + (inner * strides.Inner), strides, alpha, beta);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TVector Apply<TLanes, TVector>(TVector value, nint row, nint column, nint count)
        where TLanes : struct, ILanes<TVector> where TVector : unmanaged
    {
        var scaled = TLanes.Multiply(value, TLanes.Broadcast(alpha));
        if (beta == 0)
        {
            return scaled;
        }
        var from = addend + (row * strides.Matrix.Row) + (column * strides.Matrix.Column);
        var added = strides.Matrix.Column == 1 ? Elements.Load<TLanes, TVector, T>(from, count) : Gather<TLanes, TVector>(from, count);
        return TLanes.Add(scaled, TLanes.Multiply(added, TLanes.Broadcast(beta)));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private TVector Gather<TLanes, TVector>(T* from, nint count) where TLanes : struct, ILanes<TVector> where TVector : unmanaged
    {
        var lanes = stackalloc float[TLanes.Width];
        for (nint i = 0; i < TLanes.Width; i++)
        {
            lanes[i] = i < count ? Elements.Read(from + (i * strides.Matrix.Column)) : 0;
        }
        return TLanes.Load(lanes);
    }
}
