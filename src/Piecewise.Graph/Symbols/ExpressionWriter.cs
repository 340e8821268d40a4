using System.Globalization;
using System.Text;

namespace Piecewise.Graphs;

/// <summary>
/// Writes expressions as Python would read them. The text is a function of the normal form alone, and reading it back
/// gives an equal expression.
/// </summary>
internal static class ExpressionWriter
{
    private enum Place
    {
        Sum,
        Dividend,
        Divisor,
        Factor,
    }

    public static string Write(SymInt value) => Write(new StringBuilder(), value).ToString();

    public static string Write(SymBool value) => Write(new StringBuilder(), value, nested: false).ToString();

    private static StringBuilder Write(StringBuilder text, SymInt value)
    {
        var first = true;
        foreach (var term in value.Terms)
        {
            WriteTerm(text, term, first);
            first = false;
        }

        if (first)
        {
            return text.Append(CultureInfo.InvariantCulture, $"{value.ConstantPart}");
        }

        return value.ConstantPart == 0 ? text : WriteNumber(text.Append(Sign(value.ConstantPart, first: false)), value.ConstantPart);
    }

    private static void WriteTerm(StringBuilder text, Term term, bool first)
    {
        var negative = term.Coefficient < 0;
        text.Append(Sign(term.Coefficient, first));
        var scaled = term.Coefficient is not (1 or -1);
        if (scaled)
        {
            WriteNumber(text, term.Coefficient).Append('*');
        }

        // After a sign, a quotient needs no parentheses in a sum, but does right after a leading minus: -a // b is (-a) // b.
        var place = scaled || term.Monomial.Factors.Length > 1 || (first && negative) ? Place.Factor : Place.Sum;
        for (var i = 0; i < term.Monomial.Factors.Length; i++)
        {
            var (atom, power) = term.Monomial.Factors[i];
            WriteAtom(text.Append(i == 0 ? "" : "*"), atom, power > 1 ? Place.Factor : place);
            if (power > 1)
            {
                text.Append(CultureInfo.InvariantCulture, $"**{power}");
            }
        }
    }

    private static void WriteAtom(StringBuilder text, Atom atom, Place place)
    {
        switch (atom.Kind)
        {
            case AtomKind.Symbol:
                text.Append(atom.Name);
                break;
            case AtomKind.FloorDiv or AtomKind.Mod:
                text.Append(place == Place.Sum ? "" : "(");
                WriteOperand(text, atom.Operands[0], Place.Dividend);
                text.Append(atom.Kind == AtomKind.FloorDiv ? " // " : " % ");
                WriteOperand(text, atom.Operands[1], Place.Divisor);
                text.Append(place == Place.Sum ? "" : ")");
                break;
            default:
                text.Append(atom.Kind == AtomKind.Min ? ExpressionSyntax.Min : ExpressionSyntax.Max).Append('(');
                for (var i = 0; i < atom.Operands.Length; i++)
                {
                    Write(text.Append(i == 0 ? "" : ", "), atom.Operands[i]);
                }

                text.Append(')');
                break;
        }
    }

    private static void WriteOperand(StringBuilder text, SymInt value, Place place)
    {
        if (value.SoleAtom is { } atom)
        {
            WriteAtom(text, atom, place);
            return;
        }

        var bare = value.IsConstant
            ? value.ConstantPart >= 0
            : place == Place.Dividend && value is { ConstantPart: 0, Terms.Length: 1 };
        Write(text.Append(bare ? "" : "("), value).Append(bare ? "" : ")");
    }

    private static StringBuilder Write(StringBuilder text, SymBool value, bool nested)
    {
        switch (value.Kind)
        {
            case SymBoolKind.True:
                return text.Append(ExpressionSyntax.True);
            case SymBoolKind.False:
                return text.Append(ExpressionSyntax.False);
            case SymBoolKind.And or SymBoolKind.Or:
                text.Append(nested ? "(" : "");
                for (var i = 0; i < value.Operands.Length; i++)
                {
                    text.Append(i == 0 ? "" : value.Kind == SymBoolKind.And ? " and " : " or ");
                    Write(text, value.Operands[i], nested: true);
                }

                return text.Append(nested ? ")" : "");
            default:
                return WriteRelation(text, value);
        }
    }

    /// <summary>
    /// Moves negative terms to the other side: <c>s0 - s1 &lt;= -1</c> is written <c>s0 &lt; s1</c>, and
    /// <c>-s0 &lt;= -8</c> is written <c>s0 &gt;= 8</c>.
    /// </summary>
    private static StringBuilder WriteRelation(StringBuilder text, SymBool value)
    {
        var positive = SymInt.Zero;
        var negative = SymInt.Zero;
        foreach (var term in value.Variable.Terms)
        {
            if (term.Coefficient > 0)
            {
                positive += Polynomial.Single(term.Monomial, term.Coefficient);
            }
            else
            {
                negative -= Polynomial.Single(term.Monomial, term.Coefficient);
            }
        }

        var operation = value.Kind switch { SymBoolKind.Eq => "==", SymBoolKind.Ne => "!=", _ => "<=" };
        var bound = value.Bound;
        if (positive.IsConstant)
        {
            (positive, negative, bound) = (negative, SymInt.Zero, -bound);
            operation = value.Kind == SymBoolKind.Le ? ">=" : operation;
        }
        else if (value.Kind == SymBoolKind.Le && bound == -1 && !negative.IsConstant)
        {
            (operation, bound) = ("<", 0);
        }

        // A bound outside 64 bits (s0 > 9223372036854775807) is split over both sides.
        var right = Int128.Clamp(bound, long.MinValue, long.MaxValue);
        if (right != bound)
        {
            positive += (long)(right - bound);
        }

        Write(text, positive).Append(' ').Append(operation).Append(' ');
        return Write(text, negative + (long)right);
    }

    private static string Sign(long value, bool first) => value switch
    {
        long.MinValue => first ? "" : " + ",
        < 0 => first ? "-" : " - ",
        _ => first ? "" : " + ",
    };

    /// <summary>
    /// The number after its sign. The smallest one keeps its own, since its magnitude is no 64-bit number to read back.
    /// </summary>
    private static StringBuilder WriteNumber(StringBuilder text, long value) =>
        text.Append(CultureInfo.InvariantCulture, $"{(value == long.MinValue ? value : Math.Abs(value))}");
}
