using System.Collections.Immutable;

namespace Piecewise.Graphs;

/// <summary>Replaces symbols in types. Types and sizes that were seen before are not computed again: the types of a graph repeat.</summary>
/// <param name="replacements">What stands for each symbol; symbols that are not in it stay.</param>
internal sealed class TypeSubstitution(IReadOnlyDictionary<string, SymInt> replacements)
{
    private readonly Dictionary<SymInt, SymInt> sizes = [];
    private readonly Dictionary<NodeType, NodeType> types = new(ReferenceEqualityComparer.Instance);

    /// <summary>The type with its symbols replaced; the same object where it has none of them.</summary>
    public NodeType Apply(NodeType type)
    {
        ArgumentNullException.ThrowIfNull(type);
        if (replacements.Count == 0)
        {
            return type;
        }
        if (!types.TryGetValue(type, out var result))
        {
            types.Add(type, result = Compute(type));
        }
        return result;
    }

    public SymInt Apply(SymInt size)
    {
        ArgumentNullException.ThrowIfNull(size);
        if (size.IsConstant)
        {
            return size;
        }
        if (!sizes.TryGetValue(size, out var result))
        {
            sizes.Add(size, result = size.Substitute(replacements));
        }
        return result;
    }

    private NodeType Compute(NodeType type) => type switch
    {
        TensorType { IsRowMajor: true } tensor => new TensorType(tensor.DType, Apply(tensor.Shape), null, tensor.Device),
        TensorType tensor => new TensorType(tensor.DType, Apply(tensor.Shape), Apply(tensor.Strides), tensor.Device),
        SymIntType { Value: var value } => new SymIntType(Apply(value)),
        SymBoolType { Value: { } condition } => new SymBoolType(condition.Substitute(replacements)),
        TupleType { Items: var items } => new TupleType([.. items.Select(Apply)]),
        _ => type,
    };

    private ImmutableArray<SymInt> Apply(ImmutableArray<SymInt> values)
    {
        var result = ImmutableArray.CreateBuilder<SymInt>(values.Length);
        foreach (var value in values)
        {
            result.Add(Apply(value));
        }
        return result.MoveToImmutable();
    }
}
