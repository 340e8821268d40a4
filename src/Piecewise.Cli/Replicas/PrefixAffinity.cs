namespace Piecewise.Cli.Replicas;

/// <summary>
/// Which replica a request goes to: the one that served the longest equal beginning before, as long as it does not have more than its
/// share of the requests; else the one with the fewest. Thread-safe.
/// </summary>
internal sealed class PrefixAffinity
{
    // A quarter more than the average, as in consistent hashing with bounded loads (Mirrokni et al., 2016).
    private const double Overload = 1.25;

    // What was not used while so many others were is forgotten.
    private const int Generation = 16_384;

    private readonly Lock gate = new();
    private Dictionary<ulong, string> recent = [];
    private Dictionary<ulong, string> older = [];
    private uint turn;

    /// <param name="prefix">What the request begins with, as <see cref="PromptPrefix"/> says it.</param>
    /// <param name="replicas">Those that serve, with how many requests each has now; at least one.</param>
    /// <returns>The index of one.</returns>
    public int Choose(IReadOnlyList<ulong> prefix, IReadOnlyList<(string Name, int Requests)> replicas)
    {
        var most = (int)Math.Ceiling(Overload * (replicas.Sum(r => r.Requests) + 1) / replicas.Count);
        lock (gate)
        {
            var chosen = Known(prefix, replicas);
            if (chosen < 0 || replicas[chosen].Requests >= most)
            {
                chosen = Fewest(replicas);
            }
            foreach (var part in prefix)
            {
                recent[part] = replicas[chosen].Name;
            }
            if (recent.Count > Generation)
            {
                (older, recent) = (recent, []);
            }
            return chosen;
        }
    }

    private int Known(IReadOnlyList<ulong> prefix, IReadOnlyList<(string Name, int Requests)> replicas)
    {
        for (var length = prefix.Count - 1; length >= 0; length--)
        {
            if (!recent.TryGetValue(prefix[length], out var name) && !older.TryGetValue(prefix[length], out name))
                continue;
            for (var i = 0; i < replicas.Count; i++)
            {
                if (replicas[i].Name == name)
                    return i;
            }
        }
        return -1;
    }

    // In turn where several have as few.
    private int Fewest(IReadOnlyList<(string Name, int Requests)> replicas)
    {
        var best = -1;
        turn++;
        for (var i = 0; i < replicas.Count; i++)
        {
            var next = (int)((turn + (uint)i) % (uint)replicas.Count);
            if (best < 0 || replicas[next].Requests < replicas[best].Requests)
            {
                best = next;
            }
        }
        return best;
    }
}
