using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Piecewise.Graphs;

/// <summary>
/// An immutable integer expression over named symbols, in normal form: a polynomial with 64-bit coefficients over
/// symbols, floor divisions, remainders, minima and maxima. Operations normalize as they build, so two expressions that
/// differ only by ring laws are equal as values: <c>a + b == b + a</c>, <c>2*(a + 1) == 2*a + 2</c>,
/// <c>(8*s) // 8 == s</c>.
/// </summary>
/// <remarks>
/// Simplification keeps the value wherever the original is defined; it may remove a division by zero
/// (<c>s // s</c> becomes <c>1</c>). Building throws <see cref="OverflowException"/> when a coefficient leaves 64 bits.
/// </remarks>
internal sealed class SymInt : IEquatable<SymInt>
{
    /// <summary>
    /// Operations and symbols that an expression may be written with, each as often as it occurs. Walks over expressions take that many
    /// steps, and operands that occur twice would double them at each level. Sizes of real programs have below 50.
    /// </summary>
    internal const int MaxParts = 4096;

    private const int SmallestCached = -64;
    private const int LargestCached = 1024;
    private const int MaxInterned = 1 << 16;

    private static readonly string[] NoSymbols = [];
    private static readonly SymInt[] SmallConstants = CreateSmallConstants();
    private static readonly ConcurrentDictionary<string, SymInt> Interned = new(StringComparer.Ordinal);

    private readonly int hash;
    private string[]? symbols;

    private SymInt(long constant, Term[] terms)
    {
        ConstantPart = constant;
        Terms = terms;
        var hash = new HashCode();
        hash.Add(constant);
        var parts = 1L;
        foreach (var term in terms)
        {
            hash.Add(term.Monomial);
            hash.Add(term.Coefficient);
            parts += term.Monomial.Parts;
        }

        Parts = RequireSize(parts);
        this.hash = hash.ToHashCode();
    }

    internal static SymInt Zero => SmallConstants[-SmallestCached];

    internal static SymInt One => SmallConstants[1 - SmallestCached];

    /// <summary>The value at which every atom is 0.</summary>
    internal long ConstantPart { get; }

    /// <summary>Sorted by descending monomial; see <see cref="Polynomial"/>.</summary>
    internal Term[] Terms { get; }

    /// <summary>How many operations and symbols it is written with, at most <see cref="MaxParts"/>.</summary>
    internal int Parts { get; }

    public bool IsConstant => Terms.Length == 0;

    /// <summary>The value of an expression without symbols.</summary>
    /// <exception cref="InvalidOperationException">The expression has symbols.</exception>
    public long Constant =>
        IsConstant ? ConstantPart : throw new InvalidOperationException($"'{this}' is not a constant.");

    public bool IsSymbol => SoleAtom is { IsSymbol: true };

    /// <summary>The name, when the expression is one symbol and nothing else.</summary>
    /// <exception cref="InvalidOperationException">The expression is not a plain symbol.</exception>
    public string SymbolName =>
        SoleAtom is { IsSymbol: true } atom ? atom.Name : throw new InvalidOperationException($"'{this}' is not a plain symbol.");

    /// <summary>Every symbol that occurs, also inside divisions and minima, in ordinal order.</summary>
    public IReadOnlyList<string> Symbols => symbols ??= CollectSymbols();

    /// <summary>Whether anything but symbols occurs as an atom.</summary>
    internal bool HasOperations
    {
        get
        {
            foreach (var term in Terms)
            {
                foreach (var factor in term.Monomial.Factors)
                {
                    if (!factor.Atom.IsSymbol)
                    {
                        return true;
                    }
                }
            }

            return false;
        }
    }

    /// <summary>The atom that this expression consists of, or null.</summary>
    internal Atom? SoleAtom =>
        ConstantPart == 0 && Terms is [{ Coefficient: 1, Monomial.IsAtom: true } term] ? term.Monomial.Factors[0].Atom : null;

    public static implicit operator SymInt(long value) =>
        value is >= SmallestCached and <= LargestCached ? SmallConstants[value - SmallestCached] : new SymInt(value, []);

    public static SymInt operator +(SymInt left, SymInt right) => Polynomial.Add(left, right);

    public static SymInt operator -(SymInt left, SymInt right) => Polynomial.Add(left, right, -1);

    public static SymInt operator -(SymInt value) => Polynomial.Scale(value, -1);

    public static SymInt operator *(SymInt left, SymInt right) => Polynomial.Multiply(left, right);

    public static bool operator ==(SymInt? left, SymInt? right) => left is null ? right is null : left.Equals(right);

    public static bool operator !=(SymInt? left, SymInt? right) => !(left == right);

    /// <summary>The symbol of that name: a letter or underscore, then letters, digits, underscores.</summary>
    /// <exception cref="ArgumentException">The name is not an identifier, or is a word of the text form.</exception>
    public static SymInt Symbol(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (Interned.TryGetValue(name, out var known))
        {
            return known;
        }

        if (!ExpressionSyntax.IsSymbolName(name))
        {
            throw new ArgumentException($"'{name}' can't name a symbol.", nameof(name));
        }

        var symbol = OfAtom(Atom.Symbol(name));
        // Interning saves allocations only; equality is structural, so a full table is harmless.
        return Interned.Count < MaxInterned ? Interned.GetOrAdd(name, symbol) : symbol;
    }

    /// <summary>The quotient rounded toward negative infinity.</summary>
    /// <exception cref="DivideByZeroException">The divisor is the constant 0.</exception>
    public static SymInt FloorDiv(SymInt dividend, SymInt divisor) => DivisionForms.FloorDiv(dividend, divisor);

    /// <summary>The quotient rounded toward positive infinity: <c>-((-a) // b)</c>.</summary>
    /// <exception cref="DivideByZeroException">The divisor is the constant 0.</exception>
    public static SymInt CeilDiv(SymInt dividend, SymInt divisor) => -FloorDiv(-dividend, divisor);

    /// <summary>The remainder of <see cref="FloorDiv"/>: zero, or of the divisor's sign.</summary>
    /// <exception cref="DivideByZeroException">The divisor is the constant 0.</exception>
    public static SymInt Mod(SymInt dividend, SymInt divisor) => DivisionForms.Mod(dividend, divisor);

    public static SymInt Min(SymInt left, SymInt right) => ExtremumForms.Create(AtomKind.Min, left, right);

    public static SymInt Max(SymInt left, SymInt right) => ExtremumForms.Create(AtomKind.Max, left, right);

    /// <exception cref="ArgumentOutOfRangeException">The exponent is negative.</exception>
    public static SymInt Pow(SymInt value, int exponent)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(exponent);
        return Polynomial.Power(value, exponent);
    }

    /// <summary>Reads what <see cref="ToString"/> writes, and Python's spelling of the same operators.</summary>
    /// <exception cref="FormatException">The text is not an expression; the message gives the position.</exception>
    public static SymInt Parse(string text) => new ExpressionParser(text).ParseWholeInt();

    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out SymInt? value)
    {
        value = null;
        if (text is null)
        {
            return false;
        }

        try
        {
            value = Parse(text);
            return true;
        }
        catch (Exception error) when (error is FormatException or ArithmeticException)
        {
            return false;
        }
    }

    public bool TryGetConstant(out long value)
    {
        value = ConstantPart;
        return IsConstant;
    }

    /// <summary>The value under an assignment of every symbol.</summary>
    /// <exception cref="KeyNotFoundException">A symbol has no value; the message names it and the expression.</exception>
    /// <exception cref="DivideByZeroException">A divisor is 0 under this assignment.</exception>
    /// <exception cref="OverflowException">The value does not fit in 64 bits.</exception>
    public long Evaluate(IReadOnlyDictionary<string, long> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        var wide = Evaluation.Wide(this, values);
        return wide >= long.MinValue && wide <= long.MaxValue
            ? (long)wide
            : throw new OverflowException($"The value of '{this}' does not fit in 64 bits: {wide}.");
    }

    /// <summary>Replaces symbols at once (not one after another); symbols without an entry stay.</summary>
    public SymInt Substitute(IReadOnlyDictionary<string, SymInt> replacements)
    {
        ArgumentNullException.ThrowIfNull(replacements);
        return IsConstant || replacements.Count == 0 ? this : Evaluation.Substitute(this, replacements);
    }

    public bool Equals(SymInt? other) =>
        ReferenceEquals(this, other)
        || (other is not null && hash == other.hash && ConstantPart == other.ConstantPart
            && Terms.AsSpan().SequenceEqual(other.Terms));

    public override bool Equals(object? obj) => Equals(obj as SymInt);

    public override int GetHashCode() => hash;

    public override string ToString() => ExpressionWriter.Write(this);

    internal static SymInt Create(long constant, Term[] terms) => terms.Length == 0 ? constant : new SymInt(constant, terms);

    /// <exception cref="OverflowException">An expression of so many parts is larger than any may be.</exception>
    internal static int RequireSize(long parts) => parts <= MaxParts
        ? (int)parts
        : throw new OverflowException($"A symbolic expression would have more than {MaxParts} parts.");

    internal static SymInt OfAtom(Atom atom) => new(0, [new Term(Monomial.Of(atom), 1)]);

    /// <summary>A total order by structure; it says nothing about values.</summary>
    internal static int Compare(SymInt left, SymInt right)
    {
        if (ReferenceEquals(left, right))
        {
            return 0;
        }

        for (var i = 0; i < Math.Min(left.Terms.Length, right.Terms.Length); i++)
        {
            var order = right.Terms[i].Monomial.CompareTo(left.Terms[i].Monomial);
            if (order == 0)
            {
                order = left.Terms[i].Coefficient.CompareTo(right.Terms[i].Coefficient);
            }

            if (order != 0)
            {
                return order;
            }
        }

        var length = right.Terms.Length.CompareTo(left.Terms.Length);
        return length != 0 ? length : left.ConstantPart.CompareTo(right.ConstantPart);
    }

    internal static int CompareSequences(ReadOnlySpan<SymInt> left, ReadOnlySpan<SymInt> right)
    {
        for (var i = 0; i < Math.Min(left.Length, right.Length); i++)
        {
            var order = Compare(left[i], right[i]);
            if (order != 0)
            {
                return order;
            }
        }

        return left.Length.CompareTo(right.Length);
    }

    private static SymInt[] CreateSmallConstants()
    {
        var constants = new SymInt[LargestCached - SmallestCached + 1];
        for (var i = 0; i < constants.Length; i++)
        {
            constants[i] = new SymInt(i + SmallestCached, []);
        }

        return constants;
    }

    private string[] CollectSymbols()
    {
        if (IsConstant)
        {
            return NoSymbols;
        }

        var names = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var term in Terms)
        {
            foreach (var factor in term.Monomial.Factors)
            {
                if (factor.Atom.IsSymbol)
                {
                    names.Add(factor.Atom.Name);
                }

                foreach (var operand in factor.Atom.Operands)
                {
                    names.UnionWith(operand.Symbols);
                }
            }
        }

        return [.. names];
    }
}
