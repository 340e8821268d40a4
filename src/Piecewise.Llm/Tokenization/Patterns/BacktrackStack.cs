namespace Piecewise.Llm.Tokenization.Patterns;

/// <summary>A place to go on from when what came after it fails.</summary>
/// <param name="Pc">The instruction to go on at.</param>
/// <param name="At">The position in the text, in UTF-16 units.</param>
/// <param name="Floor">For a greedy loop: the position it may give back to; -1 for others.</param>
/// <param name="Left">For a lazy loop: how many more code points it may take; 0 for others.</param>
internal readonly record struct BacktrackFrame(int Pc, int At, int Floor = -1, int Left = 0);

/// <summary>What a <see cref="PatternMatcher"/> has left to try, newest last.</summary>
internal sealed class BacktrackStack
{
    private BacktrackFrame[] frames = new BacktrackFrame[64];

    public int Count { get; private set; }

    /// <summary>How often something was tried again since the count was last set to zero.</summary>
    public int Retries { get; set; }

    public void Push(BacktrackFrame frame)
    {
        if (Count == frames.Length) Array.Resize(ref frames, Count * 2);
        frames[Count++] = frame;
    }

    public BacktrackFrame Pop()
    {
        Retries++;
        return frames[--Count];
    }

    /// <summary>Forgets what was pushed since the stack had that many frames.</summary>
    public void Cut(int count) => Count = count;
}
