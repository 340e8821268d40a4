using Piecewise.Tensors;

namespace Piecewise.Graphs;

/// <summary>A part of a tensor: which elements, and what they are.</summary>
/// <param name="Value">A tensor with the elements, in whatever layout.</param>
/// <param name="Place">The part's shape, and its strides in the tensor that it is a part of.</param>
/// <param name="Offset">How far its first element lies after that tensor's first, in elements.</param>
internal sealed record ResultPart(Node Value, TensorType Place, SymInt Offset)
{
    /// <summary>True where two parts of one tensor certainly have no element in common.</summary>
    public bool IsApartFrom(ResultPart other, ShapeEnvironment shapes)
    {
        ArgumentNullException.ThrowIfNull(other);
        ArgumentNullException.ThrowIfNull(shapes);
        return LayoutOverlap.AreApart(Place, other.Place, (other.Offset - Offset) * Place.DType.Size(), shapes);
    }

    /// <summary>True where two parts of one tensor certainly are the same elements in the same order.</summary>
    public bool IsSameAs(ResultPart other, ShapeEnvironment shapes)
    {
        ArgumentNullException.ThrowIfNull(other);
        ArgumentNullException.ThrowIfNull(shapes);
        return (Offset == other.Offset || shapes.IsStaticallyTrue(SymBool.Eq(Offset, other.Offset)))
            && new TypeAgreement(shapes, shapes).Difference(Place, other.Place) is null;
    }
}
