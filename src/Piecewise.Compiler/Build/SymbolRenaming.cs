using System.Collections.Immutable;
using Piecewise.Graphs;

namespace Piecewise.Compiler.Build;

/// <summary>
/// The symbols of a piece in those of the program, at one call: pieces that share code were split from different places, and each place has its
/// own names. A dim of an input that is a symbol is what the argument's dim is.
/// </summary>
internal sealed class SymbolRenaming
{
    private readonly Dictionary<string, SymInt> names = new(StringComparer.Ordinal);
    private readonly TypeSubstitution substitution;

    public SymbolRenaming(Graph piece, ImmutableArray<PlannedValue> arguments)
    {
        var pairs = piece.Inputs.Zip(arguments).SelectMany(p => Pairs(p.First.Type, p.Second)).ToList();
        foreach (var (inner, outer) in pairs)
        {
            if (inner.IsSymbol)
            {
                names.TryAdd(inner.SymbolName, outer);
            }
        }
        // Derived sizes (2*s0): by their only symbol that is not known yet.
        foreach (var (inner, outer) in pairs)
        {
            if (inner.Symbols.Where(s => !names.ContainsKey(s)).Take(2).ToArray() is [var unknown])
            {
                var given = inner.Symbols.Where(names.ContainsKey).SelectMany(s => names[s].Symbols).ToHashSet(StringComparer.Ordinal);
                if (outer.Symbols.Where(s => !given.Contains(s)).Take(2).ToArray() is [var name])
                {
                    names.Add(unknown, SymInt.Symbol(name));
                }
            }
        }
        substitution = new TypeSubstitution(names);
        foreach (var (inner, outer) in pairs)
        {
            if (inner.Symbols.Count > 0 && inner.Symbols.All(names.ContainsKey) && Of(inner) != outer)
            {
                throw new ProgramPlanException($"the size {inner} of a piece's input is {Of(inner)} and {outer} at once");
            }
        }
    }

    /// <exception cref="ProgramPlanException">A symbol of the piece does not follow from its arguments.</exception>
    public SymInt Of(SymInt size) => size.Symbols.FirstOrDefault(s => !names.ContainsKey(s)) is { } unknown
        ? throw new ProgramPlanException($"{unknown} does not follow from the arguments")
        : substitution.Apply(size);

    public NodeType Of(TensorType type)
    {
        foreach (var size in type.Shape.Concat(type.Strides))
        {
            Of(size);
        }
        return substitution.Apply(type);
    }

    private static IEnumerable<(SymInt Inner, SymInt Outer)> Pairs(NodeType type, PlannedValue value) => (type, value) switch
    {
        (TensorType inner, PlannedTensor { Type: var outer }) => inner.Shape.Zip(outer.Shape).Concat(inner.Strides.Zip(outer.Strides)),
        (SymIntType { Value: var inner }, PlannedInt { Value: var outer }) => [(inner, outer)],
        _ => [],
    };
}
