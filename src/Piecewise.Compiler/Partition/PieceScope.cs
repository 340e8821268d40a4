using Piecewise.Graphs;

namespace Piecewise.Compiler.Partition;

/// <summary>
/// What is at hand at one point of a piece (or of the stitch graph) while it is planned, and what has been planned for it so far.
/// </summary>
internal sealed class PieceScope(int index, int capacity)
{
    private const int Itself = -1;

    private readonly HashSet<Node> held = new(capacity);
    // Where an int of a given expression is to be had: a dim of a tensor, or a value itself.
    private readonly Dictionary<SymInt, (Node Of, int Dim)> places = [];

    /// <summary>The piece; the number of pieces for the stitch graph.</summary>
    public int Index { get; } = index;

    public List<PlannedInput> Inputs { get; } = [];

    public List<PlannedSize> Sizes { get; } = [];

    public bool Holds(Node node) => held.Contains(node);

    /// <summary>Makes a value known as being at hand from here on.</summary>
    /// <returns>False where it was at hand before.</returns>
    public bool Hold(Node node)
    {
        if (!held.Add(node))
        {
            return false;
        }
        switch (node.Type)
        {
            case TensorType { Shape: var shape }:
                for (var dim = 0; dim < shape.Length; dim++)
                {
                    if (!shape[dim].IsConstant)
                    {
                        places.TryAdd(shape[dim], (node, dim));
                    }
                }
                break;
            case SymIntType { Value: { IsConstant: false } value }:
                places.TryAdd(value, (node, Itself));
                break;
        }
        return true;
    }

    /// <summary>
    /// Plans a value as a constant, a size of a tensor at hand, or an equal int at hand; false where it is none of these.
    /// </summary>
    public bool TryRead(Node value)
    {
        if (value.Type is not SymIntType { Value: var size })
        {
            return false;
        }
        if (size.TryGetConstant(out var constant))
        {
            Sizes.Add(new PlannedSize(value.Name, SizeSource.Literal, null, constant));
        }
        else if (places.TryGetValue(size, out var place))
        {
            Sizes.Add(place.Dim == Itself
                ? new PlannedSize(value.Name, SizeSource.Same, place.Of.Name, 0)
                : new PlannedSize(value.Name, SizeSource.Tensor, place.Of.Name, place.Dim));
        }
        else
        {
            return false;
        }
        held.Add(value);
        return true;
    }

    /// <summary>Plans a value to be computed again from operands that are at hand.</summary>
    public void Recompute(Node value)
    {
        Sizes.Add(new PlannedSize(value.Name, SizeSource.Recomputed, null, 0));
        Hold(value);
    }
}
