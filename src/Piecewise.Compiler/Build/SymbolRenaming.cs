using System.Collections.Immutable;
using Piecewise.Compiler.Backend;
using Piecewise.Graphs;

namespace Piecewise.Compiler.Build;

/// <summary>
/// The symbols of a piece in those of the program, at one call: pieces that share code were split from different places, and each place has
/// its own names. A dim of an input that is a symbol is what the argument's dim is.
/// </summary>
internal sealed class SymbolRenaming
{
    private readonly Dictionary<string, SymInt> names = new(StringComparer.Ordinal);
    private readonly TypeSubstitution substitution;

    // Sizes and strides of the piece's inputs, what is passed for them, and the dim whose stride it is.
    private readonly ImmutableArray<(SymInt Inner, SymInt Outer, SymInt? Dim)> pairs;

    public SymbolRenaming(Graph piece, ImmutableArray<PlannedValue> arguments)
    {
        pairs = [.. piece.Inputs.Zip(arguments).SelectMany(p => PairsOf(p.First.Type, p.Second))];
        foreach (var (inner, outer, _) in pairs)
        {
            if (inner.IsSymbol)
            {
                names.TryAdd(inner.SymbolName, outer);
            }
        }
        // Derived sizes (2*s0): by their only symbol that is not known yet.
        foreach (var (inner, outer, _) in pairs)
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
    }

    /// <summary>
    /// Where the arguments have the sizes and strides that the piece was made for, in symbols of the program. Along a dim of no more than
    /// one element any stride will do.
    /// </summary>
    public IEnumerable<SymBool> Conditions => pairs.Select(p => (Inner: Of(p.Inner), p.Outer, p.Dim)).Where(p => p.Inner != p.Outer)
        .Select(p => SymBool.Eq(p.Inner, p.Outer) is var same && p.Dim is { } size ? SymBool.Or(same, SymBool.Le(size, 1)) : same);

    /// <summary>Whether a symbol of the piece follows from its arguments.</summary>
    public bool Knows(string symbol) => names.ContainsKey(symbol);

    /// <exception cref="ProgramPlanException">A symbol of the piece does not follow from its arguments.</exception>
    public SymInt Of(SymInt size) => size.Symbols.FirstOrDefault(s => !names.ContainsKey(s)) is { } unknown
        ? throw new ProgramPlanException($"{unknown} does not follow from the arguments")
        : substitution.Apply(size);

    /// <inheritdoc cref="Of(SymInt)"/>
    public SymBool Of(SymBool condition) => condition.Symbols.FirstOrDefault(s => !names.ContainsKey(s)) is { } unknown
        ? throw new ProgramPlanException($"{unknown} does not follow from the arguments")
        : condition.Substitute(names);

    public NodeType Of(TensorType type)
    {
        foreach (var size in type.Shape.Concat(type.Strides))
        {
            Of(size);
        }
        return substitution.Apply(type);
    }

    private static IEnumerable<(SymInt Inner, SymInt Outer, SymInt? Dim)> PairsOf(NodeType type, PlannedValue value) =>
        (type, value) switch
        {
            // The stride of a dim that certainly has one element says nothing.
            (TensorType inner, PlannedTensor { Type: var outer }) => inner.Shape.Zip(outer.Shape, (i, o) => (i, o, (SymInt?)null))
                .Concat(inner.Strides.Zip(outer.Strides, (i, o) => (i, o)).Select((p, d) => (p.i, p.o, (SymInt?)outer.Shape[d]))
                    .Where((_, d) => !(inner.Shape[d] == 1 && outer.Shape[d] == 1))),
            (SymIntType { Value: var inner }, PlannedInt { Value: var outer }) => [(inner, outer, null)],
            _ => [],
        };
}
