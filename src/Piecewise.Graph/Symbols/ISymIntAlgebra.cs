namespace Piecewise.Graphs;

/// <summary>What the parts of a size become, for <see cref="SymIntFolding.Fold"/>: text in another language, say.</summary>
internal interface ISymIntAlgebra<T>
{
    T Constant(long value);

    T Symbol(string name);

    T Add(T left, T right);

    T Multiply(T left, T right);

    /// <summary>Rounded down.</summary>
    T FloorDiv(T dividend, T divisor);

    /// <summary>With the divisor's sign.</summary>
    T Mod(T dividend, T divisor);

    T Min(T left, T right);

    T Max(T left, T right);
}

/// <summary>Takes sizes apart.</summary>
internal static class SymIntFolding
{
    /// <summary>Puts a size together again in another algebra, in the order of its normal form.</summary>
    public static T Fold<T>(this SymInt size, ISymIntAlgebra<T> algebra)
    {
        ArgumentNullException.ThrowIfNull(size);
        ArgumentNullException.ThrowIfNull(algebra);
        if (size.IsConstant)
        {
            return algebra.Constant(size.ConstantPart);
        }
        var terms = size.Terms.Select(t => OfTerm(t, algebra)).ToList();
        if (size.ConstantPart != 0)
        {
            terms.Add(algebra.Constant(size.ConstantPart));
        }
        return terms.Aggregate(algebra.Add);
    }

    private static T OfTerm<T>(Term term, ISymIntAlgebra<T> algebra)
    {
        var factors = new List<T>();
        // A number that leaves no room for a size comes last: another size may be 0.
        var isLast = term.Coefficient is > int.MaxValue or < int.MinValue;
        if (term.Coefficient != 1 && !isLast)
        {
            factors.Add(algebra.Constant(term.Coefficient));
        }
        foreach (var (atom, power) in term.Monomial.Factors)
        {
            for (var i = 0; i < power; i++)
            {
                factors.Add(OfAtom(atom, algebra));
            }
        }
        if (isLast)
        {
            factors.Add(algebra.Constant(term.Coefficient));
        }
        return factors.Aggregate(algebra.Multiply);
    }

    private static T OfAtom<T>(Atom atom, ISymIntAlgebra<T> algebra) => atom.Kind switch
    {
        AtomKind.Symbol => algebra.Symbol(atom.Name),
        AtomKind.FloorDiv => algebra.FloorDiv(atom.Operands[0].Fold(algebra), atom.Operands[1].Fold(algebra)),
        AtomKind.Mod => algebra.Mod(atom.Operands[0].Fold(algebra), atom.Operands[1].Fold(algebra)),
        AtomKind.Min => atom.Operands.Select(o => o.Fold(algebra)).Aggregate(algebra.Min),
        _ => atom.Operands.Select(o => o.Fold(algebra)).Aggregate(algebra.Max),
    };
}
