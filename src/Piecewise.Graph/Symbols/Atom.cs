namespace Piecewise.Graphs;

internal enum AtomKind
{
    Symbol,
    FloorDiv,
    Mod,
    Min,
    Max,
}

/// <summary>
/// What a polynomial treats as an indeterminate: a symbol, or an operation that polynomials can't express.
/// Operands are in normal form, so that structural equality is equality of normal forms.
/// </summary>
internal sealed class Atom : IEquatable<Atom>, IComparable<Atom>
{
    /// <summary>Walks over expressions recurse, so nesting is bounded: hostile input must not exhaust the stack.</summary>
    private const int MaxDepth = 200;

    private readonly int hash;
    private readonly int depth;

    private Atom(AtomKind kind, string name, SymInt[] operands, int hash)
    {
        Parts = 1;
        foreach (var operand in operands)
        {
            Parts += operand.Parts;
            foreach (var term in operand.Terms)
            {
                foreach (var factor in term.Monomial.Factors)
                {
                    depth = Math.Max(depth, factor.Atom.depth + 1);
                }
            }
        }

        SymInt.RequireSize(Parts);
        if (depth > MaxDepth)
        {
            throw new OverflowException($"A symbolic expression would nest operations deeper than {MaxDepth}.");
        }

        Kind = kind;
        Name = name;
        Operands = operands;
        this.hash = hash;
    }

    public AtomKind Kind { get; }

    /// <summary>The symbol's name; empty for the other kinds.</summary>
    public string Name { get; }

    /// <summary>Numerator and divisor, or the two or more candidates of a minimum or maximum; empty for a symbol.</summary>
    public SymInt[] Operands { get; }

    /// <summary>How many operations and symbols it is written with, see <see cref="SymInt.MaxParts"/>.</summary>
    public int Parts { get; }

    public bool IsSymbol => Kind == AtomKind.Symbol;

    public static Atom Symbol(string name) => new(AtomKind.Symbol, name, [], name.GetHashCode(StringComparison.Ordinal));

    public static Atom Operation(AtomKind kind, params SymInt[] operands)
    {
        var hash = new HashCode();
        hash.Add(kind);
        foreach (var operand in operands)
        {
            hash.Add(operand);
        }

        return new Atom(kind, "", operands, hash.ToHashCode());
    }

    /// <summary>
    /// A total order that depends on structure alone, so that normal forms and printed text are the same in every
    /// process (string hashes are not).
    /// </summary>
    public int CompareTo(Atom? other)
    {
        if (ReferenceEquals(this, other))
        {
            return 0;
        }

        if (other is null)
        {
            return 1;
        }

        if (Kind != other.Kind)
        {
            return Kind.CompareTo(other.Kind);
        }

        return IsSymbol ? string.CompareOrdinal(Name, other.Name) : SymInt.CompareSequences(Operands, other.Operands);
    }

    public bool Equals(Atom? other) =>
        ReferenceEquals(this, other)
        || (other is not null && hash == other.hash && Kind == other.Kind && Name == other.Name
            && Operands.AsSpan().SequenceEqual(other.Operands));

    public override bool Equals(object? obj) => Equals(obj as Atom);

    public override int GetHashCode() => hash;
}
