using System.ComponentModel;

namespace Piecewise.Tensors.Kernels;

/// <summary>How an element and others that meet it become one (<c>reduce</c> of <c>torch.scatter_reduce</c>).</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public enum CombinationKind : byte
{
    /// <summary>They are added up.</summary>
    Sum,

    /// <summary>They are multiplied.</summary>
    Product,

    /// <summary>They are added up, and divided by how many they are.</summary>
    Mean,

    /// <summary>The smallest stays; NaN is smaller than every number.</summary>
    Smallest,

    /// <summary>The largest stays; NaN is larger than every number.</summary>
    Largest,
}
