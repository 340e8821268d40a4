using System.ComponentModel;

namespace Piecewise.Tensors.Kernels;

/// <summary>
/// A tensor and what is made of it plane by plane, over three spatial dims, of which some may have one element. What numbers planes before
/// these are the same dims in both.
/// </summary>
/// <typeparam name="T">Of the elements.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public unsafe struct PlanePair<T> where T : unmanaged
{
    /// <summary>[planes, <see cref="Sizes"/>].</summary>
    public required T* X;

    /// <summary>[<see cref="PlaneRank"/>].</summary>
    public required nint* XPlanes;

    /// <summary>[3].</summary>
    public required nint* XStrides;

    /// <summary>[planes, <see cref="Positions"/>]; not x.</summary>
    public required T* Result;

    /// <summary>[<see cref="PlaneRank"/>].</summary>
    public required nint* ResultPlanes;

    /// <summary>[3].</summary>
    public required nint* ResultStrides;

    /// <summary>[<see cref="PlaneRank"/>]: sizes of the dims that number planes.</summary>
    public required nint* Planes;
    public required nint PlaneRank;

    /// <summary>[3]: sizes of x.</summary>
    public required nint* Sizes;

    /// <summary>[3]: sizes of the result.</summary>
    public required nint* Positions;

    /// <summary>How many planes there are, if anything is to be made; else 0.</summary>
    internal readonly nint Count =>
        Positions[0] <= 0 || Positions[1] <= 0 || Positions[2] <= 0 ? 0 : Math.Max(new Nest(Planes, PlaneRank).Count, 0);

    /// <summary>A plane of x.</summary>
    internal readonly T* Plane(nint plane) => X + new Nest(Planes, PlaneRank).Offset(plane, XPlanes);

    /// <summary>A plane of the result.</summary>
    internal readonly T* ResultPlane(nint plane) => Result + new Nest(Planes, PlaneRank).Offset(plane, ResultPlanes);
}
