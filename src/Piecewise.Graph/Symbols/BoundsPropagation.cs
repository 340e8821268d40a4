using System.Collections.Immutable;

namespace Piecewise.Graphs;

/// <summary>
/// Narrows symbol bounds by what the facts imply, again and again until nothing changes or a round limit is reached
/// (<c>a &lt; b and b &lt; a</c> would count up for ever). Stopping early loses precision, never truth.
/// </summary>
internal sealed class BoundsPropagation
{
    private const int MaxRounds = 16;

    private readonly IReadOnlyList<SymBool> _facts;
    private readonly IReadOnlyDictionary<string, Congruence> _congruences;
    private SymBool? _current;
    private bool _changed;

    private BoundsPropagation(
        ImmutableSortedDictionary<string, Interval> bounds,
        IReadOnlyList<SymBool> facts,
        IReadOnlyDictionary<string, Congruence> congruences)
    {
        Bounds = bounds;
        _facts = facts;
        _congruences = congruences;
    }

    private ImmutableSortedDictionary<string, Interval> Bounds { get; set; }

    /// <exception cref="ShapeConflictException">A fact leaves some symbol without a value.</exception>
    public static ImmutableSortedDictionary<string, Interval> Narrow(
        ImmutableSortedDictionary<string, Interval> bounds,
        IReadOnlyList<SymBool> facts,
        IReadOnlyDictionary<string, Congruence> congruences)
    {
        var propagation = new BoundsPropagation(bounds, facts, congruences);
        for (var round = 0; round < MaxRounds && propagation.RunRound(); round++)
        {
        }

        return propagation.Bounds;
    }

    private bool RunRound()
    {
        _changed = false;
        foreach (var fact in _facts)
        {
            _current = fact;
            Apply(fact);
        }

        foreach (var (symbol, congruence) in _congruences)
        {
            if (Bounds.TryGetValue(symbol, out var interval))
            {
                _current = SymBool.Eq(SymInt.Mod(SymInt.Symbol(symbol), congruence.Modulus), congruence.Residue);
                Narrow(symbol, congruence.Align(WideRange.From(interval)));
            }
        }

        return _changed;
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
            Bounds = Bounds.SetItem(symbol, interval);
            _changed = true;
        }
    }

    private void Exclude(string symbol, Int128 value)
    {
        var range = WideRange.From(Bounds.GetValueOrDefault(symbol));
        Narrow(symbol, new WideRange(range.Low == value ? value + 1 : range.Low, range.High == value ? value - 1 : range.High));
    }

    private ShapeConflictException Conflict()
    {
        var known = _current!.Symbols.Select(s => $"{s} in {Bounds.GetValueOrDefault(s)}");
        return new ShapeConflictException($"'{_current}' can't hold with {string.Join(", ", known)}.");
    }
}
