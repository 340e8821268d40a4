namespace Piecewise.Compiler.Explain;

/// <summary>What a part of a call moves and computes, counted from its sizes and not measured.</summary>
/// <param name="Bytes">Of operands, each read once, and of results, each written once: what caches save is not taken off.</param>
/// <param name="Operations">
/// Multiplications, additions and other functions of elements, of products, convolutions, attention and loops; 0 where none are counted.
/// </param>
internal readonly record struct Work(double Bytes, double Operations)
{
    public static Work operator +(Work x, Work y) => new(x.Bytes + y.Bytes, x.Operations + y.Operations);

    /// <summary>Of several; null where one is not known.</summary>
    public static Work? Sum(IEnumerable<Work?> parts) => parts.Aggregate((Work?)default(Work), (sum, part) => sum + part);

    /// <summary>In a second, where it took so many milliseconds.</summary>
    public Work PerSecond(double milliseconds) => new(Bytes / milliseconds * 1000, Operations / milliseconds * 1000);
}
