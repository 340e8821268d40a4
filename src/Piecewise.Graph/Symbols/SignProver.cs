namespace Piecewise.Graphs;

/// <summary>
/// Proves that one expression is never greater than another, that is, that their difference is never negative. Each step
/// replaces the goal by one that implies it; a bounded number of steps keeps an unprovable goal cheap. A missing proof
/// says nothing.
/// </summary>
/// <param name="ranges">Bounds of the symbols.</param>
/// <param name="facts">Expressions known to be at least 0.</param>
internal sealed class SignProver(RangeAnalysis ranges, SignFacts facts)
{
    private const int MaxSteps = 96;
    private const int MaxDepth = 8;

    /// <summary>How often a fact is subtracted from a goal in one proof.</summary>
    private const int MaxSubtractions = 2048;

    /// <summary>Larger ends are of no use as an origin: shifting to them overflows, and shapes are smaller.</summary>
    private static readonly Int128 LargestShift = Int128.One << 40;

    public bool IsAtMost(SymInt left, SymInt right)
    {
        try
        {
            var effort = new Effort { Steps = MaxSteps, Subtractions = MaxSubtractions };
            return Prove(right - left, MaxDepth, [], ref effort);
        }
        catch (OverflowException)
        {
            // A goal left 64 bits: no proof on this path, which is an answer and not an error.
            return false;
        }
    }

    /// <summary>
    /// A lower end from measuring each atom from its nearest bound: with s &gt;= 1, s*s - s is (1 + t)**2 - (1 + t), which
    /// is t*t + t, at least 0; adding the ranges of s*s and -s would find no bound.
    /// </summary>
    public Int128 ShiftedLow(SymInt expression)
    {
        try
        {
            return Shift(expression);
        }
        catch (OverflowException)
        {
            return WideRange.NegativeInfinity;
        }
    }

    private Int128 Shift(SymInt expression)
    {
        if (!expression.Terms.Any(t => t.Monomial.Degree > 1))
        {
            return ranges.Of(expression).Low;
        }

        var spans = new Dictionary<Atom, WideRange>();
        var shifted = Evaluation.Rebuild(expression, atom =>
        {
            var range = ranges.Of(atom);
            spans[atom] = range;
            if (Int128.Abs(Int128.Max(range.Low, -LargestShift - 1)) <= LargestShift)
            {
                spans[atom] = range - WideRange.Single(range.Low);
                return SymInt.OfAtom(atom) + (long)range.Low;
            }

            if (Int128.Abs(Int128.Min(range.High, LargestShift + 1)) <= LargestShift)
            {
                spans[atom] = WideRange.Single(range.High) - range;
                return (long)range.High - SymInt.OfAtom(atom);
            }

            return null;
        });

        var sum = WideRange.Single(shifted.ConstantPart);
        foreach (var term in shifted.Terms)
        {
            var product = WideRange.Single(term.Coefficient);
            foreach (var factor in term.Monomial.Factors)
            {
                product *= spans[factor.Atom].Power(factor.Power);
            }

            sum += product;
        }

        return sum.Low;
    }

    private bool Prove(SymInt goal, int depth, IReadOnlyList<SymInt> known, ref Effort effort)
    {
        var range = ranges.Of(goal);
        if (range.Low >= 0)
        {
            return true;
        }

        if (range.High < 0 || depth == 0 || --effort.Steps < 0)
        {
            return false;
        }

        return Shift(goal) >= 0
            || ProveByFactor(goal, depth, known, ref effort)
            || ProveByOperations(goal, depth, known, ref effort)
            || ProveByFacts(goal, depth, known, ref effort);
    }

    /// <summary>Takes out a common factor whose sign is known.</summary>
    private bool ProveByFactor(SymInt goal, int depth, IReadOnlyList<SymInt> known, ref Effort effort)
    {
        if (goal.ConstantPart != 0 || goal.Terms.Length < 2)
        {
            return false;
        }

        var common = goal.Terms[0].Monomial;
        foreach (var term in goal.Terms.AsSpan(1))
        {
            if (Monomial.CommonFactor(common, term.Monomial) is not { } smaller)
            {
                return false;
            }

            common = smaller;
        }

        var range = ranges.Of(common);
        var rest = Polynomial.DivideExactly(goal, Polynomial.Single(common, 1))!;
        return (range.Low >= 0 && Prove(rest, depth - 1, known, ref effort))
            || (range.High <= 0 && Prove(-rest, depth - 1, known, ref effort));
    }

    /// <summary>Replaces one operation by a bound of it that its operands give.</summary>
    private bool ProveByOperations(SymInt goal, int depth, IReadOnlyList<SymInt> known, ref Effort effort)
    {
        foreach (var operation in Operations(goal))
        {
            // goal = factor*operation + rest
            var (factor, rest) = Split(goal, operation);
            var sign = ranges.Of(factor);
            var proved = operation.Kind switch
            {
                AtomKind.FloorDiv => ProveByQuotient(operation, factor, rest, sign, depth, known, ref effort),
                AtomKind.Mod => ProveByRemainder(operation, factor, rest, sign, depth, known, ref effort),
                _ => ProveByCases(operation, factor, rest, sign, depth, known, ref effort),
            };
            if (proved)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// With q = a // b and b &gt; 0, a - b + 1 &lt;= b*q &lt;= a bounds b*goal from below by some x. The goal is an integer, so
    /// x &gt; -b is enough.
    /// </summary>
    private bool ProveByQuotient(
        Atom operation, SymInt factor, SymInt rest, WideRange sign, int depth, IReadOnlyList<SymInt> known, ref Effort effort)
    {
        var (a, b) = (operation.Operands[0], operation.Operands[1]);
        if (ranges.Of(b).Low < 1)
        {
            return false;
        }

        var scaled = b * rest + b - 1;
        return (sign.Low >= 0 && Prove(factor * (a - b + 1) + scaled, depth - 1, known, ref effort))
            || (sign.High <= 0 && Prove(factor * a + scaled, depth - 1, known, ref effort));
    }

    /// <summary>With b &gt; 0, 0 &lt;= a % b &lt; b, a % b &lt;= a for a &gt;= 0, and a % b is a - b*(a // b).</summary>
    private bool ProveByRemainder(
        Atom operation, SymInt factor, SymInt rest, WideRange sign, int depth, IReadOnlyList<SymInt> known, ref Effort effort)
    {
        var (a, b) = (operation.Operands[0], operation.Operands[1]);
        if (ranges.Of(b).Low >= 1)
        {
            if (sign.Low >= 0 && Prove(rest, depth - 1, known, ref effort))
            {
                return true;
            }

            if (sign.High <= 0
                && (Prove(factor * (b - 1) + rest, depth - 1, known, ref effort)
                    || (ranges.Of(a).Low >= 0 && Prove(factor * a + rest, depth - 1, known, ref effort))))
            {
                return true;
            }
        }

        return Prove(factor * (a - b * SymInt.FloorDiv(a, b)) + rest, depth - 1, known, ref effort);
    }

    /// <summary>
    /// A minimum is one of its candidates, so a goal that holds for each holds; and it is at most each of them, so with a
    /// factor that is never positive one is enough. A maximum mirrors that.
    /// </summary>
    private bool ProveByCases(
        Atom operation, SymInt factor, SymInt rest, WideRange sign, int depth, IReadOnlyList<SymInt> known, ref Effort effort)
    {
        var oneIsEnough = operation.Kind == AtomKind.Min ? sign.High <= 0 : sign.Low >= 0;
        foreach (var candidate in operation.Operands)
        {
            var goal = factor * candidate + rest;
            var proved = oneIsEnough
                ? Prove(goal, depth - 1, known, ref effort)
                : Prove(goal, depth - 1, Assume(operation, candidate, known), ref effort);
            if (proved == oneIsEnough)
            {
                return proved;
            }
        }

        return !oneIsEnough;
    }

    /// <summary>What holds in addition where the candidate is the minimum (or maximum).</summary>
    private static List<SymInt> Assume(Atom operation, SymInt candidate, IReadOnlyList<SymInt> known)
    {
        var assumed = new List<SymInt>(known);
        foreach (var other in operation.Operands)
        {
            if (!ReferenceEquals(other, candidate))
            {
                assumed.Add(operation.Kind == AtomKind.Min ? other - candidate : candidate - other);
            }
        }

        return assumed;
    }

    /// <summary>
    /// Subtracts a multiple of a fact that removes a term: scale*goal = share*fact + x, so x &gt; -scale is enough.
    /// </summary>
    private bool ProveByFacts(SymInt goal, int depth, IReadOnlyList<SymInt> known, ref Effort effort)
    {
        foreach (var fact in facts.Sharing(goal).Concat(known))
        {
            foreach (var term in fact.Terms)
            {
                var coefficient = CoefficientOf(term.Monomial, goal);
                if (coefficient == 0 || (coefficient < 0) != (term.Coefficient < 0))
                {
                    continue;
                }

                if (--effort.Subtractions < 0)
                {
                    return false;
                }

                var common = Polynomial.Gcd(coefficient, term.Coefficient);
                var (scale, share) = (Math.Abs(term.Coefficient / common), Math.Abs(coefficient / common));
                var rest = Polynomial.Add(Polynomial.Scale(goal, scale), fact, -share);
                if (Prove(rest + (scale - 1), Math.Min(depth - 1, 3), known, ref effort))
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>What a proof may still do.</summary>
    private struct Effort
    {
        public int Steps;
        public int Subtractions;
    }

    private static long CoefficientOf(Monomial monomial, SymInt expression)
    {
        foreach (var term in expression.Terms)
        {
            if (term.Monomial.Equals(monomial))
            {
                return term.Coefficient;
            }
        }

        return 0;
    }

    /// <summary>The operations that are linear in the goal, those first that are in no other's operands.</summary>
    private static List<Atom> Operations(SymInt goal)
    {
        var operations = new List<Atom>();
        var nonlinear = new HashSet<Atom>();
        foreach (var term in goal.Terms)
        {
            foreach (var (atom, power) in term.Monomial.Factors)
            {
                if (power > 1)
                {
                    nonlinear.Add(atom);
                }

                if (!atom.IsSymbol && !operations.Contains(atom))
                {
                    operations.Add(atom);
                }
            }
        }

        operations.RemoveAll(nonlinear.Contains);
        return operations.Count < 2 ? operations
            : [.. operations.OrderBy(o => operations.Count(other => other.Operands.Any(x => Mentions(x, o))))];
    }

    private static bool Mentions(SymInt expression, Atom atom) =>
        expression.Terms.Any(t => t.Monomial.Factors.Any(f => f.Atom.Equals(atom) || f.Atom.Operands.Any(o => Mentions(o, atom))));

    private static (SymInt Factor, SymInt Remainder) Split(SymInt goal, Atom atom)
    {
        var divisor = Monomial.Of(atom);
        var factor = SymInt.Zero;
        SymInt remainder = goal.ConstantPart;
        foreach (var term in goal.Terms)
        {
            if (term.Monomial.TryDivide(divisor, out var quotient))
            {
                factor += Polynomial.Single(quotient, term.Coefficient);
            }
            else
            {
                remainder += Polynomial.Single(term.Monomial, term.Coefficient);
            }
        }

        return (factor, remainder);
    }
}
