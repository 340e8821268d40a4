namespace Piecewise.Tensors.Kernels;

/// <summary>Rows of all steps: what a recurrent layer reads or writes.</summary>
/// <param name="First">The first row.</param>
/// <param name="IsPacked">Whether steps lie one after the other, whatever their sizes.</param>
/// <param name="Step">Distance of two steps that are not packed.</param>
/// <param name="Row">Distance of two rows in a step.</param>
/// <param name="Column">Distance of two elements.</param>
/// <param name="Width">Elements of a row.</param>
internal readonly unsafe record struct RecurrentRows<T>(
    nint First, bool IsPacked, nint Step, nint Row, nint Column, nint Width)
    where T : unmanaged
{
    public bool IsNone => First == 0;

    /// <param name="step">Which step.</param>
    /// <param name="rowsBefore">How many rows the steps before have.</param>
    /// <param name="row">Which row of the step.</param>
    public T* Of(nint step, nint rowsBefore, nint row) =>
        (T*)First + (IsPacked ? (rowsBefore + row) * Row : (step * Step) + (row * Row));
}

/// <summary>Memory of a <see cref="RecurrentJob{T}"/>'s task.</summary>
/// <param name="Sums">Products of the state.</param>
/// <param name="Unprojected">States that are not projected yet.</param>
/// <param name="Product">What a product takes.</param>
internal readonly record struct RecurrentTaskBytes(nint Sums, nint Unprojected, nint Product)
{
    public nint All => checked(Sums + Unprojected + Product);
}
