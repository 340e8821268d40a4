namespace Piecewise.Graphs;

/// <summary>
/// The integers from <paramref name="Min"/> to <paramref name="Max"/>, both included; null is unbounded on that side.
/// An interval whose ends have crossed is empty.
/// </summary>
internal readonly record struct Interval(long? Min, long? Max)
{
    public static Interval Unbounded => default;

    public bool IsEmpty => Min > Max;

    public bool IsSingle => Min is not null && Min == Max;

    public static Interval Single(long value) => new(value, value);

    public static Interval AtLeast(long min) => new(min, null);

    public bool Contains(long value) => !(value < Min) && !(value > Max);

    public Interval Intersect(Interval other) =>
        new(Min is null || other.Min > Min ? other.Min : Min, Max is null || other.Max < Max ? other.Max : Max);

    public override string ToString() =>
        (Min is { } min ? $"[{min}, " : "(-inf, ") + (Max is { } max ? $"{max}]" : "inf)");
}
