using System.Collections.Immutable;

namespace Piecewise.Graphs;

/// <summary>
/// The immutable content of a <see cref="ShapeEnvironment"/>: bounds and facts as given, and what is derived from them
/// once per change. Adding gives a new instance, so copies of an environment share one.
/// </summary>
internal sealed class ShapeKnowledge
{
    private readonly RangeAnalysis _ranges;
    private readonly ImmutableHashSet<SymBool> _factSet;
    private readonly ImmutableSortedDictionary<string, Congruence> _congruences;

    private ShapeKnowledge(
        ImmutableSortedDictionary<string, Interval> bounds,
        ImmutableHashSet<string> defined,
        ImmutableList<SymBool> facts,
        ImmutableHashSet<SymBool> factSet,
        ImmutableSortedDictionary<string, Congruence> congruences)
    {
        Bounds = BoundsPropagation.Narrow(bounds, facts, congruences);
        Defined = defined;
        Facts = facts;
        _factSet = factSet;
        _congruences = congruences;
        _ranges = new RangeAnalysis(Bounds);
    }

    public static ShapeKnowledge Empty { get; } = new(
        ImmutableSortedDictionary.Create<string, Interval>(StringComparer.Ordinal),
        ImmutableHashSet.Create<string>(StringComparer.Ordinal),
        [],
        [],
        ImmutableSortedDictionary.Create<string, Congruence>(StringComparer.Ordinal));

    public ImmutableSortedDictionary<string, Interval> Bounds { get; }

    public ImmutableHashSet<string> Defined { get; }

    public ImmutableList<SymBool> Facts { get; }

    public bool Mentions(string symbol) => Bounds.ContainsKey(symbol) || Facts.Exists(f => f.Symbols.Contains(symbol));

    /// <exception cref="ShapeConflictException">The interval is empty, or misses the known one.</exception>
    public ShapeKnowledge WithBound(string symbol, Interval interval)
    {
        var known = Bounds.GetValueOrDefault(symbol);
        var narrowed = known.Intersect(interval);
        if (narrowed.IsEmpty)
        {
            throw new ShapeConflictException($"Symbol '{symbol}' is in {known}; no value of it is in {interval}.");
        }

        return new ShapeKnowledge(Bounds.SetItem(symbol, narrowed), Defined.Add(symbol), Facts, _factSet, _congruences);
    }

    /// <exception cref="ShapeConflictException">The fact contradicts this knowledge.</exception>
    public ShapeKnowledge WithFact(SymBool fact)
    {
        if (fact.Kind == SymBoolKind.And)
        {
            return fact.Operands.Aggregate(this, (knowledge, part) => knowledge.WithFact(part));
        }

        if (_factSet.Contains(fact) || fact.Kind == SymBoolKind.True)
        {
            return this;
        }

        if (Decide(fact) == false)
        {
            var known = fact.Symbols.Select(s => $"{s} in {Bounds.GetValueOrDefault(s)}");
            throw new ShapeConflictException(
                fact.IsConstant ? "A condition that is always false can't be a fact."
                : $"'{fact}' contradicts what is known: {string.Join(", ", known)}{(Facts.IsEmpty ? "" : "; " + string.Join("; ", Facts))}.");
        }

        return new ShapeKnowledge(Bounds, Defined, Facts.Add(fact), _factSet.Add(fact), _congruences);
    }

    public WideRange RangeOf(SymInt value) => _ranges.Of(value);

    public SymInt Simplify(SymInt value) => value;

    public bool? Decide(SymBool condition)
    {
        switch (condition.Kind)
        {
            case SymBoolKind.True:
                return true;
            case SymBoolKind.False:
                return false;
            case SymBoolKind.And:
                return DecideAll(condition.Operands, deciding: false);
            case SymBoolKind.Or:
                return DecideAll(condition.Operands, deciding: true);
            default:
                return _factSet.Contains(condition) ? true
                    : _factSet.Contains(SymBool.Not(condition)) ? false
                    : DecideByRange(condition.Kind, _ranges.Of(condition.Variable), condition.Bound);
        }
    }

    private static bool? DecideByRange(SymBoolKind kind, WideRange range, Int128 bound)
    {
        bool? equal = range.IsSingle && range.Low == bound ? true : range.Contains(bound) ? null : false;
        return kind switch
        {
            SymBoolKind.Eq => equal,
            SymBoolKind.Ne => !equal,
            _ => range.High <= bound ? true : range.Low > bound ? false : null,
        };
    }

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
}
