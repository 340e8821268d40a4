namespace Piecewise.Distributed;

/// <summary>How ranks are connected.</summary>
internal sealed record RankOptions
{
    /// <summary>
    /// How long a rank may not get to run before it counts as lost: stopped, or starved. A rank that ends is noticed at once.
    /// </summary>
    public TimeSpan Silence { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How long a rank that lives is waited for in the exchange of a tensor.</summary>
    public TimeSpan Longest { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Never shares memory, as between machines.</summary>
    public bool AlwaysMessages { get; init; }
}
