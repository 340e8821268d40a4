namespace Piecewise.Graphs;

/// <summary>What the parts of a condition become, for <see cref="SymBoolFolding.Fold"/>.</summary>
internal interface ISymBoolAlgebra<T>
{
    T Constant(bool value);

    T Equal(T left, T right);

    T NotEqual(T left, T right);

    T LessOrEqual(T left, T right);

    T And(T left, T right);

    T Or(T left, T right);
}

/// <summary>Takes conditions apart.</summary>
internal static class SymBoolFolding
{
    /// <summary>Puts a condition together again in another algebra.</summary>
    /// <exception cref="OverflowException">A bound does not fit 64 bits.</exception>
    public static T Fold<T>(this SymBool condition, ISymIntAlgebra<T> sizes, ISymBoolAlgebra<T> conditions)
    {
        ArgumentNullException.ThrowIfNull(condition);
        ArgumentNullException.ThrowIfNull(sizes);
        ArgumentNullException.ThrowIfNull(conditions);
        return condition.Kind switch
        {
            SymBoolKind.False => conditions.Constant(false),
            SymBoolKind.True => conditions.Constant(true),
            SymBoolKind.Eq => conditions.Equal(condition.Variable.Fold(sizes), sizes.Constant(checked((long)condition.Bound))),
            SymBoolKind.Ne => conditions.NotEqual(condition.Variable.Fold(sizes), sizes.Constant(checked((long)condition.Bound))),
            SymBoolKind.Le => conditions.LessOrEqual(condition.Variable.Fold(sizes), sizes.Constant(checked((long)condition.Bound))),
            SymBoolKind.And => condition.Operands.Select(o => o.Fold(sizes, conditions)).Aggregate(conditions.And),
            _ => condition.Operands.Select(o => o.Fold(sizes, conditions)).Aggregate(conditions.Or),
        };
    }
}
