namespace Piecewise.Llm.Grammars;

/// <summary>The ways in which some bytes can be read from a state on, and, as they are asked for, those in which a byte more can.</summary>
/// <param name="frames">Where they are.</param>
/// <param name="leaves">Whether the rule of the state can be at its end.</param>
internal sealed class Readings(Frame[] frames, bool leaves)
{
    /// <summary>There are none.</summary>
    public static readonly Readings None = new([], false);

    private readonly Readings?[] after = new Readings?[256];

    public ReadOnlySpan<Frame> Frames => frames;

    public bool Leaves => leaves;

    public ref Readings? After(byte value) => ref after[value];
}

/// <summary>All readings that were asked for, by their frames.</summary>
internal sealed class ReadingTable
{
    private readonly ByteGrammar grammar;
    private readonly FrameReader reader;
    private readonly Dictionary<Frame, Readings> single = [];
    private readonly List<Frame> frames = [];

    public ReadingTable(ByteGrammar grammar) => (this.grammar, reader) = (grammar, new FrameReader(grammar, GrammarMatcher.MostReadings));

    /// <summary>How many were made.</summary>
    public int Count { get; private set; }

    /// <summary>The beginning at a state, of whose callers nothing is known.</summary>
    public Readings From(int state)
    {
        frames.Clear();
        frames.Add(reader.Of(state, null));
        return Make();
    }

    /// <summary>What comes of a byte.</summary>
    public Readings After(Readings readings, byte value)
    {
        if (readings.After(value) is { } known)
        {
            return known;
        }
        frames.Clear();
        reader.Read(readings.Frames, value, frames);
        return readings.After(value) = Make();
    }

    private Readings Make()
    {
        if (frames.Count == 0)
        {
            return Readings.None;
        }
        if (frames.Count == 1 && single.TryGetValue(frames[0], out var known))
        {
            return known;
        }
        Count++;
        var made = new Readings([.. frames], frames.Exists(Leaves));
        if (frames.Count == 1)
        {
            single[frames[0]] = made;
        }
        return made;
    }

    // All rules up to the state's own are at their ends.
    private bool Leaves(Frame frame) => reader.Ends(frame);
}
