namespace Piecewise.Graphs;

/// <summary>
/// Normal form of minimum and maximum: nested ones of the same kind are flattened, candidates that differ by a constant
/// are compared, the rest is sorted.
/// </summary>
internal static class ExtremumForms
{
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

        var opposite = kind == AtomKind.Min ? AtomKind.Max : AtomKind.Min;
        // min(a, max(a, b)) is a.
        candidates.RemoveAll(c => c.SoleAtom is { } atom && atom.Kind == opposite && atom.Operands.Any(candidates.Contains));
        if (candidates.Count == 1)
        {
            return candidates[0];
        }

        candidates.Sort(SymInt.Compare);
        return SymInt.OfAtom(Atom.Operation(kind, [.. candidates]));
    }

    private static void Insert(List<SymInt> candidates, SymInt value, AtomKind kind)
    {
        for (var i = 0; i < candidates.Count; i++)
        {
            if (!candidates[i].Terms.AsSpan().SequenceEqual(value.Terms))
            {
                continue;
            }

            var better = kind == AtomKind.Min
                ? value.ConstantPart < candidates[i].ConstantPart
                : value.ConstantPart > candidates[i].ConstantPart;
            if (better)
            {
                candidates[i] = value;
            }

            return;
        }

        candidates.Add(value);
    }
}
