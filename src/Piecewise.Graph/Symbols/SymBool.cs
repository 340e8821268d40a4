namespace Piecewise.Graphs;

internal enum SymBoolKind
{
    False,
    True,
    Eq,
    Ne,
    Le,
    And,
    Or,
}

/// <summary>
/// An immutable condition over symbolic integers, in normal form. Comparisons hold all symbols on one side with common
/// factors divided out, strict ones become non-strict, and negation is pushed into them: <c>2*s &gt; 7</c>,
/// <c>4 &lt;= s</c> and <c>not s &lt; 4</c> are equal values.
/// </summary>
internal sealed class SymBool : IEquatable<SymBool>
{
    /// <summary>
    /// Two 64-bit constants, one on either side, can express it (<see cref="ExpressionWriter"/>), and so can they the
    /// negated bound of <see cref="Not"/>.
    /// </summary>
    private static readonly Int128 LargestBound = (Int128)ulong.MaxValue - 1;

    private readonly int hash;
    private string[]? symbols;

    private SymBool(SymBoolKind kind, SymInt variable, Int128 bound, SymBool[] operands)
    {
        Kind = kind;
        Variable = variable;
        Bound = bound;
        Operands = operands;
        var hash = new HashCode();
        hash.Add(kind);
        hash.Add(variable);
        hash.Add(bound);
        foreach (var operand in operands)
        {
            hash.Add(operand);
        }

        this.hash = hash.ToHashCode();
    }

    public static SymBool True { get; } = new(SymBoolKind.True, SymInt.Zero, 0, []);

    public static SymBool False { get; } = new(SymBoolKind.False, SymInt.Zero, 0, []);

    internal SymBoolKind Kind { get; }

    /// <summary>For a comparison: the side with the symbols, whose constant part is 0.</summary>
    internal SymInt Variable { get; }

    /// <summary>For a comparison: the other side. 65 bits at most, as a difference of two 64-bit constants.</summary>
    internal Int128 Bound { get; }

    internal SymBool[] Operands { get; }

    internal bool IsRelation => Kind is SymBoolKind.Eq or SymBoolKind.Ne or SymBoolKind.Le;

    public bool IsConstant => Kind is SymBoolKind.True or SymBoolKind.False;

    /// <summary>Every symbol that occurs, in ordinal order.</summary>
    public IReadOnlyList<string> Symbols => symbols ??= IsRelation
        ? [.. Variable.Symbols]
        : [.. Operands.SelectMany(o => o.Symbols).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    public static bool operator ==(SymBool? left, SymBool? right) => left is null ? right is null : left.Equals(right);

    public static bool operator !=(SymBool? left, SymBool? right) => !(left == right);

    public static SymBool Eq(SymInt left, SymInt right) => Equality(left, right, SymBoolKind.Eq);

    public static SymBool Ne(SymInt left, SymInt right) => Equality(left, right, SymBoolKind.Ne);

    public static SymBool Le(SymInt left, SymInt right) => AtMost(left, right, slack: 0);

    public static SymBool Lt(SymInt left, SymInt right) => AtMost(left, right, slack: 1);

    public static SymBool Ge(SymInt left, SymInt right) => Le(right, left);

    public static SymBool Gt(SymInt left, SymInt right) => Lt(right, left);

    public static SymBool And(params IEnumerable<SymBool> operands) => Combine(SymBoolKind.And, operands, True, False);

    public static SymBool Or(params IEnumerable<SymBool> operands) => Combine(SymBoolKind.Or, operands, False, True);

    public static SymBool Not(SymBool value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return value.Kind switch
        {
            SymBoolKind.False => True,
            SymBoolKind.True => False,
            SymBoolKind.Eq => new SymBool(SymBoolKind.Ne, value.Variable, value.Bound, []),
            SymBoolKind.Ne => new SymBool(SymBoolKind.Eq, value.Variable, value.Bound, []),
            // Not P <= K is -P <= -K - 1.
            SymBoolKind.Le => Relation(SymBoolKind.Le, -value.Variable, -value.Bound - 1),
            SymBoolKind.And => Or(value.Operands.Select(Not)),
            _ => And(value.Operands.Select(Not)),
        };
    }

    /// <summary>Reads what <see cref="ToString"/> writes: comparisons joined by <c>and</c>, <c>or</c>, <c>not</c>.</summary>
    /// <exception cref="FormatException">The text is not a condition; the message gives the position.</exception>
    public static SymBool Parse(string text) => new ExpressionParser(text).ParseWholeBool();

    /// <summary>The truth under an assignment of every symbol; throws as <see cref="SymInt.Evaluate"/> does.</summary>
    public bool Evaluate(IReadOnlyDictionary<string, long> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return Kind switch
        {
            SymBoolKind.False => false,
            SymBoolKind.True => true,
            SymBoolKind.Eq => Evaluation.Wide(Variable, values) == Bound,
            SymBoolKind.Ne => Evaluation.Wide(Variable, values) != Bound,
            SymBoolKind.Le => Evaluation.Wide(Variable, values) <= Bound,
            SymBoolKind.And => Array.TrueForAll(Operands, o => o.Evaluate(values)),
            _ => Array.Exists(Operands, o => o.Evaluate(values)),
        };
    }

    /// <summary>Replaces symbols at once (not one after another); symbols without an entry stay.</summary>
    public SymBool Substitute(IReadOnlyDictionary<string, SymInt> replacements)
    {
        ArgumentNullException.ThrowIfNull(replacements);
        return Kind switch
        {
            SymBoolKind.And => And(Operands.Select(o => o.Substitute(replacements))),
            SymBoolKind.Or => Or(Operands.Select(o => o.Substitute(replacements))),
            _ when IsRelation => WithVariable(Variable.Substitute(replacements)),
            _ => this,
        };
    }

    public bool Equals(SymBool? other) =>
        ReferenceEquals(this, other)
        || (other is not null && hash == other.hash && Kind == other.Kind && Bound == other.Bound
            && Variable.Equals(other.Variable) && Operands.AsSpan().SequenceEqual(other.Operands));

    public override bool Equals(object? obj) => Equals(obj as SymBool);

    public override int GetHashCode() => hash;

    public override string ToString() => ExpressionWriter.Write(this);

    /// <summary>This comparison with another expression in the place of <see cref="Variable"/>.</summary>
    internal SymBool WithVariable(SymInt value)
    {
        if (ReferenceEquals(value, Variable))
        {
            return this;
        }

        return Relation(Kind, WithoutConstant(value), Bound - value.ConstantPart);
    }

    private static SymBool Equality(SymInt left, SymInt right, SymBoolKind kind) =>
        Relation(kind, Difference(left, right), (Int128)right.ConstantPart - left.ConstantPart);

    private static SymBool AtMost(SymInt left, SymInt right, int slack) =>
        Relation(SymBoolKind.Le, Difference(left, right), (Int128)right.ConstantPart - left.ConstantPart - slack);

    /// <summary>The difference without the constants, which are subtracted in 128 bits: they may be 64-bit limits.</summary>
    private static SymInt Difference(SymInt left, SymInt right) => WithoutConstant(left) - WithoutConstant(right);

    private static SymInt WithoutConstant(SymInt value) =>
        value.ConstantPart == 0 ? value : SymInt.Create(0, value.Terms);

    private static SymBool Relation(SymBoolKind kind, SymInt variable, Int128 bound)
    {
        if (variable.IsConstant)
        {
            return kind switch { SymBoolKind.Eq => bound == 0, SymBoolKind.Ne => bound != 0, _ => bound >= 0 } ? True : False;
        }

        var content = Polynomial.CoefficientContent(variable);
        if (kind != SymBoolKind.Le && bound % content != 0)
        {
            return kind == SymBoolKind.Ne ? True : False;
        }

        // An equality has two signs to choose from, an inequality has one.
        var divisor = kind != SymBoolKind.Le && variable.Terms[0].Coefficient < 0 ? -content : content;
        if (divisor != 1)
        {
            variable = Polynomial.DivideExactly(variable, divisor)
                ?? throw new InvalidOperationException($"'{divisor}' does not divide '{variable}'.");
            bound = WideRange.FloorDiv(bound, divisor);
        }

        return bound <= LargestBound && bound >= -LargestBound - 1
            ? new SymBool(kind, variable, bound, [])
            : throw new OverflowException($"The bound {bound} of '{variable}' does not fit.");
    }

    private static SymBool Combine(SymBoolKind kind, IEnumerable<SymBool> operands, SymBool neutral, SymBool absorbing)
    {
        var kept = new HashSet<SymBool>();
        foreach (var operand in operands)
        {
            if (operand.Equals(absorbing))
            {
                return absorbing;
            }

            foreach (var part in operand.Kind == kind ? operand.Operands : [operand])
            {
                if (!part.Equals(neutral))
                {
                    kept.Add(part);
                }
            }
        }

        if (kept.Any(o => kept.Contains(Not(o))))
        {
            return absorbing;
        }

        var sorted = kept.ToArray();
        Array.Sort(sorted, Compare);
        return sorted.Length switch
        {
            0 => neutral,
            1 => sorted[0],
            _ => new SymBool(kind, SymInt.Zero, 0, sorted),
        };
    }

    private static int Compare(SymBool left, SymBool right)
    {
        var order = SymInt.Compare(left.Variable, right.Variable);
        order = order != 0 ? order : left.Kind.CompareTo(right.Kind);
        order = order != 0 ? order : left.Bound.CompareTo(right.Bound);
        for (var i = 0; order == 0 && i < Math.Min(left.Operands.Length, right.Operands.Length); i++)
        {
            order = Compare(left.Operands[i], right.Operands[i]);
        }

        return order != 0 ? order : left.Operands.Length.CompareTo(right.Operands.Length);
    }
}
