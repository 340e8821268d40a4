namespace Piecewise.Graphs;

/// <summary>
/// Answers questions about expressions from bounds and facts. Every question is first reduced: equations are solved and
/// put in, then each operation whose result the bounds decide is replaced. What is left is settled by interval
/// arithmetic and by proofs of sign.
/// </summary>
internal sealed class ShapeReasoning
{
    /// <summary>Facts that are used; of more than that, those that come first. Without the others answers are lost, not truth.</summary>
    private const int MaxFacts = 1024;

    private readonly EquationSystem equations;
    private readonly RangeAnalysis ranges;
    private readonly SignProver prover;
    private readonly SignFacts nonNegative;
    private readonly HashSet<SymBool> known;

    /// <param name="bounds">Intervals of the symbols.</param>
    /// <param name="facts">Conditions that hold.</param>
    /// <param name="withQuotients">See <see cref="EquationSystem"/>; results inside then name symbols of its own.</param>
    public ShapeReasoning(IReadOnlyDictionary<string, Interval> bounds, IReadOnlyList<SymBool> facts, bool withQuotients)
    {
        equations = new EquationSystem(bounds, facts, withQuotients);
        ranges = new RangeAnalysis(bounds, equations.QuotientBounds);
        nonNegative = new SignFacts();
        known = [];
        prover = new SignProver(ranges, nonNegative);

        // The bounds of a replaced symbol go on to bind what replaces it.
        foreach (var (symbol, value) in equations.Replaced)
        {
            var interval = bounds.GetValueOrDefault(symbol);
            var range = ranges.Of(value);
            if (interval.Min is { } min && range.Low < min)
            {
                AddNonNegative(value, -(Int128)min);
            }

            if (interval.Max is { } max && range.High > max)
            {
                AddNonNegative(-value, max);
            }
        }

        foreach (var equation in equations.Unsolved)
        {
            var reduced = equations.Apply(equation);
            AddNonNegative(reduced, 0);
            AddNonNegative(-reduced, 0);
        }

        foreach (var fact in facts.Take(MaxFacts))
        {
            if (Guarded(() => Apply(fact)) is { } reduced)
            {
                known.Add(reduced);
                if (reduced.Kind == SymBoolKind.Le)
                {
                    AddNonNegative(-reduced.Variable, reduced.Bound);
                }
            }
        }
    }

    private ShapeReasoning(ShapeReasoning same, IReadOnlyDictionary<string, Interval> bounds)
    {
        (equations, nonNegative, known) = (same.equations, same.nonNegative, same.known);
        ranges = new RangeAnalysis(bounds, equations.QuotientBounds);
        prover = new SignProver(ranges, nonNegative);
    }

    /// <summary>The same with the bounds of more symbols, none of which a fact mentions and none of which has a single value.</summary>
    public ShapeReasoning WithBounds(IReadOnlyDictionary<string, Interval> bounds) => new(this, bounds);

    /// <summary>Whether divisibility is expressed by symbols that are not the environment's.</summary>
    public bool HasQuotients => equations.HasQuotients;

    /// <summary>An equal expression over the environment's symbols, with what is known put in.</summary>
    public SymInt Simplify(SymInt value) => Guarded(() => equations.Restore(Reduce(value))) ?? value;

    public WideRange RangeOf(SymInt value) =>
        Guarded(() => Reduce(value)) is { } reduced ? RangeOfReduced(reduced) : WideRange.Everything;

    private WideRange RangeOfReduced(SymInt reduced)
    {
        var range = ranges.Of(reduced);
        if (!reduced.IsConstant)
        {
            var terms = SymInt.Create(0, reduced.Terms);
            var constant = WideRange.Single(reduced.ConstantPart);
            if (nonNegative.LowOf(terms) is { } low)
            {
                range = range.Intersect(constant + new WideRange(low, WideRange.PositiveInfinity));
            }

            if (Guarded(() => -terms) is { } negated && nonNegative.LowOf(negated) is { } negatedLow)
            {
                range = range.Intersect(constant + new WideRange(WideRange.NegativeInfinity, -negatedLow));
            }
        }

        return range.Intersect(new WideRange(prover.ShiftedLow(reduced), WideRange.PositiveInfinity));
    }

    public bool? Decide(SymBool condition)
    {
        switch (condition.Kind)
        {
            case SymBoolKind.True:
                return true;
            case SymBoolKind.False:
                return false;
            case SymBoolKind.And or SymBoolKind.Or:
                return Guarded(() => Apply(condition)) is { } whole && known.Contains(whole) ? true
                    : Guarded(() => Apply(SymBool.Not(condition))) is { } negated && known.Contains(negated) ? false
                    : DecideAll(condition.Operands, deciding: condition.Kind == SymBoolKind.Or);
            default:
                return Guarded(() => condition.WithVariable(Reduce(condition.Variable))) is { } relation ? DecideRelation(relation) : null;
        }
    }

    private bool? DecideRelation(SymBool relation)
    {
        if (!relation.IsRelation)
        {
            return relation.Kind == SymBoolKind.True;
        }

        if (known.Contains(relation))
        {
            return true;
        }

        if (known.Contains(SymBool.Not(relation)))
        {
            return false;
        }

        var range = RangeOfReduced(relation.Variable);
        if (relation.Kind == SymBoolKind.Le)
        {
            return range.High <= relation.Bound ? true
                : range.Low > relation.Bound ? false
                : ProveAtMost(relation.Variable, relation.Bound) || ProveAtMostExcept(relation.Variable, relation.Bound + 1) ? true
                : ProveAtLeast(relation.Variable, relation.Bound + 1) || ProveAtMostExcept(-relation.Variable, -relation.Bound) ? false
                : null;
        }

        bool? equal = !range.Contains(relation.Bound) ? false
            : range.IsSingle ? true
            : ProveAtLeast(relation.Variable, relation.Bound + 1) || ProveAtMost(relation.Variable, relation.Bound - 1) ? false
            : ProveAtLeast(relation.Variable, relation.Bound) && ProveAtMost(relation.Variable, relation.Bound) ? true : null;
        return relation.Kind == SymBoolKind.Eq ? equal : !equal;
    }

    private bool ProveAtMost(SymInt value, Int128 bound) => ProveAtLeast(-value, -bound);

    private bool ProveAtLeast(SymInt value, Int128 bound) =>
        FitsIn64Bits(bound, out var constant) && prover.IsAtMost(constant, value);

    /// <summary>Whether value &lt; bound follows from value &lt;= bound and a fact that they differ.</summary>
    private bool ProveAtMostExcept(SymInt value, Int128 bound) =>
        FitsIn64Bits(bound, out var constant) && known.Contains(SymBool.Ne(value, constant)) && ProveAtMost(value, bound);

    /// <summary>One operand that is <paramref name="deciding"/> decides; otherwise all have to be known.</summary>
    private bool? DecideAll(SymBool[] operands, bool deciding)
    {
        bool? result = !deciding;
        foreach (var operand in operands)
        {
            var known = Decide(operand);
            if (known == deciding)
            {
                return deciding;
            }

            result = known is null ? null : result;
        }

        return result;
    }

    /// <summary>
    /// Null where putting in what is known would leave 64 bits, or shows that a divisor is always 0: nothing is concluded
    /// then.
    /// </summary>
    private static T? Guarded<T>(Func<T> reduction)
        where T : class
    {
        try
        {
            return reduction();
        }
        catch (ArithmeticException)
        {
            return null;
        }
    }

    private SymInt Reduce(SymInt value)
    {
        var applied = equations.Apply(value);
        return applied.HasOperations ? ReduceOperations(applied) : applied;
    }

    private SymBool Apply(SymBool condition) => condition.Kind switch
    {
        SymBoolKind.And => SymBool.And(condition.Operands.Select(Apply)),
        SymBoolKind.Or => SymBool.Or(condition.Operands.Select(Apply)),
        _ when condition.IsRelation => condition.WithVariable(equations.Apply(condition.Variable)),
        _ => condition,
    };

    private SymInt ReduceOperations(SymInt value) =>
        Evaluation.Rebuild(value, atom => atom.IsSymbol ? null : ReduceOperation(atom));

    private SymInt ReduceOperation(Atom atom)
    {
        var rebuilt = Evaluation.Apply(atom.Kind, Array.ConvertAll(atom.Operands, ReduceOperations));
        if (rebuilt.SoleAtom is not { IsSymbol: false } operation)
        {
            // The operation fell apart into others, or into none: those others are in normal form and were not looked at.
            return rebuilt.HasOperations ? ReduceOperations(rebuilt) : rebuilt;
        }

        if (equations.TryGetOperation(operation, out var known))
        {
            return known;
        }

        var range = ranges.Of(operation);
        if (range.IsSingle && FitsIn64Bits(range.Low, out var constant))
        {
            return constant;
        }

        return operation.Kind switch
        {
            AtomKind.FloorDiv => IsRemainder(operation) ? SymInt.Zero : rebuilt,
            AtomKind.Mod => ReduceRemainder(operation) ?? rebuilt,
            _ => ReduceExtremum(operation),
        };
    }

    /// <summary>Whether 0 &lt;= a &lt; b, which makes a // b zero and a % b equal to a.</summary>
    private bool IsRemainder(Atom division)
    {
        var (a, b) = (division.Operands[0], division.Operands[1]);
        return ranges.Of(b).Low >= 1 && prover.IsAtMost(0, a) && prover.IsAtMost(a, b - 1);
    }

    private SymInt? ReduceRemainder(Atom operation)
    {
        var (a, b) = (operation.Operands[0], operation.Operands[1]);
        if (IsRemainder(operation))
        {
            return a;
        }

        var quotient = WideRange.FloorDiv(ranges.Of(a), ranges.Of(b));
        return quotient.IsSingle && FitsIn64Bits(quotient.Low, out var q) ? a - b * q : null;
    }

    private SymInt ReduceExtremum(Atom operation)
    {
        var kept = new List<SymInt>(operation.Operands);
        foreach (var candidate in operation.Operands)
        {
            var worse = kept.Exists(other => !ReferenceEquals(other, candidate)
                && (operation.Kind == AtomKind.Min ? prover.IsAtMost(other, candidate) : prover.IsAtMost(candidate, other)));
            if (worse)
            {
                kept.Remove(candidate);
            }
        }

        return ExtremumForms.Create(operation.Kind, [.. kept]);
    }

    private void AddNonNegative(SymInt value, Int128 offset)
    {
        if (FitsIn64Bits(value.ConstantPart + offset, out var constant) && !value.IsConstant)
        {
            nonNegative.Add(SymInt.Create(constant, value.Terms));
        }
    }

    private static bool FitsIn64Bits(Int128 value, out long narrow)
    {
        narrow = unchecked((long)value);
        return narrow == value;
    }
}
