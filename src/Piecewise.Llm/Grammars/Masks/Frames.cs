namespace Piecewise.Llm.Grammars;

/// <summary>A place in a rule, and where to go on when it has ended. Equal ones of one table are one object.</summary>
/// <param name="state">What was reached.</param>
/// <param name="caller">Where to go on; null where the reading began, of which nothing more is known.</param>
internal sealed class Frame(int state, Frame? caller)
{
    public int State => state;

    public Frame? Caller => caller;
}

/// <summary>
/// Reads bytes by a grammar. What was read may be read in several ways, each of which is a frame; of very many some are given up, which
/// leaves texts out but lets no wrong one in, for any of them can be gone on with.
/// </summary>
/// <param name="grammar">What texts are read by.</param>
/// <param name="mostReadings">How many ways of reading are kept at most.</param>
internal sealed class FrameReader(ByteGrammar grammar, int mostReadings)
{
    private const int MostFrames = 1 << 14;

    private readonly Dictionary<(int State, Frame? Caller), Frame> known = [];

    /// <summary>A place in a rule.</summary>
    public Frame Of(int state, Frame? caller)
    {
        if (!known.TryGetValue((state, caller), out var frame))
        {
            if (known.Count == MostFrames)
            {
                known.Clear();
            }
            known[(state, caller)] = frame = new Frame(state, caller);
        }
        return frame;
    }

    /// <summary>Reads a byte in all ways.</summary>
    /// <param name="frames">Where the readings are.</param>
    /// <param name="value">The byte.</param>
    /// <param name="result">Gets where they are then; none where the byte cannot follow.</param>
    public void Read(ReadOnlySpan<Frame> frames, byte value, List<Frame> result)
    {
        foreach (var frame in frames)
        {
            Read(frame.State, frame.Caller, value, result);
        }
    }

    /// <summary>Whether a text can end at a frame: all rules that it is in can.</summary>
    public bool Ends(Frame frame)
    {
        for (var at = frame; at is not null; at = at.Caller)
        {
            if (!grammar[at.State].Accepts)
            {
                return false;
            }
        }
        return true;
    }

    /// <summary>Whether anything can follow a frame.</summary>
    public bool GoesOn(Frame frame)
    {
        for (var at = frame; at is not null && grammar[at.State] is var state; at = at.Caller)
        {
            if (!state.IsEnd)
            {
                return true;
            }
        }
        return false;
    }

    private void Read(int state, Frame? caller, byte value, List<Frame> result)
    {
        var place = grammar[state];
        if (place.After(value) is >= 0 and var next)
        {
            Add(next, caller, result);
        }
        foreach (var call in place.Calls)
        {
            if (grammar.CanBegin(call.Rule, value))
            {
                // Who has nothing left to do is not come back to.
                Read(grammar.StartOf(call.Rule), grammar[call.Target].IsEnd ? caller : Of(call.Target, caller), value, result);
            }
        }
        if (place.Accepts && caller is not null)
        {
            Read(caller.State, caller.Caller, value, result);
        }
    }

    private void Add(int state, Frame? caller, List<Frame> result)
    {
        if (result.Count < mostReadings && Of(state, caller) is var frame && !result.Contains(frame))
        {
            result.Add(frame);
        }
    }
}
