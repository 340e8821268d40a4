namespace Piecewise.Graphs;

/// <summary>
/// Expressions known to be at least 0, by the terms that they are made of: of several that differ by a constant the strongest stays, and a
/// proof looks only at those that share a term with its goal.
/// </summary>
internal sealed class SignFacts
{
    /// <summary>Facts that a term leads to: of more, those that come first. Without the others proofs are lost, not truth.</summary>
    private const int MaxFactsOfTerm = 48;

    private readonly List<SymInt> facts = [];
    // By expression without its constant.
    private readonly Dictionary<SymInt, int> places = [];
    private readonly Dictionary<Monomial, List<int>> byTerm = [];

    /// <summary>Takes an expression with symbols as known to be at least 0.</summary>
    public void Add(SymInt fact)
    {
        var terms = SymInt.Create(0, fact.Terms);
        if (this.places.TryGetValue(terms, out var place))
        {
            facts[place] = fact.ConstantPart < facts[place].ConstantPart ? fact : facts[place];
            return;
        }

        this.places.Add(terms, facts.Count);
        foreach (var term in fact.Terms)
        {
            if (!byTerm.TryGetValue(term.Monomial, out var places))
            {
                byTerm.Add(term.Monomial, places = []);
            }

            if (places.Count < MaxFactsOfTerm)
            {
                places.Add(facts.Count);
            }
        }

        facts.Add(fact);
    }

    /// <summary>The smallest value that these terms, without a constant, are known to have; null where nothing is known.</summary>
    public Int128? LowOf(SymInt terms) => places.TryGetValue(terms, out var place) ? -(Int128)facts[place].ConstantPart : null;

    /// <summary>The facts that share a term with an expression, in the order in which they came.</summary>
    public IEnumerable<SymInt> Sharing(SymInt expression)
    {
        if (facts.Count == 0)
        {
            return [];
        }

        var places = new SortedSet<int>();
        foreach (var term in expression.Terms)
        {
            if (byTerm.TryGetValue(term.Monomial, out var found))
            {
                places.UnionWith(found);
            }
        }

        return places.Select(p => facts[p]);
    }
}
