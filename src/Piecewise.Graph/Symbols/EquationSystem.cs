namespace Piecewise.Graphs;

/// <summary>
/// Known equations in solved form. A symbol with an equation is replaced everywhere by an expression over the remaining
/// symbols; a symbol x with x % m == r is replaced by m*x' + r, where x' is a symbol of this system alone, so that
/// divisibility becomes a matter of coefficients; an equation that fixes only an operation (<c>min(a, b) == 4</c>)
/// replaces that operation.
/// </summary>
internal sealed class EquationSystem
{
    /// <summary>
    /// Equations that are solved; of more than that, those that come first. Without the others answers are lost, not truth.
    /// </summary>
    private const int MaxEquations = 512;

    /// <summary>Operations that are replaced: each is looked for in every expression.</summary>
    private const int MaxOperations = 32;

    private readonly Dictionary<string, SymInt> symbols = new(StringComparer.Ordinal);
    // By symbol: the replaced ones whose replacement may hold it.
    private readonly Dictionary<string, HashSet<string>> holders = new(StringComparer.Ordinal);
    private readonly Dictionary<Atom, SymInt> operations = [];
    private readonly Dictionary<string, Quotient> quotients = new(StringComparer.Ordinal);
    private readonly IReadOnlyDictionary<string, Interval> bounds;
    private readonly Dictionary<string, Interval> quotientBounds = new(StringComparer.Ordinal);
    private readonly List<SymInt> unsolved = [];
    private readonly Queue<SymInt> pending = new();

    /// <param name="bounds">Intervals of the symbols; a single value is an equation too.</param>
    /// <param name="facts">Facts of any kind, of which the equalities are used.</param>
    /// <param name="withQuotients">Whether remainders introduce symbols of this system.</param>
    public EquationSystem(IReadOnlyDictionary<string, Interval> bounds, IEnumerable<SymBool> facts, bool withQuotients)
    {
        this.bounds = bounds;
        foreach (var (symbol, interval) in bounds)
        {
            if (interval.IsSingle)
            {
                symbols[symbol] = interval.Min!.Value;
            }
        }

        foreach (var fact in facts)
        {
            if (fact.Kind == SymBoolKind.Eq && fact.Bound >= long.MinValue && fact.Bound <= long.MaxValue && pending.Count < MaxEquations)
            {
                pending.Enqueue(fact.Variable - (long)fact.Bound);
            }
        }

        // Each equation solves for one more symbol or operation, but an operation whose operands change is queued again.
        for (var steps = 8 * pending.Count; steps > 0 && pending.TryDequeue(out var equation); steps--)
        {
            try
            {
                Solve(Apply(equation), withQuotients);
            }
            catch (ArithmeticException)
            {
                // Putting equations into each other left 64 bits, or made a divisor 0, so that this one means nothing.
                // Without it answers are lost, not truth.
            }
        }
    }

    /// <summary>Intervals of the symbols that stand for quotients.</summary>
    public IReadOnlyDictionary<string, Interval> QuotientBounds => quotientBounds;

    /// <summary>Expressions that are 0 and that no replacement expresses.</summary>
    public IReadOnlyList<SymInt> Unsolved => unsolved;

    /// <summary>The symbols that are replaced, with what replaces them.</summary>
    public IReadOnlyDictionary<string, SymInt> Replaced => symbols;

    public bool HasQuotients => quotients.Count > 0;

    private bool IsTrivial => symbols.Count == 0 && operations.Count == 0;

    public bool TryGetOperation(Atom operation, out SymInt value) => operations.TryGetValue(operation, out value!);

    /// <summary>The expression over the remaining symbols.</summary>
    public SymInt Apply(SymInt expression)
    {
        if (IsTrivial || expression.IsConstant)
        {
            return expression;
        }

        var replaced = expression.Substitute(symbols);
        return operations.Count == 0 || !replaced.HasOperations ? replaced : ReplaceQuotients(ReplaceOperations(replaced));
    }

    /// <summary>
    /// The expression without quotient symbols: c*x' becomes (c / m)*(x - r) where m divides c, otherwise x' becomes
    /// x // m.
    /// </summary>
    public SymInt Restore(SymInt expression)
    {
        if (quotients.Count == 0 || !expression.Symbols.Any(quotients.ContainsKey))
        {
            return expression;
        }

        SymInt result = expression.ConstantPart;
        foreach (var term in expression.Terms)
        {
            SymInt product = 1;
            var coefficient = term.Coefficient;
            foreach (var (atom, power) in term.Monomial.Factors)
            {
                for (var i = 0; i < power; i++)
                {
                    product *= RestoreAtom(atom, ref coefficient);
                }
            }

            result += coefficient * product;
        }

        return quotients.Keys.Intersect(result.Symbols).Any() ? Restore(result) : result;
    }

    private SymInt RestoreAtom(Atom atom, ref long coefficient)
    {
        if (!atom.IsSymbol)
        {
            return Evaluation.Apply(atom.Kind, Array.ConvertAll(atom.Operands, Restore));
        }

        if (!quotients.TryGetValue(atom.Name, out var quotient))
        {
            return SymInt.OfAtom(atom);
        }

        if (coefficient % quotient.Modulus == 0)
        {
            coefficient /= quotient.Modulus;
            return quotient.Of - quotient.Residue;
        }

        return SymInt.FloorDiv(quotient.Of, quotient.Modulus);
    }

    private SymInt ReplaceOperations(SymInt expression) => Evaluation.Rebuild(expression, atom =>
    {
        if (atom.IsSymbol)
        {
            return null;
        }

        var rebuilt = Evaluation.Apply(atom.Kind, Array.ConvertAll(atom.Operands, ReplaceOperations));
        return rebuilt.SoleAtom is { } same && operations.TryGetValue(same, out var value) ? value : rebuilt;
    });

    /// <summary>Where a % b is known to be r, replaces b*(a // b) by a - r; a // b alone has nothing simpler.</summary>
    private SymInt ReplaceQuotients(SymInt expression)
    {
        foreach (var (operation, residue) in operations)
        {
            if (operation.Kind != AtomKind.Mod
                || SymInt.FloorDiv(operation.Operands[0], operation.Operands[1]).SoleAtom is not { } quotient)
            {
                continue;
            }

            foreach (var term in expression.Terms)
            {
                if (term.Monomial.TryDivide(Monomial.Of(quotient), out var others)
                    && Polynomial.DivideExactly(Polynomial.Single(others, term.Coefficient), operation.Operands[1]) is { } factor)
                {
                    expression += factor * (operation.Operands[0] - residue) - Polynomial.Single(term.Monomial, term.Coefficient);
                }
            }
        }

        return expression;
    }

    private void Solve(SymInt equation, bool withQuotients)
    {
        var content = Polynomial.CoefficientContent(equation);
        if (content == 0 || equation.ConstantPart % content != 0)
        {
            // Either known already, or a contradiction, from which nothing more can be learned.
            return;
        }

        equation = Polynomial.DivideExactly(equation, content)!;
        if (withQuotients && Congruence.TryRead(equation, out var symbol, out var congruence) && congruence.Modulus > 1)
        {
            ReplaceByQuotient(symbol, congruence);
            return;
        }

        Term? best = null;
        foreach (var term in equation.Terms)
        {
            if (term.Coefficient is 1 or -1 && term.Monomial.IsAtom && OccursOnce(term.Monomial.Factors[0].Atom, equation)
                && (best is null || Prefer(term.Monomial.Factors[0].Atom, best.Value.Monomial.Factors[0].Atom)))
            {
                best = term;
            }
        }

        if (best is { } solved && (solved.Monomial.Factors[0].Atom.IsSymbol || operations.Count < MaxOperations))
        {
            var atom = solved.Monomial.Factors[0].Atom;
            var rest = Polynomial.Add(equation, SymInt.OfAtom(atom), -solved.Coefficient);
            Replace(atom, Polynomial.Scale(rest, -solved.Coefficient));
        }
        else
        {
            unsolved.Add(equation);
        }
    }

    /// <summary>Symbols are eliminated before operations, later names before earlier ones: u0 before s1 before s0.</summary>
    private static bool Prefer(Atom candidate, Atom best) =>
        candidate.IsSymbol != best.IsSymbol ? candidate.IsSymbol : candidate.CompareTo(best) > 0;

    private static bool OccursOnce(Atom atom, SymInt equation) => Occurrences(atom, equation) == 1;

    private static int Occurrences(Atom atom, SymInt expression)
    {
        var count = 0;
        foreach (var term in expression.Terms)
        {
            foreach (var factor in term.Monomial.Factors)
            {
                count += factor.Atom.Equals(atom) ? factor.Power : factor.Atom.Operands.Sum(o => Occurrences(atom, o));
            }
        }

        return count;
    }

    private void ReplaceByQuotient(Atom symbol, Congruence congruence)
    {
        var name = $"{symbol.Name} // {congruence.Modulus}";
        this.quotients[name] = new Quotient(SymInt.OfAtom(symbol), congruence.Modulus, congruence.Residue);
        var bounds = quotientBounds.TryGetValue(symbol.Name, out var own) ? own : this.bounds.GetValueOrDefault(symbol.Name);
        var range = congruence.Align(WideRange.From(bounds));
        var quotients = WideRange.FloorDiv(range, WideRange.Single(congruence.Modulus));
        quotientBounds[name] = quotients.ToInterval();
        Replace(symbol, congruence.Modulus * SymInt.OfAtom(Atom.Symbol(name)) + congruence.Residue);
    }

    private void Replace(Atom atom, SymInt value)
    {
        if (atom.IsSymbol)
        {
            var single = new Dictionary<string, SymInt>(StringComparer.Ordinal) { [atom.Name] = value };
            if (this.holders.Remove(atom.Name, out var holders))
            {
                foreach (var symbol in holders)
                {
                    SetReplacement(symbol, symbols[symbol].Substitute(single));
                }
            }

            SetReplacement(atom.Name, value);
        }
        else
        {
            operations[atom] = value;
        }

        foreach (var (operation, expression) in operations.ToArray())
        {
            if (operation.Equals(atom))
            {
                continue;
            }

            // The rule for an operation is an equation about its operands: solved anew when those are replaced.
            var before = SymInt.OfAtom(operation);
            operations.Remove(operation);
            if (Apply(before) is var after && after == before)
            {
                operations[operation] = Apply(expression);
            }
            else
            {
                pending.Enqueue(after - expression);
            }
        }
    }

    private void SetReplacement(string symbol, SymInt value)
    {
        symbols[symbol] = value;
        foreach (var held in value.Symbols)
        {
            if (!this.holders.TryGetValue(held, out var holders))
            {
                this.holders.Add(held, holders = new HashSet<string>(StringComparer.Ordinal));
            }

            holders.Add(symbol);
        }
    }

    /// <summary>What a quotient symbol stands for: (Of - Residue) / Modulus.</summary>
    private readonly record struct Quotient(SymInt Of, long Modulus, long Residue);
}
