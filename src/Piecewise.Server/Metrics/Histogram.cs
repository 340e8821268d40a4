namespace Piecewise.Server.Metrics;

/// <summary>How often values fell into which range. For any number of threads; nothing is allocated or locked.</summary>
/// <param name="name">As Prometheus knows it, without the prefix.</param>
/// <param name="help">What the values are.</param>
/// <param name="bounds">The largest value of each range, ascending; one more range takes what is larger.</param>
internal sealed class Histogram(string name, string help, double[] bounds)
{
    private readonly long[] counts = new long[bounds.Length + 1];
    private double sum;

    public string Name => name;

    public string Help => help;

    public ReadOnlySpan<double> Bounds => bounds;

    public double Sum => Volatile.Read(ref sum);

    public void Observe(double value)
    {
        var place = bounds.AsSpan().BinarySearch(value);
        Interlocked.Increment(ref counts[place < 0 ? ~place : place]);
        for (var (seen, now) = (Sum, 0.0); ; seen = now)
        {
            now = Interlocked.CompareExchange(ref sum, seen + value, seen);
            if (now == seen)
            {
                return;
            }
        }
    }

    /// <summary>Values up to a bound; those of all ranges with <paramref name="bound"/> = the number of bounds.</summary>
    public long CountUpTo(int bound)
    {
        var total = 0L;
        for (var i = 0; i <= bound; i++)
        {
            total += Interlocked.Read(ref counts[i]);
        }
        return total;
    }
}
