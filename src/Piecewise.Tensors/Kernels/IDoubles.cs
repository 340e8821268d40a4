namespace Piecewise.Tensors.Kernels;

/// <summary>
/// Doubles that are computed with alike. No product is fused with a sum, so that an element gets the same bits in any number of them.
/// </summary>
/// <typeparam name="TSelf">The type itself.</typeparam>
internal unsafe interface IDoubles<TSelf> where TSelf : unmanaged, IDoubles<TSelf>
{
    /// <summary>How many.</summary>
    static abstract int Width { get; }

    static abstract TSelf Load(double* from);

    /// <summary>One number, as often as there are lanes.</summary>
    static abstract TSelf Spread(double value);

    void Store(double* to);

    static abstract TSelf operator +(TSelf a, TSelf b);

    static abstract TSelf operator -(TSelf a, TSelf b);

    static abstract TSelf operator *(TSelf a, TSelf b);

    static abstract TSelf operator -(TSelf a);
}
