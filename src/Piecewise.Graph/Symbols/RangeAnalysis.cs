namespace Piecewise.Graphs;

/// <summary>
/// Interval arithmetic over symbol bounds. The range of an expression holds every value that it takes for an assignment
/// inside the bounds; a symbol without bounds can be anything.
/// </summary>
/// <param name="bounds">Intervals of symbols.</param>
/// <param name="more">Those of others.</param>
internal sealed class RangeAnalysis(IReadOnlyDictionary<string, Interval> bounds, IReadOnlyDictionary<string, Interval>? more = null)
{
    public WideRange Of(SymInt expression)
    {
        var sum = WideRange.Single(expression.ConstantPart);
        foreach (var term in expression.Terms)
        {
            sum += Of(term);
        }

        return sum;
    }

    public WideRange Of(Term term) => WideRange.Single(term.Coefficient) * Of(term.Monomial);

    public WideRange Of(Monomial monomial)
    {
        var product = Of(monomial.Factors[0]);
        for (var i = 1; i < monomial.Factors.Length; i++)
        {
            product *= Of(monomial.Factors[i]);
        }

        return product;
    }

    public WideRange Of(Atom atom)
    {
        switch (atom.Kind)
        {
            case AtomKind.Symbol:
                return bounds.TryGetValue(atom.Name, out var interval) || more?.TryGetValue(atom.Name, out interval) == true
                    ? WideRange.From(interval)
                    : WideRange.Everything;
            case AtomKind.FloorDiv:
                return WideRange.FloorDiv(Of(atom.Operands[0]), Of(atom.Operands[1]));
            case AtomKind.Mod:
                return WideRange.Mod(Of(atom.Operands[0]), Of(atom.Operands[1]));
            default:
                var range = Of(atom.Operands[0]);
                foreach (var operand in atom.Operands.AsSpan(1))
                {
                    range = atom.Kind == AtomKind.Min ? WideRange.Min(range, Of(operand)) : WideRange.Max(range, Of(operand));
                }

                return range;
        }
    }

    private WideRange Of(Factor factor) => factor.Power == 1 ? Of(factor.Atom) : Of(factor.Atom).Power(factor.Power);
}
