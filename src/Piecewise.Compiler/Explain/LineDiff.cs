namespace Piecewise.Compiler.Explain;

/// <summary>What happened to a line between two texts.</summary>
internal enum LineChange : byte { Same, Removed, Added }

/// <summary>A shortest difference of two texts, line by line. Source: Myers, "An O(ND) difference algorithm", 1986.</summary>
internal static class LineDiff
{
    /// <summary>All lines of both texts in order; those that both have occur once.</summary>
    public static IReadOnlyList<(LineChange Change, string Line)> Compute(string before, string after)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        var (a, b) = (before.TrimEnd('\n').Split('\n'), after.TrimEnd('\n').Split('\n'));
        var trace = Search(a, b);
        var result = new List<(LineChange, string)>();
        var (x, y) = (a.Length, b.Length);
        for (var steps = trace.Count - 1; steps >= 0; steps--)
        {
            var reach = trace[steps];
            var diagonal = x - y;
            var down = diagonal == -steps || (diagonal != steps && Reach(reach, diagonal - 1) < Reach(reach, diagonal + 1));
            var previous = down ? diagonal + 1 : diagonal - 1;
            var fromX = steps == 0 ? 0 : Reach(reach, previous);
            var fromY = steps == 0 ? 0 : fromX - previous;
            while (x > fromX && y > fromY)
            {
                result.Add((LineChange.Same, a[--x]));
                y--;
            }
            if (steps > 0)
            {
                result.Add(down ? (LineChange.Added, b[--y]) : (LineChange.Removed, a[--x]));
            }
        }
        result.Reverse();
        return result;
    }

    // For each number of changes, how far each diagonal reached before that change was made.
    private static List<int[]> Search(string[] a, string[] b)
    {
        var most = a.Length + b.Length;
        var trace = new List<int[]>();
        var reach = new int[(2 * most) + 3];
        for (var steps = 0; steps <= most; steps++)
        {
            trace.Add(Window(reach, most, steps));
            for (var diagonal = -steps; diagonal <= steps; diagonal += 2)
            {
                var down = diagonal == -steps || (diagonal != steps && reach[most + 1 + diagonal - 1] < reach[most + 1 + diagonal + 1]);
                var x = steps == 0 ? 0 : down ? reach[most + 1 + diagonal + 1] : reach[most + 1 + diagonal - 1] + 1;
                var y = x - diagonal;
                while (x < a.Length && y < b.Length && a[x] == b[y])
                {
                    x++;
                    y++;
                }
                reach[most + 1 + diagonal] = x;
                if (x >= a.Length && y >= b.Length)
                {
                    return trace;
                }
            }
        }
        return trace;
    }

    // Only the diagonals that the next step can look at are kept: memory is that of the difference, not of the texts.
    private static int[] Window(int[] reach, int most, int steps) =>
        reach[Math.Max(most + 1 - steps - 1, 0)..Math.Min(most + 1 + steps + 2, reach.Length)];

    private static int Reach(int[] window, int diagonal) => window[diagonal + (window.Length / 2)];
}
