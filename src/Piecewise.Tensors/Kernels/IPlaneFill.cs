namespace Piecewise.Tensors.Kernels;

/// <summary>What lays elements out in the rows of <see cref="PaddedPlanes"/>.</summary>
internal interface IPlaneFill
{
    /// <summary>Elements outside of the input.</summary>
    /// <param name="at">Number of the first one in the planes of a channel.</param>
    /// <param name="count">How many, 0 too.</param>
    void Clear(nint at, nint count);

    /// <summary>Elements of a row of the input.</summary>
    /// <param name="z">Layer in the input.</param>
    /// <param name="y">Row in the layer.</param>
    /// <param name="column">The first one in the row.</param>
    /// <param name="step">Distance of two.</param>
    /// <param name="at">Number of the first one in the planes of a channel.</param>
    /// <param name="count">How many; at least one.</param>
    void Copy(nint z, nint y, nint column, nint step, nint at, nint count);
}
