using System.Diagnostics.CodeAnalysis;
using Piecewise.Graphs;

namespace Piecewise.Compiler.Partition;

/// <summary>The sizes of the tensors that are at hand at one point of a piece: which tensor has a dim of a given expression.</summary>
internal sealed class SizeScope
{
    private readonly Dictionary<SymInt, (Node Tensor, int Dim)> sizes = [];

    public void Add(Node node)
    {
        if (node.Type is TensorType type)
        {
            for (var dim = 0; dim < type.Rank; dim++)
            {
                if (!type.Shape[dim].IsConstant)
                {
                    sizes.TryAdd(type.Shape[dim], (node, dim));
                }
            }
        }
    }

    public bool TryFind(SymInt size, [NotNullWhen(true)] out Node? tensor, out int dim)
    {
        var found = sizes.TryGetValue(size, out var place);
        (tensor, dim) = (place.Tensor, place.Dim);
        return found;
    }

    /// <summary>The dim that a <c>sym_size</c> asks for, counted from the front.</summary>
    public static int DimOf(Node query)
    {
        var dim = ((IntArgument)query.ArgumentNamed("dim")).Value;
        return (int)(dim < 0 ? dim + ((TensorType)((NodeArgument)query.Arguments[0]).Node.Type).Rank : dim);
    }
}
