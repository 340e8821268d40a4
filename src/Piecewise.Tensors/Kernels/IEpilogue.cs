using System.ComponentModel;

namespace Piecewise.Tensors.Kernels;

/// <summary>
/// What becomes of a product's elements before they are rounded to the result's dtype and written. A struct, so that it is compiled into
/// the product; it may hold pointers.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public interface IEpilogue
{
    /// <param name="value">Elements <c>[row, column … column + count)</c> in f32; lanes from <paramref name="count"/> on mean
    /// nothing.</param>
    /// <param name="row">Row of the result.</param>
    /// <param name="column">First column.</param>
    /// <param name="count">How many lanes are part of the result: operands beyond must not be read.</param>
    TVector Apply<TLanes, TVector>(TVector value, nint row, nint column, nint count)
        where TLanes : struct, ILanes<TVector> where TVector : unmanaged;
}
