namespace Piecewise.Graphs;

/// <summary>
/// A range of mathematical integers for bounds reasoning. Ends are 128 bits wide; an end whose magnitude passes 2^120 is
/// infinite, so no operation overflows and every result contains all values that its operands can give.
/// </summary>
internal readonly record struct WideRange(Int128 Low, Int128 High)
{
    private static readonly Int128 Limit = Int128.One << 120;

    public static readonly Int128 PositiveInfinity = Int128.MaxValue;
    public static readonly Int128 NegativeInfinity = Int128.MinValue;

    public static WideRange Everything => new(NegativeInfinity, PositiveInfinity);

    public bool IsSingle => Low == High;

    public bool IsEmpty => Low > High;

    public static WideRange Single(Int128 value) => new(value, value);

    public static WideRange From(Interval interval) => new(interval.Min ?? NegativeInfinity, interval.Max ?? PositiveInfinity);

    public Interval ToInterval() => new(
        Low < long.MinValue ? null : (long)Int128.Min(Low, long.MaxValue),
        High > long.MaxValue ? null : (long)Int128.Max(High, long.MinValue));

    public bool Contains(Int128 value) => Low <= value && value <= High;

    public WideRange Intersect(WideRange other) => new(Int128.Max(Low, other.Low), Int128.Min(High, other.High));

    public static WideRange operator +(WideRange a, WideRange b) => Outward(AddEnds(a.Low, b.Low), AddEnds(a.High, b.High));

    public static WideRange operator -(WideRange a) => new(NegateEnd(a.High), NegateEnd(a.Low));

    public static WideRange operator -(WideRange a, WideRange b) => a + -b;

    public static WideRange operator *(WideRange a, WideRange b) => Hull(
        MultiplyEnds(a.Low, b.Low), MultiplyEnds(a.Low, b.High), MultiplyEnds(a.High, b.Low), MultiplyEnds(a.High, b.High));

    public static WideRange Min(WideRange a, WideRange b) => new(Int128.Min(a.Low, b.Low), Int128.Min(a.High, b.High));

    public static WideRange Max(WideRange a, WideRange b) => new(Int128.Max(a.Low, b.Low), Int128.Max(a.High, b.High));

    /// <summary>The range of x**n for one x, n at least 1. Unlike a product, it knows that all factors are equal.</summary>
    public WideRange Power(int exponent)
    {
        var (low, high) = (PowerOfEnd(Low, exponent), PowerOfEnd(High, exponent));
        return exponent % 2 == 1 ? Outward(low, high)
            : Contains(0) ? new WideRange(0, Int128.Max(low, high))
            : Outward(Int128.Min(low, high), Int128.Max(low, high));
    }

    /// <summary>Quotients over all divisors but 0; everything when 0 is the only divisor.</summary>
    public static WideRange FloorDiv(WideRange a, WideRange b)
    {
        var positive = b.Intersect(new WideRange(1, PositiveInfinity));
        var negative = b.Intersect(new WideRange(NegativeInfinity, -1));
        return (positive.IsEmpty, negative.IsEmpty) switch
        {
            (true, true) => Everything,
            (false, true) => FloorDivPositive(a, positive),
            (true, false) => FloorDivPositive(-a, -negative),
            _ => Union(FloorDivPositive(a, positive), FloorDivPositive(-a, -negative)),
        };
    }

    /// <summary>Remainders with the divisor's sign, over all divisors but 0.</summary>
    public static WideRange Mod(WideRange a, WideRange b)
    {
        var positive = b.Intersect(new WideRange(1, PositiveInfinity));
        var negative = b.Intersect(new WideRange(NegativeInfinity, -1));
        return (positive.IsEmpty, negative.IsEmpty) switch
        {
            (true, true) => Everything,
            (false, true) => ModPositive(a, positive),
            (true, false) => -ModPositive(-a, -negative),
            _ => Union(ModPositive(a, positive), -ModPositive(-a, -negative)),
        };
    }

    public static Int128 FloorDiv(Int128 a, Int128 b)
    {
        var (quotient, remainder) = Int128.DivRem(a, b);
        return remainder != 0 && Int128.IsNegative(remainder) != Int128.IsNegative(b) ? quotient - 1 : quotient;
    }

    private static WideRange FloorDivPositive(WideRange a, WideRange b) => new(
        Int128.Min(DivideEnds(a.Low, b.Low), DivideEnds(a.Low, b.High)),
        Int128.Max(DivideEnds(a.High, b.Low), DivideEnds(a.High, b.High)));

    private static WideRange ModPositive(WideRange a, WideRange b)
    {
        var range = new WideRange(0, b.High == PositiveInfinity ? PositiveInfinity : b.High - 1);
        if (a.Low >= 0)
        {
            range = range with { High = Int128.Min(range.High, a.High) };
            if (a.High < b.Low)
            {
                return a;
            }
        }

        return range;
    }

    private static WideRange Union(WideRange a, WideRange b) => new(Int128.Min(a.Low, b.Low), Int128.Max(a.High, b.High));

    private static WideRange Hull(Int128 a, Int128 b, Int128 c, Int128 d) => Outward(
        Int128.Min(Int128.Min(a, b), Int128.Min(c, d)), Int128.Max(Int128.Max(a, b), Int128.Max(c, d)));

    /// <summary>
    /// A low end that saturated upward stands for a finite value, so it is rounded down to the limit; likewise a high end.
    /// With this, a low end is never +infinity and the ends that meet in an addition never have opposite infinities.
    /// </summary>
    private static WideRange Outward(Int128 low, Int128 high) =>
        new(low == PositiveInfinity ? Limit : low, high == NegativeInfinity ? -Limit : high);

    private static bool IsInfinite(Int128 end) => end == PositiveInfinity || end == NegativeInfinity;

    private static Int128 Saturate(Int128 end) => end > Limit ? PositiveInfinity : end < -Limit ? NegativeInfinity : end;

    private static Int128 AddEnds(Int128 a, Int128 b) => IsInfinite(a) ? a : IsInfinite(b) ? b : Saturate(a + b);

    private static Int128 NegateEnd(Int128 end) =>
        end == PositiveInfinity ? NegativeInfinity : end == NegativeInfinity ? PositiveInfinity : -end;

    private static Int128 MultiplyEnds(Int128 a, Int128 b)
    {
        // An infinite end stands for arbitrarily large finite values, so 0 times it is 0.
        if (a == 0 || b == 0)
        {
            return 0;
        }

        var negative = Int128.IsNegative(a) != Int128.IsNegative(b);
        var infinity = negative ? NegativeInfinity : PositiveInfinity;
        if (IsInfinite(a) || IsInfinite(b))
        {
            return infinity;
        }

        return Int128.Abs(a) > Limit / Int128.Abs(b) ? infinity : a * b;
    }

    private static Int128 PowerOfEnd(Int128 end, int exponent)
    {
        if (end == 0 || end == 1)
        {
            return end;
        }

        if (end == -1)
        {
            return exponent % 2 == 0 ? 1 : -1;
        }

        var result = end;
        for (var i = 1; i < exponent && !IsInfinite(result); i++)
        {
            result = MultiplyEnds(result, end);
        }

        // An infinity reached on the way has the sign of that step.
        return IsInfinite(result) ? Int128.IsNegative(end) && exponent % 2 == 1 ? NegativeInfinity : PositiveInfinity : result;
    }

    private static Int128 DivideEnds(Int128 a, Int128 b)
    {
        if (b == PositiveInfinity)
        {
            return IsInfinite(a) ? a : Int128.IsNegative(a) ? -1 : 0;
        }

        return IsInfinite(a) ? a : FloorDiv(a, b);
    }
}
