namespace Piecewise.Graphs;

/// <summary>Walks over an expression that give it a value or rebuild it.</summary>
internal static class Evaluation
{
    /// <summary>
    /// The value as a 128-bit integer, so that a normal form whose terms overflow 64 bits on the way still evaluates
    /// where its value fits.
    /// </summary>
    public static Int128 Wide(SymInt expression, IReadOnlyDictionary<string, long> values)
    {
        Int128 sum = expression.ConstantPart;
        foreach (var term in expression.Terms)
        {
            Int128 product = term.Coefficient;
            foreach (var factor in term.Monomial.Factors)
            {
                var value = Wide(factor.Atom, expression, values);
                for (var i = 0; i < factor.Power && product != 0; i++)
                {
                    product = checked(product * value);
                }
            }

            sum = checked(sum + product);
        }

        return sum;
    }

    public static SymInt Substitute(SymInt expression, IReadOnlyDictionary<string, SymInt> replacements)
    {
        var affected = false;
        foreach (var name in expression.Symbols)
        {
            affected |= replacements.ContainsKey(name);
        }

        return !affected ? expression : Rebuild(expression, Replace);

        SymInt? Replace(Atom atom) =>
            atom.IsSymbol
                ? replacements.GetValueOrDefault(atom.Name)
                : Apply(atom.Kind, Array.ConvertAll(atom.Operands, operand => Substitute(operand, replacements)));
    }

    /// <summary>
    /// The expression with each of its own atoms (not those inside their operands) replaced by what
    /// <paramref name="replace"/> gives; null keeps the atom.
    /// </summary>
    public static SymInt Rebuild(SymInt expression, Func<Atom, SymInt?> replace)
    {
        var kept = new List<Term>();
        var changed = new List<SymInt>();
        foreach (var term in expression.Terms)
        {
            var values = Array.ConvertAll(term.Monomial.Factors.ToArray(), factor => replace(factor.Atom));
            if (Array.TrueForAll(values, v => v is null))
            {
                kept.Add(term);
                continue;
            }

            SymInt product = term.Coefficient;
            foreach (var (factor, value) in term.Monomial.Factors.ToArray().Zip(values, (f, v) => (f, v ?? SymInt.OfAtom(f.Atom))))
            {
                product *= factor.Power == 1 ? value : SymInt.Pow(value, factor.Power);
            }

            changed.Add(product);
        }

        return Polynomial.Sum(expression.ConstantPart, kept, changed);
    }

    /// <summary>The normal form of an operation on operands in normal form.</summary>
    public static SymInt Apply(AtomKind kind, SymInt[] operands) => kind switch
    {
        AtomKind.FloorDiv => DivisionForms.FloorDiv(operands[0], operands[1]),
        AtomKind.Mod => DivisionForms.Mod(operands[0], operands[1]),
        _ => ExtremumForms.Create(kind, operands),
    };

    private static Int128 Wide(Atom atom, SymInt within, IReadOnlyDictionary<string, long> values)
    {
        switch (atom.Kind)
        {
            case AtomKind.Symbol:
                return values.TryGetValue(atom.Name, out var value)
                    ? value
                    : throw new KeyNotFoundException($"Symbol '{atom.Name}' has no value in the evaluation of '{within}'.");
            case AtomKind.FloorDiv or AtomKind.Mod:
                var dividend = Wide(atom.Operands[0], values);
                var divisor = Wide(atom.Operands[1], values);
                if (divisor == 0)
                {
                    throw new DivideByZeroException($"The divisor of '{SymInt.OfAtom(atom)}' is 0.");
                }

                var quotient = WideRange.FloorDiv(dividend, divisor);
                return atom.Kind == AtomKind.FloorDiv ? quotient : dividend - quotient * divisor;
            default:
                var best = Wide(atom.Operands[0], values);
                foreach (var operand in atom.Operands.AsSpan(1))
                {
                    var candidate = Wide(operand, values);
                    best = atom.Kind == AtomKind.Min ? Int128.Min(best, candidate) : Int128.Max(best, candidate);
                }

                return best;
        }
    }
}
