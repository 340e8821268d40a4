using System.Collections.Immutable;

namespace Piecewise.Graphs;

/// <summary>
/// The immutable content of a <see cref="ShapeEnvironment"/>: bounds and facts as given, and what is derived from them
/// once per change. Adding gives a new instance, so copies of an environment share one.
/// </summary>
internal sealed class ShapeKnowledge
{
    private readonly RangeAnalysis ranges;
    // By fact: its place in the order.
    private readonly ImmutableDictionary<SymBool, int> places;
    private readonly ImmutableDictionary<string, ImmutableList<SymBool>> factsOf;
    private readonly ImmutableSortedDictionary<string, Congruence> congruences;

    // Built at the first question. Two threads may both build one; they are equal and either may stay.
    private ShapeReasoning? reasoning;
    private ShapeReasoning? plainReasoning;

    private ShapeKnowledge(
        ImmutableSortedDictionary<string, Interval> bounds,
        ImmutableHashSet<string> defined,
        ImmutableList<SymBool> facts,
        ImmutableDictionary<SymBool, int> places,
        ImmutableDictionary<string, ImmutableList<SymBool>> factsOf,
        ImmutableSortedDictionary<string, Congruence> congruences)
    {
        Bounds = bounds;
        Defined = defined;
        Facts = facts;
        this.places = places;
        this.factsOf = factsOf;
        this.congruences = congruences;
        ranges = new RangeAnalysis(Bounds);
    }

    public static ShapeKnowledge Empty { get; } = new(
        ImmutableSortedDictionary.Create<string, Interval>(StringComparer.Ordinal),
        ImmutableHashSet.Create<string>(StringComparer.Ordinal),
        [],
        ImmutableDictionary<SymBool, int>.Empty,
        ImmutableDictionary.Create<string, ImmutableList<SymBool>>(StringComparer.Ordinal),
        ImmutableSortedDictionary.Create<string, Congruence>(StringComparer.Ordinal));

    public ImmutableSortedDictionary<string, Interval> Bounds { get; }

    public ImmutableHashSet<string> Defined { get; }

    public ImmutableList<SymBool> Facts { get; }

    public bool Mentions(string symbol) => Bounds.ContainsKey(symbol) || factsOf.ContainsKey(symbol);

    /// <exception cref="ShapeConflictException">The interval is empty, or misses the known one.</exception>
    public ShapeKnowledge WithBound(string symbol, Interval interval)
    {
        var known = Bounds.GetValueOrDefault(symbol);
        var narrowed = known.Intersect(interval);
        if (narrowed.IsEmpty)
        {
            throw new ShapeConflictException($"Symbol '{symbol}' is in {known}; no value of it is in {interval}.");
        }

        var isNew = !Mentions(symbol) && !narrowed.IsSingle;
        var bounds = BoundsPropagation.AfterBound(Bounds.SetItem(symbol, narrowed), symbol, FactsOf, congruences);
        return new ShapeKnowledge(bounds, Defined.Add(symbol), Facts, places, factsOf, congruences)
        {
            // A symbol of which nothing else is known changes no other answer.
            reasoning = isNew ? reasoning?.WithBounds(bounds) : null,
            plainReasoning = isNew ? plainReasoning?.WithBounds(bounds) : null,
        };
    }

    /// <exception cref="ShapeConflictException">The fact contradicts this knowledge.</exception>
    public ShapeKnowledge WithFact(SymBool fact)
    {
        if (fact.Kind == SymBoolKind.And)
        {
            return fact.Operands.Aggregate(this, (knowledge, part) => knowledge.WithFact(part));
        }

        if (places.ContainsKey(fact) || fact.Kind == SymBoolKind.True)
        {
            return this;
        }

        return Decide(fact) == false ? throw Conflict(fact) : WithFacts([fact]);
    }

    /// <summary>
    /// Adds many at once: what follows from them is derived once. That two of them contradict each other is noticed where bounds, or solved
    /// equations, show it.
    /// </summary>
    /// <exception cref="ShapeConflictException">The facts contradict this knowledge or each other.</exception>
    public ShapeKnowledge WithFacts(IEnumerable<SymBool> facts)
    {
        var (list, places, index, congruences) =
            (Facts.ToBuilder(), this.places.ToBuilder(), this.factsOf.ToBuilder(), this.congruences.ToBuilder());
        var added = new List<SymBool>();
        foreach (var fact in facts.SelectMany(f => f.Kind == SymBoolKind.And ? f.Operands : [f]))
        {
            if (fact.Kind == SymBoolKind.False || places.ContainsKey(SymBool.Not(fact)))
            {
                throw Conflict(fact);
            }

            if (fact.Kind == SymBoolKind.True || places.ContainsKey(fact))
            {
                continue;
            }

            places.Add(fact, places.Count);
            list.Add(fact);
            added.Add(fact);
            AddCongruence(congruences, fact);
            foreach (var symbol in fact.Symbols)
            {
                index[symbol] = index.GetValueOrDefault(symbol, []).Add(fact);
            }
        }

        if (added.Count == 0)
        {
            return this;
        }

        var factsOf = index.ToImmutable();
        var bounds = BoundsPropagation.AfterFacts(Bounds, added, s => factsOf.GetValueOrDefault(s, []), congruences.ToImmutable());
        return new ShapeKnowledge(bounds, Defined, list.ToImmutable(), places.ToImmutable(), factsOf, congruences.ToImmutable());
    }

    public int PlaceOf(SymBool fact) => places[fact];

    public ImmutableList<SymBool> FactsOf(string symbol) => factsOf.GetValueOrDefault(symbol, []);

    private ShapeConflictException Conflict(SymBool fact)
    {
        const int shown = 8;
        var known = fact.Symbols.Take(shown).Select(s => $"{s} in {Bounds.GetValueOrDefault(s)}")
            .Concat(Facts.Take(shown).Select(f => f.ToString()))
            .Concat(Facts.Count > shown ? [$"and {Facts.Count - shown} more facts"] : []);
        return new ShapeConflictException(
            fact.IsConstant ? "A condition that is always false can't be a fact."
                : $"'{fact}' contradicts what is known: {string.Join("; ", known)}.");
    }

    private static void AddCongruence(ImmutableSortedDictionary<string, Congruence>.Builder congruences, SymBool fact)
    {
        if (fact.Kind != SymBoolKind.Eq || fact.Bound < -long.MaxValue || fact.Bound > long.MaxValue
            || !Congruence.TryRead(fact.Variable - (long)fact.Bound, out var symbol, out var added))
        {
            return;
        }

        var known = congruences.GetValueOrDefault(symbol.Name, new Congruence(1, 0));
        congruences[symbol.Name] = Congruence.Combine(known, added)
            ?? throw new ShapeConflictException($"'{fact}' contradicts that {symbol.Name} % {known.Modulus} is {known.Residue}.");
    }

    /// <summary>The reasoning that answers most, whose symbols are not all this environment's.</summary>
    private ShapeReasoning Reasoning => reasoning ??= new ShapeReasoning(Bounds, Facts, withQuotients: true);

    /// <summary>The same without symbols of its own; divisibility then helps only where a fact matches literally.</summary>
    private ShapeReasoning PlainReasoning =>
        Reasoning.HasQuotients ? plainReasoning ??= new ShapeReasoning(Bounds, Facts, withQuotients: false) : Reasoning;

    public WideRange RangeOf(SymInt value)
    {
        var direct = ranges.Of(value);
        if (value.IsConstant || direct.IsSingle)
        {
            return direct;
        }

        var reduced = direct.Intersect(Reasoning.RangeOf(value));
        // Facts that contradict each other unnoticed leave nothing; then every answer is true and this one is well formed.
        return reduced.IsEmpty ? direct : reduced;
    }

    public SymInt Simplify(SymInt value)
    {
        if (value.IsConstant)
        {
            return value;
        }

        var plain = PlainReasoning.Simplify(value);
        if (!Reasoning.HasQuotients)
        {
            return plain;
        }

        var restored = Reasoning.Simplify(value);
        return Complexity(restored) < Complexity(plain) ? restored : plain;
    }

    /// <summary>True or false where it follows; a fact follows from itself, whatever the reasoning makes of it.</summary>
    public bool? Decide(SymBool condition) => condition.IsConstant ? condition.Kind == SymBoolKind.True
        : places.ContainsKey(condition) ? true
        : Reasoning.Decide(condition) ?? (places.ContainsKey(SymBool.Not(condition)) ? false : null);

    private static int Complexity(SymInt value)
    {
        var sum = value.ConstantPart == 0 ? 0 : 1;
        foreach (var term in value.Terms)
        {
            sum += term.Coefficient == 1 ? 0 : 1;
            foreach (var factor in term.Monomial.Factors)
            {
                sum += factor.Power + factor.Atom.Operands.Sum(o => 1 + Complexity(o));
            }
        }

        return sum;
    }
}
