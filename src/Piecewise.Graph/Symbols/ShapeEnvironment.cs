using System.Collections.Immutable;

namespace Piecewise.Graphs;

/// <summary>
/// What is known about the symbols of a program: an interval for each, and facts that relate them. It answers only what
/// follows from these, for every assignment inside the bounds that meets the facts and at which the question is
/// defined; everything else is unknown, never guessed (SPEC R4).
/// </summary>
/// <remarks>
/// A copy costs one object, because the knowledge itself is immutable and shared until one side adds to it. Reading is
/// safe from several threads, changing is not.
/// </remarks>
internal sealed class ShapeEnvironment
{
    private ShapeKnowledge knowledge;
    private ImmutableDictionary<SymBool, string> reasons;
    private int nextUnbacked;

    public ShapeEnvironment()
        : this(ShapeKnowledge.Empty, ImmutableDictionary<SymBool, string>.Empty, 0)
    {
    }

    private ShapeEnvironment(ShapeKnowledge knowledge, ImmutableDictionary<SymBool, string> reasons, int nextUnbacked)
    {
        this.knowledge = knowledge;
        this.reasons = reasons;
        this.nextUnbacked = nextUnbacked;
    }

    /// <summary>The symbols that have bounds, with the tightest interval that the facts give them, in ordinal order.</summary>
    public IReadOnlyDictionary<string, Interval> Symbols => knowledge.Bounds;

    /// <summary>The facts in the order in which they came; a conjunction is listed as its parts.</summary>
    public IReadOnlyList<SymBool> Facts => knowledge.Facts;

    /// <summary>The facts that name a symbol, in order, each with its place in <see cref="Facts"/>.</summary>
    public IEnumerable<(int Place, SymBool Fact)> FactsAbout(string symbol) =>
        knowledge.FactsOf(symbol).Select(f => (knowledge.PlaceOf(f), f));

    /// <summary>One object for all copies to which nothing was added since: equal identities mean equal knowledge.</summary>
    public object Identity => knowledge;

    /// <summary>An environment with the same knowledge; changing either one is not seen by the other.</summary>
    public ShapeEnvironment Copy() => new(knowledge, reasons, nextUnbacked);

    /// <summary>Introduces a symbol. Facts that name it may have come before.</summary>
    /// <exception cref="ArgumentException">The name is no identifier, or the symbol was defined before.</exception>
    /// <exception cref="ShapeConflictException">No value is left.</exception>
    public void Define(string symbol, Interval interval)
    {
        RequireName(symbol);
        if (knowledge.Defined.Contains(symbol))
        {
            throw new ArgumentException(
                $"Symbol '{symbol}' is already defined with {BoundsOf(SymInt.Symbol(symbol))}; narrow it with Constrain.", nameof(symbol));
        }

        knowledge = knowledge.WithBound(symbol, interval);
        // So that a copy need not look for a free name among all of them.
        while (symbol[0] == 'u' && knowledge.Mentions($"u{nextUnbacked}"))
        {
            nextUnbacked++;
        }
    }

    /// <summary>Narrows a symbol to the values that are also in <paramref name="interval"/>, and all that follows from it.</summary>
    /// <exception cref="ShapeConflictException">No value is left; the message names both intervals.</exception>
    public void Constrain(string symbol, Interval interval)
    {
        RequireName(symbol);
        knowledge = knowledge.WithBound(symbol, interval);
    }

    /// <summary>
    /// Takes a condition as true from here on. Comparisons narrow the bounds of their symbols, equalities let one symbol
    /// stand for another, remainders give divisibility.
    /// </summary>
    /// <param name="fact">The condition.</param>
    /// <param name="reason">Who needs it, for the message of a call in which it does not hold; null for a guard of the program.</param>
    /// <exception cref="ShapeConflictException">It contradicts what is known.</exception>
    public void AddFact(SymBool fact, string? reason = null)
    {
        ArgumentNullException.ThrowIfNull(fact);
        knowledge = knowledge.WithFact(fact);
        if (reason is not null)
        {
            foreach (var part in fact.Kind == SymBoolKind.And ? fact.Operands : [fact])
            {
                if (!reasons.ContainsKey(part))
                {
                    reasons = reasons.Add(part, reason);
                }
            }
        }
    }

    /// <summary>Who needs a fact; null for a guard of the program.</summary>
    public string? ReasonFor(SymBool fact) => reasons.GetValueOrDefault(fact);

    /// <summary>
    /// Takes conditions as true from here on, and derives once what follows from them all: adding many one by one would derive it as often.
    /// Contradictions among them are noticed where bounds or equal terms show them.
    /// </summary>
    /// <exception cref="ShapeConflictException">They contradict what is known, or each other.</exception>
    public void AddFacts(IEnumerable<SymBool> facts)
    {
        ArgumentNullException.ThrowIfNull(facts);
        knowledge = knowledge.WithFacts(facts);
    }

    /// <summary>An interval that holds every value the expression takes. Not always the smallest one.</summary>
    public Interval BoundsOf(SymInt value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return knowledge.RangeOf(value).ToInterval();
    }

    /// <summary>
    /// A fact that can't hold, because the bounds of its symbols, tightened by all facts, leave no values for it; null where there is none.
    /// Asked of a fact, <see cref="Decide"/> says that it holds.
    /// </summary>
    public SymBool? Contradiction()
    {
        var bounds = new ShapeEnvironment();
        foreach (var (symbol, interval) in Symbols)
        {
            bounds.Define(symbol, interval);
        }
        return Facts.FirstOrDefault(f => bounds.Decide(f) == false);
    }

    /// <summary>True or false where that follows from bounds and facts, otherwise null.</summary>
    public bool? Decide(SymBool condition)
    {
        ArgumentNullException.ThrowIfNull(condition);
        return knowledge.Decide(condition);
    }

    public bool IsStaticallyTrue(SymBool condition) => Decide(condition) == true;

    /// <summary>An expression of the same value that is as simple as the facts allow; itself if they allow nothing.</summary>
    public SymInt Simplify(SymInt value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return knowledge.Simplify(value);
    }

    /// <summary>
    /// Defines a fresh symbol <c>u0</c>, <c>u1</c>, … for a value known only when the program runs (a count of non-zero
    /// elements, say).
    /// </summary>
    public SymInt NewUnbacked(Interval interval)
    {
        string name;
        do
        {
            name = $"u{nextUnbacked++}";
        }
        while (knowledge.Mentions(name));

        Define(name, interval);
        return SymInt.Symbol(name);
    }

    private static void RequireName(string symbol)
    {
        ArgumentNullException.ThrowIfNull(symbol);
        if (!ExpressionSyntax.IsSymbolName(symbol))
        {
            throw new ArgumentException($"'{symbol}' can't name a symbol.", nameof(symbol));
        }
    }
}
