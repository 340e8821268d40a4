namespace Piecewise.Graphs;

/// <summary>Whether a recorded type agrees with an inferred one under what is known of the symbols (V9, V13).</summary>
/// <param name="shapes">What is known.</param>
/// <param name="inferredShapes">The same, and the symbols that inference made.</param>
/// <param name="conditions">Takes what has to hold for the types to agree, where that is open; without it, what is open is a
/// difference.</param>
internal sealed class TypeAgreement(ShapeEnvironment shapes, ShapeEnvironment inferredShapes, List<SymBool>? conditions = null)
{
    // A symbol made by inference stands for what the recorded type has in its place, each time for the same.
    private readonly Dictionary<string, SymInt> bindings = new(StringComparer.Ordinal);

    /// <summary>What the symbols that inference made stand for.</summary>
    public IReadOnlyDictionary<string, SymInt> Bindings => bindings;

    /// <summary>What differs, or null.</summary>
    public string? Difference(NodeType inferred, NodeType recorded)
    {
        switch (inferred, recorded)
        {
            case (TensorType a, TensorType b):
                return Difference(a, b);
            case (SymIntType a, SymIntType b):
                return AreEqual(a.Value, b.Value) ? null : $"the value is recorded as {b.Value}";
            case (SymBoolType { Value: { } a }, SymBoolType { Value: { } b }):
                a = a.Substitute(bindings);
                return a == b || shapes.Decide(a) is { } known && shapes.Decide(b) == known ? null
                    : Agrees(SymBool.Or(SymBool.And(a, b), SymBool.And(SymBool.Not(a), SymBool.Not(b)))) ? null
                    : $"the condition is recorded as {b}";
            case (TupleType a, TupleType b) when a.Items.Length == b.Items.Length:
                return a.Items.Zip(b.Items, (x, y) => Difference(x, y)).Select((d, i) => d is null ? null : $"item {i}: {d}")
                    .FirstOrDefault(d => d is not null);
            default:
                // A condition need not be known, so two bools of which one has none agree.
                return inferred.GetType() == recorded.GetType() && inferred is not TupleType ? null : $"the type is recorded as {recorded}";
        }
    }

    /// <summary>
    /// True where the elements of a tensor certainly lie without gaps and each in a place of its own, in whatever order of dims.
    /// </summary>
    public bool IsDense(TensorType type)
    {
        ArgumentNullException.ThrowIfNull(type);
        if (type.IsRowMajor || type.Shape.Any(s => AreEqual(s, 0)))
        {
            return true;
        }
        // Innermost first: each dim begins where the ones inside of it end.
        var (left, next) = (Enumerable.Range(0, type.Rank).Where(d => !AreEqual(type.Shape[d], 1)).ToList(), (SymInt)1);
        var strides = type.Strides;
        while (left.FindLastIndex(d => AreEqual(strides[d], next)) is >= 0 and var at)
        {
            next *= type.Shape[left[at]];
            left.RemoveAt(at);
        }
        return left.Count == 0;
    }

    private string? Difference(TensorType a, TensorType b)
    {
        if (a.DType != b.DType || a.Device != b.Device || a.Rank != b.Rank)
        {
            return a.DType != b.DType ? "the dtype differs" : a.Rank != b.Rank ? "the rank differs" : "the device differs";
        }
        if (a.Equals(b))
        {
            return null;
        }
        for (var i = 0; i < a.Rank; i++)
        {
            if (!AreEqual(a.Shape[i], b.Shape[i]))
            {
                return $"size {i} is recorded as {b.Shape[i]}";
            }
        }
        // Where no element lies, or only one along a dim, a stride says nothing.
        if (a.Shape.Any(s => s.TryGetConstant(out var size) && size == 0))
        {
            return null;
        }
        var (left, right) = (a.Strides, b.Strides);
        for (var i = 0; i < a.Rank; i++)
        {
            if (!IsOne(a.Shape[i]) && !AreEqual(left[i], right[i], unless: SymBool.Le(b.Shape[i], 1)))
            {
                return $"stride {i} is recorded as {right[i]}";
            }
        }
        return null;
    }

    private bool AreEqual(SymInt inferred, SymInt recorded, SymBool? unless = null)
    {
        if (inferred.IsSymbol && !shapes.Symbols.ContainsKey(inferred.SymbolName)
            && inferredShapes.Symbols.ContainsKey(inferred.SymbolName))
        {
            if (bindings.TryAdd(inferred.SymbolName, recorded))
            {
                return true;
            }
        }
        inferred = inferred.Substitute(bindings);
        return inferred == recorded
            || Agrees(unless is null ? SymBool.Eq(inferred, recorded) : SymBool.Or(unless, SymBool.Eq(inferred, recorded)));
    }

    private bool IsOne(SymInt size) => size == 1 || shapes.IsStaticallyTrue(SymBool.Eq(size.Substitute(bindings), 1));

    private bool Agrees(SymBool condition)
    {
        var known = shapes.Decide(condition);
        if (known is null && conditions is not null && condition.Symbols.All(shapes.Symbols.ContainsKey))
        {
            conditions.Add(condition);
            return true;
        }
        return known == true;
    }
}
