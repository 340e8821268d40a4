using Piecewise.Graphs;

namespace Piecewise.Graph.Tests.Symbols;

/// <summary>
/// A seeded source of expressions that are built twice: as a <see cref="SymInt"/>, which normalizes, and as a function
/// that computes with Python's rules and knows nothing of normal forms.
/// </summary>
internal sealed class RandomExpressions(int seed, params string[] symbols)
{
    private readonly Random random = new(seed);

    public Random Random => random;

    public Expression Int(int depth)
    {
        if (depth == 0 || random.Next(6) == 0)
        {
            return Leaf();
        }

        var left = Int(depth - 1);
        var right = Int(depth - 1);
        return random.Next(10) switch
        {
            0 or 1 => new(left.Value + right.Value, v => left.At(v) + right.At(v)),
            2 => new(left.Value - right.Value, v => left.At(v) - right.At(v)),
            3 or 4 => new(left.Value * right.Value, v => left.At(v) * right.At(v)),
            5 or 6 => Divide(left, random.Next(3) == 0 ? right : NonZero()),
            7 => Remainder(left, random.Next(3) == 0 ? right : NonZero()),
            8 => new(SymInt.Min(left.Value, right.Value), v => Pick(left.At(v), right.At(v), Math.Min)),
            _ => new(SymInt.Max(left.Value, right.Value), v => Pick(left.At(v), right.At(v), Math.Max)),
        };
    }

    public Condition Bool(int depth, int intDepth)
    {
        if (depth > 0 && random.Next(3) == 0)
        {
            var a = Bool(depth - 1, intDepth);
            var b = Bool(depth - 1, intDepth);
            return random.Next(3) switch
            {
                0 => new(SymBool.And(a.Value, b.Value), v => a.At(v) is { } x && b.At(v) is { } y ? x && y : null),
                1 => new(SymBool.Or(a.Value, b.Value), v => a.At(v) is { } x && b.At(v) is { } y ? x || y : null),
                _ => new(SymBool.Not(a.Value), v => !a.At(v)),
            };
        }

        return Comparison(Int(intDepth), Int(intDepth));
    }

    public Condition Comparison(Expression left, Expression right) => random.Next(6) switch
    {
        0 => Compare(SymBool.Eq(left.Value, right.Value), left, right, (a, b) => a == b),
        1 => Compare(SymBool.Ne(left.Value, right.Value), left, right, (a, b) => a != b),
        2 => Compare(SymBool.Lt(left.Value, right.Value), left, right, (a, b) => a < b),
        3 => Compare(SymBool.Le(left.Value, right.Value), left, right, (a, b) => a <= b),
        4 => Compare(SymBool.Gt(left.Value, right.Value), left, right, (a, b) => a > b),
        _ => Compare(SymBool.Ge(left.Value, right.Value), left, right, (a, b) => a >= b),
    };

    public Expression Leaf()
    {
        if (random.Next(3) == 0)
        {
            var constant = random.Next(-9, 10);
            return new(constant, _ => constant);
        }

        var name = symbols[random.Next(symbols.Length)];
        return new(SymInt.Symbol(name), v => v[name]);
    }

    /// <summary>Every assignment of the symbols inside the intervals, which must be bounded.</summary>
    public static IEnumerable<Dictionary<string, long>> Assignments(IReadOnlyList<(string Name, Interval Interval)> box)
    {
        var values = box.ToDictionary(b => b.Name, b => b.Interval.Min!.Value);
        while (true)
        {
            yield return values;
            var i = 0;
            for (; i < box.Count; i++)
            {
                if (values[box[i].Name]++ < box[i].Interval.Max!.Value)
                {
                    break;
                }

                values[box[i].Name] = box[i].Interval.Min!.Value;
            }

            if (i == box.Count)
            {
                yield break;
            }
        }
    }

    private Expression NonZero()
    {
        long constant = random.Next(1, 9) * (random.Next(5) == 0 ? -1 : 1);
        return new(constant, _ => constant);
    }

    private Expression Divide(Expression left, Expression right)
    {
        right = WithoutConstantZero(right);
        return random.Next(4) == 0
            ? new(SymInt.CeilDiv(left.Value, right.Value), v => -Floor(-left.At(v), right.At(v)))
            : new(SymInt.FloorDiv(left.Value, right.Value), v => Floor(left.At(v), right.At(v)));
    }

    private static Expression Remainder(Expression left, Expression right)
    {
        right = WithoutConstantZero(right);
        return new(SymInt.Mod(left.Value, right.Value), v => left.At(v) - Floor(left.At(v), right.At(v)) * right.At(v));
    }

    /// <summary>A divisor that is the constant 0 can't be built, so it is replaced, in both worlds.</summary>
    private static Expression WithoutConstantZero(Expression divisor) => divisor.Value == 0 ? new(1, _ => 1) : divisor;

    private static long? Floor(long? dividend, long? divisor)
    {
        if (dividend is not { } a || divisor is not { } b || b == 0)
        {
            return null;
        }

        var (quotient, remainder) = Math.DivRem(a, b);
        return remainder != 0 && (remainder < 0) != (b < 0) ? quotient - 1 : quotient;
    }

    private static long? Pick(long? left, long? right, Func<long, long, long> choose) =>
        left is { } a && right is { } b ? choose(a, b) : null;

    private static Condition Compare(SymBool value, Expression left, Expression right, Func<long, long, bool> holds) =>
        new(value, v => left.At(v) is { } a && right.At(v) is { } b ? holds(a, b) : null);

    /// <param name="Value">The normal form.</param>
    /// <param name="At">The value under an assignment, null where a divisor is 0.</param>
    public sealed record Expression(SymInt Value, Func<Dictionary<string, long>, long?> At);

    /// <param name="Value">The normal form.</param>
    /// <param name="At">The truth under an assignment, null where any part of it is undefined.</param>
    public sealed record Condition(SymBool Value, Func<Dictionary<string, long>, bool?> At);
}
