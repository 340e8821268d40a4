namespace Piecewise.Graphs;

/// <summary>
/// Normal form of minimum and maximum: nested ones of the same kind are flattened, candidates that differ by a constant
/// are compared, the rest is sorted.
/// </summary>
internal static class ExtremumForms
{
    /// <summary>Candidates are compared in pairs, which hostile input must not make expensive.</summary>
    private const int MaxCandidates = 64;

    public static SymInt Create(AtomKind kind, params ReadOnlySpan<SymInt> operands)
    {
        var candidates = new List<SymInt>(operands.Length);
        foreach (var operand in operands)
        {
            if (operand.SoleAtom is { } atom && atom.Kind == kind)
            {
                foreach (var inner in atom.Operands)
                {
                    Insert(candidates, inner, kind);
                }
            }
            else
            {
                Insert(candidates, operand, kind);
            }
        }

        candidates = candidates.FindAll(c => !IsAbsorbed(c, candidates, kind));
        if (candidates.Count == 1)
        {
            return candidates[0];
        }

        candidates.Sort(SymInt.Compare);
        return SymInt.OfAtom(Atom.Operation(kind, [.. candidates]));
    }

    /// <summary>min(a, max(a - 1, b)) is a: a candidate of the other kind is no better than the best of its own operands.</summary>
    private static bool IsAbsorbed(SymInt candidate, List<SymInt> candidates, AtomKind kind)
    {
        if (candidate.SoleAtom is not { Kind: AtomKind.Min or AtomKind.Max } atom)
        {
            return false;
        }

        foreach (var inner in atom.Operands)
        {
            foreach (var other in candidates)
            {
                if (!ReferenceEquals(other, candidate) && SameTerms(inner, other) && !IsBetter(inner, other, kind))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static bool SameTerms(SymInt a, SymInt b) => a.Terms.AsSpan().SequenceEqual(b.Terms);

    private static bool IsBetter(SymInt a, SymInt b, AtomKind kind) =>
        kind == AtomKind.Min ? a.ConstantPart < b.ConstantPart : a.ConstantPart > b.ConstantPart;

    private static void Insert(List<SymInt> candidates, SymInt value, AtomKind kind)
    {
        for (var i = 0; i < candidates.Count; i++)
        {
            if (SameTerms(candidates[i], value))
            {
                candidates[i] = IsBetter(value, candidates[i], kind) ? value : candidates[i];
                return;
            }
        }

        if (candidates.Count == MaxCandidates)
        {
            throw new OverflowException($"A minimum or maximum would have more than {MaxCandidates} candidates.");
        }

        candidates.Add(value);
    }
}
