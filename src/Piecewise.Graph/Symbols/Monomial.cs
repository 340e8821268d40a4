namespace Piecewise.Graphs;

/// <summary>One atom raised to a power of at least 1.</summary>
internal readonly record struct Factor(Atom Atom, int Power);

/// <summary>A product of atoms, sorted by atom, each atom once; never the empty product.</summary>
internal sealed class Monomial : IEquatable<Monomial>, IComparable<Monomial>
{
    /// <summary>
    /// A power of 2 leaves 64 bits at 63 already. The limit keeps loops over a power short for hostile exponents.
    /// </summary>
    private const int MaxDegree = 255;

    private readonly int hash;

    public Monomial(Factor[] factors)
    {
        Factors = factors;
        var hash = new HashCode();
        var (degree, parts) = (0, 0L);
        foreach (var factor in factors)
        {
            hash.Add(factor.Atom);
            hash.Add(factor.Power);
            degree = checked(degree + factor.Power);
            parts += (long)factor.Atom.Parts * factor.Power;
        }

        if (degree > MaxDegree)
        {
            throw new OverflowException($"A symbolic expression would have degree {degree}; the limit is {MaxDegree}.");
        }

        Degree = degree;
        Parts = (int)Math.Min(parts, int.MaxValue);
        this.hash = hash.ToHashCode();
    }

    public Factor[] Factors { get; }

    public int Degree { get; }

    /// <summary>How many operations and symbols it is written with.</summary>
    public int Parts { get; }

    public static Monomial Of(Atom atom) => new([new Factor(atom, 1)]);

    /// <summary>Whether this is one atom to the first power.</summary>
    public bool IsAtom => Factors.Length == 1 && Factors[0].Power == 1;

    public static Monomial Multiply(Monomial left, Monomial right)
    {
        var factors = new List<Factor>(left.Factors.Length + right.Factors.Length);
        int i = 0, j = 0;
        while (i < left.Factors.Length && j < right.Factors.Length)
        {
            var (a, b) = (left.Factors[i], right.Factors[j]);
            var order = a.Atom.CompareTo(b.Atom);
            if (order == 0)
            {
                factors.Add(new Factor(a.Atom, checked(a.Power + b.Power)));
                i++;
                j++;
            }
            else if (order < 0)
            {
                factors.Add(a);
                i++;
            }
            else
            {
                factors.Add(b);
                j++;
            }
        }

        factors.AddRange(left.Factors.AsSpan(i));
        factors.AddRange(right.Factors.AsSpan(j));
        return new Monomial([.. factors]);
    }

    /// <summary>The power to which <paramref name="atom"/> occurs here, 0 when it does not.</summary>
    public int PowerOf(Atom atom)
    {
        foreach (var factor in Factors)
        {
            if (factor.Atom.Equals(atom))
            {
                return factor.Power;
            }
        }

        return 0;
    }

    /// <summary>Divides exactly. The quotient is null when the two are equal (the empty product).</summary>
    public bool TryDivide(Monomial divisor, out Monomial? quotient)
    {
        quotient = null;
        if (divisor.Degree > Degree)
        {
            return false;
        }

        var rest = new List<Factor>(Factors.Length);
        var matched = 0;
        foreach (var factor in Factors)
        {
            var power = divisor.PowerOf(factor.Atom);
            if (power > factor.Power)
            {
                return false;
            }

            matched += power > 0 ? 1 : 0;
            if (factor.Power > power)
            {
                rest.Add(factor with { Power = factor.Power - power });
            }
        }

        if (matched != divisor.Factors.Length)
        {
            return false;
        }

        quotient = rest.Count == 0 ? null : new Monomial([.. rest]);
        return true;
    }

    /// <summary>The greatest common divisor, null for the empty product.</summary>
    public static Monomial? CommonFactor(Monomial left, Monomial right)
    {
        var common = new List<Factor>();
        foreach (var factor in left.Factors)
        {
            var power = Math.Min(factor.Power, right.PowerOf(factor.Atom));
            if (power > 0)
            {
                common.Add(factor with { Power = power });
            }
        }

        return common.Count == 0 ? null : new Monomial([.. common]);
    }

    /// <summary>
    /// Graded lexicographic order: higher degree is greater, then a higher power of the first atom. It is preserved by
    /// multiplication, which polynomial division and the merge in <see cref="Polynomial"/> rely on.
    /// </summary>
    public int CompareTo(Monomial? other)
    {
        if (ReferenceEquals(this, other))
        {
            return 0;
        }

        if (other is null)
        {
            return 1;
        }

        if (Degree != other.Degree)
        {
            return Degree.CompareTo(other.Degree);
        }

        for (var i = 0; i < Math.Min(Factors.Length, other.Factors.Length); i++)
        {
            var order = other.Factors[i].Atom.CompareTo(Factors[i].Atom);
            if (order == 0)
            {
                order = Factors[i].Power.CompareTo(other.Factors[i].Power);
            }

            if (order != 0)
            {
                return order;
            }
        }

        return Factors.Length.CompareTo(other.Factors.Length);
    }

    public bool Equals(Monomial? other) =>
        ReferenceEquals(this, other)
        || (other is not null && hash == other.hash && Factors.AsSpan().SequenceEqual(other.Factors));

    public override bool Equals(object? obj) => Equals(obj as Monomial);

    public override int GetHashCode() => hash;
}
