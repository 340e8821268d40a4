namespace Piecewise.Llm.Tokenization.Patterns;

/// <summary>
/// An immutable set of Unicode code points (0 to 10FFFF hex, surrogates included), held as an inversion list:
/// the sorted positions where membership changes, starting from "outside".
/// </summary>
internal sealed class CodePointSet
{
    public const int Limit = 0x110000;

    private readonly int[] bounds;

    private CodePointSet(int[] bounds) => this.bounds = bounds;

    public static CodePointSet Empty { get; } = new([]);

    public static CodePointSet All { get; } = new([0, Limit]);

    /// <summary>The first and last code point of each run, in order.</summary>
    public IEnumerable<(int First, int Last)> Ranges
    {
        get
        {
            for (int i = 0; i < bounds.Length; i += 2) yield return (bounds[i], bounds[i + 1] - 1);
        }
    }

    public bool IsEmpty => bounds.Length == 0;

    public bool IsAscii => bounds.Length == 0 || bounds[^1] <= 0x80;

    public static CodePointSet Of(int codePoint) => Range(codePoint, codePoint);

    /// <summary>All code points from <paramref name="first"/> to <paramref name="last"/>, both included.</summary>
    public static CodePointSet Range(int first, int last)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfLessThan(last, first);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(last, Limit);
        return new([first, last + 1]);
    }

    /// <summary>A set from ascending, disjoint runs given as first, last, first, last, …</summary>
    public static CodePointSet FromRuns(params ReadOnlySpan<int> runs)
    {
        var bounds = new List<int>(runs.Length);
        for (int i = 0; i < runs.Length; i += 2)
        {
            if (bounds.Count > 0 && bounds[^1] == runs[i]) bounds.RemoveAt(bounds.Count - 1);
            else bounds.Add(runs[i]);
            bounds.Add(runs[i + 1] + 1);
        }
        return new([.. bounds]);
    }

    public bool Contains(int codePoint)
    {
        int at = Array.BinarySearch(bounds, codePoint);
        return ((at >= 0 ? at + 1 : ~at) & 1) == 1;
    }

    public CodePointSet Complement()
    {
        int[] bounds = this.bounds is [0, ..] ? this.bounds[1..] : [0, .. this.bounds];
        return new(bounds is [.., Limit] ? bounds[..^1] : [.. bounds, Limit]);
    }

    public CodePointSet Union(CodePointSet other) => Combine(other, atLeast: 1);

    public CodePointSet Intersect(CodePointSet other) => Combine(other, atLeast: 2);

    public CodePointSet Except(CodePointSet other) => Intersect(other.Complement());

    public bool Overlaps(CodePointSet other) => !Intersect(other).IsEmpty;

    /// <summary>Code points that lie in at least that many of the two sets: a sweep over both boundary lists.</summary>
    private CodePointSet Combine(CodePointSet other, int atLeast)
    {
        var bounds = new List<int>(this.bounds.Length + other.bounds.Length);
        int left = 0, right = 0;
        bool inside = false;
        while (left < this.bounds.Length || right < other.bounds.Length)
        {
            int next = Math.Min(left < this.bounds.Length ? this.bounds[left] : Limit,
                right < other.bounds.Length ? other.bounds[right] : Limit);
            while (left < this.bounds.Length && this.bounds[left] == next) left++;
            while (right < other.bounds.Length && other.bounds[right] == next) right++;
            bool now = (left & 1) + (right & 1) >= atLeast;
            if (now != inside) bounds.Add(next);
            inside = now;
        }
        return new([.. bounds]);
    }
}
