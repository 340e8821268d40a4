using Piecewise.Graphs;

namespace Piecewise.Compiler.Partition;

/// <summary>Where a run of calls that is too long for one piece is cut.</summary>
internal static class PieceCut
{
    /// <summary>The place, at least <paramref name="least"/>, over which the fewest values cross; the last of several.</summary>
    /// <param name="nodes">Calls in the graph's order; at least one more than <paramref name="least"/>. The graph is numbered.</param>
    /// <param name="least">How many calls are to stay before the cut at least.</param>
    /// <returns>How many calls come before the cut: fewer than all.</returns>
    public static int Find(ReadOnlySpan<Node> nodes, int least)
    {
        // By place: how many values more, or fewer, cross there than before it.
        var change = new int[nodes.Length + 1];
        for (var i = 0; i < nodes.Length; i++)
        {
            var last = LastUse(nodes[i]);
            if (last > nodes[i].Index)
            {
                change[i + 1]++;
                change[PlaceOf(nodes, last)]--;
            }
        }
        var (best, fewest, crossing) = (nodes.Length - 1, int.MaxValue, 0);
        for (var place = 1; place < nodes.Length; place++)
        {
            crossing += change[place];
            if (place >= least && crossing <= fewest)
            {
                (best, fewest) = (place, crossing);
            }
        }
        return best;
    }

    private static int LastUse(Node node)
    {
        var last = -1;
        foreach (var user in node.Users)
        {
            last = Math.Max(last, user.Index);
        }
        return last;
    }

    // After the last call that does not come after a node: there a value that the node takes last no longer crosses.
    private static int PlaceOf(ReadOnlySpan<Node> nodes, int index)
    {
        var (low, high) = (0, nodes.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = nodes[middle].Index <= index ? (middle + 1, high) : (low, middle);
        }
        return low;
    }
}
