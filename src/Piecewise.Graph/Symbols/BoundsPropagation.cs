using System.Collections.Immutable;

namespace Piecewise.Graphs;

/// <summary>
/// Narrows symbol bounds by what the facts imply, again and again until nothing changes or a limit is reached
/// (<c>a &lt; b and b &lt; a</c> would count up for ever). Stopping early loses precision, never truth.
/// </summary>
internal sealed class BoundsPropagation
{
    private const int MaxRounds = 16;

    /// <summary>How many facts are looked at because of one bound or one fact that is new.</summary>
    private const int MaxVisits = 512;

    private readonly Func<string, ImmutableList<SymBool>> factsOf;
    private readonly IReadOnlyDictionary<string, Congruence> congruences;
    private readonly HashSet<string> changed = new(StringComparer.Ordinal);
    private SymBool? current;

    private BoundsPropagation(
        ImmutableSortedDictionary<string, Interval> bounds,
        Func<string, ImmutableList<SymBool>> factsOf,
        IReadOnlyDictionary<string, Congruence> congruences)
    {
        Bounds = bounds;
        this.factsOf = factsOf;
        this.congruences = congruences;
    }

    private ImmutableSortedDictionary<string, Interval> Bounds { get; set; }

    /// <summary>The bounds after those of one symbol have changed.</summary>
    /// <exception cref="ShapeConflictException">A fact leaves some symbol without a value.</exception>
    public static ImmutableSortedDictionary<string, Interval> AfterBound(
        ImmutableSortedDictionary<string, Interval> bounds,
        string symbol,
        Func<string, ImmutableList<SymBool>> factsOf,
        IReadOnlyDictionary<string, Congruence> congruences)
    {
        var propagation = new BoundsPropagation(bounds, factsOf, congruences);
        propagation.Align(symbol);
        propagation.changed.Add(symbol);
        propagation.Run([], MaxVisits);
        return propagation.Bounds;
    }

    /// <summary>The bounds after facts have come.</summary>
    /// <exception cref="ShapeConflictException">A fact leaves some symbol without a value.</exception>
    public static ImmutableSortedDictionary<string, Interval> AfterFacts(
        ImmutableSortedDictionary<string, Interval> bounds,
        IReadOnlyList<SymBool> added,
        Func<string, ImmutableList<SymBool>> factsOf,
        IReadOnlyDictionary<string, Congruence> congruences)
    {
        var propagation = new BoundsPropagation(bounds, factsOf, congruences);
        foreach (var symbol in added.Where(f => f.Kind == SymBoolKind.Eq).SelectMany(f => f.Symbols).Distinct(StringComparer.Ordinal))
        {
            propagation.Align(symbol);
        }

        propagation.Run(added, MaxVisits + ((long)MaxRounds * added.Count));
        return propagation.Bounds;
    }

    /// <summary>Applies facts, then again and again those about symbols whose bounds that has changed.</summary>
    private void Run(IEnumerable<SymBool> facts, long visits)
    {
        var seen = new HashSet<SymBool>();
        for (var round = 0; round <= MaxRounds; round++)
        {
            foreach (var fact in facts)
            {
                if (seen.Add(fact))
                {
                    if (--visits < 0)
                    {
                        return;
                    }

                    current = fact;
                    Apply(fact);
                }
            }

            string[] changed = [.. this.changed];
            if (changed.Length == 0)
            {
                return;
            }

            this.changed.Clear();
            seen.Clear();
            facts = changed.SelectMany(s => factsOf(s));
        }
    }

    private void Align(string symbol)
    {
        if (congruences.TryGetValue(symbol, out var congruence) && Bounds.TryGetValue(symbol, out var interval))
        {
            current = SymBool.Eq(SymInt.Mod(SymInt.Symbol(symbol), congruence.Modulus), congruence.Residue);
            Narrow(symbol, congruence.Align(WideRange.From(interval)));
        }
    }

    private void Apply(SymBool fact)
    {
        switch (fact.Kind)
        {
            case SymBoolKind.Eq:
                Require(fact.Variable, WideRange.Single(fact.Bound));
                break;
            case SymBoolKind.Le:
                Require(fact.Variable, new WideRange(WideRange.NegativeInfinity, fact.Bound));
                break;
            case SymBoolKind.Ne when fact.Variable.SoleAtom is { IsSymbol: true } symbol:
                Exclude(symbol.Name, fact.Bound);
                break;
            case SymBoolKind.And:
                Array.ForEach(fact.Operands, Apply);
                break;
            case SymBoolKind.Or:
                // An alternative counts once the bounds refute all others.
                var open = Array.FindAll(fact.Operands, o => !IsRefuted(o));
                if (open.Length == 1)
                {
                    Apply(open[0]);
                }
                else if (open.Length == 0)
                {
                    throw Conflict();
                }

                break;
            default:
                break;
        }
    }

    private bool IsRefuted(SymBool condition) => condition.Kind switch
    {
        SymBoolKind.And => Array.Exists(condition.Operands, IsRefuted),
        SymBoolKind.Or => Array.TrueForAll(condition.Operands, IsRefuted),
        SymBoolKind.Eq => !new RangeAnalysis(Bounds).Of(condition.Variable).Contains(condition.Bound),
        SymBoolKind.Ne => new RangeAnalysis(Bounds).Of(condition.Variable) == WideRange.Single(condition.Bound),
        SymBoolKind.Le => new RangeAnalysis(Bounds).Of(condition.Variable).Low > condition.Bound,
        _ => condition.Kind == SymBoolKind.False,
    };

    /// <summary>Narrows symbols such that the expression can have a value in the range.</summary>
    private void Require(SymInt expression, WideRange range)
    {
        var analysis = new RangeAnalysis(Bounds);
        if (analysis.Of(expression).Intersect(range).IsEmpty)
        {
            throw Conflict();
        }

        var ranges = Array.ConvertAll(expression.Terms, analysis.Of);
        for (var i = 0; i < ranges.Length; i++)
        {
            var others = WideRange.Single(expression.ConstantPart);
            for (var j = 0; j < ranges.Length; j++)
            {
                others = j == i ? others : others + ranges[j];
            }

            Require(expression.Terms[i], range - others, analysis);
        }
    }

    private void Require(Term term, WideRange range, RangeAnalysis analysis)
    {
        if (range == WideRange.Everything)
        {
            return;
        }

        var oriented = term.Coefficient < 0 ? -range : range;
        foreach (var factor in term.Monomial.Factors)
        {
            if (factor.Power != 1)
            {
                continue;
            }

            var scale = WideRange.Single(Int128.Abs(term.Coefficient));
            foreach (var other in term.Monomial.Factors)
            {
                scale = other == factor ? scale : scale * analysis.Of(Monomial.Of(other.Atom)).Power(other.Power);
            }

            if (scale.Low >= 1)
            {
                // x*scale <= U gives x <= max(U // scale), and x*scale >= L gives -x <= max(-L // scale).
                var high = WideRange.FloorDiv(new WideRange(WideRange.NegativeInfinity, oriented.High), scale).High;
                var low = -WideRange.FloorDiv(new WideRange(WideRange.NegativeInfinity, (-oriented).High), scale);
                Require(factor.Atom, new WideRange(low.Low, high));
            }
        }
    }

    private void Require(Atom atom, WideRange range)
    {
        switch (atom.Kind)
        {
            case AtomKind.Symbol:
                Narrow(atom.Name, range);
                break;
            case AtomKind.FloorDiv when atom.Operands[1].TryGetConstant(out var divisor):
                var scaled = range * WideRange.Single(divisor);
                Require(atom.Operands[0], scaled + new WideRange(0, divisor - 1));
                break;
            case AtomKind.Min when range.Low != WideRange.NegativeInfinity:
                RequireAll(atom, range with { High = WideRange.PositiveInfinity });
                break;
            case AtomKind.Max when range.High != WideRange.PositiveInfinity:
                RequireAll(atom, range with { Low = WideRange.NegativeInfinity });
                break;
            default:
                break;
        }
    }

    private void RequireAll(Atom atom, WideRange range)
    {
        foreach (var operand in atom.Operands)
        {
            Require(operand, range);
        }
    }

    private void Narrow(string symbol, WideRange range)
    {
        var old = Bounds.GetValueOrDefault(symbol);
        var narrowed = WideRange.From(old).Intersect(range);
        if (narrowed.IsEmpty)
        {
            throw Conflict();
        }

        var interval = narrowed.ToInterval();
        if (interval != old)
        {
            var current = this.current;
            Bounds = Bounds.SetItem(symbol, interval);
            changed.Add(symbol);
            Align(symbol);
            this.current = current;
        }
    }

    private void Exclude(string symbol, Int128 value)
    {
        var range = WideRange.From(Bounds.GetValueOrDefault(symbol));
        Narrow(symbol, new WideRange(range.Low == value ? value + 1 : range.Low, range.High == value ? value - 1 : range.High));
    }

    private ShapeConflictException Conflict()
    {
        var known = current!.Symbols.Take(8).Select(s => $"{s} in {Bounds.GetValueOrDefault(s)}");
        return new ShapeConflictException($"'{current}' can't hold with {string.Join(", ", known)}.");
    }
}
