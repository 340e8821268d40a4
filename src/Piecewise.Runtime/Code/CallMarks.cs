namespace Piecewise.Runtime;

/// <summary>
/// When each part of a call began: for measuring. A session asks once per call and step whether it was given any, code only where it was
/// compiled with marks.
/// </summary>
internal sealed class CallMarks
{
    /// <summary>The step that stands for what comes before the first one: binding the inputs.</summary>
    public const int Binding = -1;

    private readonly List<CallMark> marks = [];
    private int step;

    /// <summary>What was marked since the call began, in order. What one mark begins lasts to the next; the last ends the call.</summary>
    public IReadOnlyList<CallMark> Marks => marks;

    /// <summary>A call begins.</summary>
    public void Begin()
    {
        marks.Clear();
        Step(Binding);
    }

    /// <summary>A step begins; after the last one, what the call stores at its end, then its end.</summary>
    public void Step(int index)
    {
        step = index;
        Item(CallMark.WholeStep);
    }

    /// <summary>A loop nest or a call begins in the code of the step.</summary>
    public void Item(int index) => marks.Add(new CallMark(step, index, System.Diagnostics.Stopwatch.GetTimestamp()));
}

/// <summary>Something began.</summary>
/// <param name="Step">Number of the step.</param>
/// <param name="Item">Place in the order of its code; <see cref="WholeStep"/> for the step itself.</param>
/// <param name="Timestamp">When, in ticks of the stopwatch.</param>
internal readonly record struct CallMark(int Step, int Item, long Timestamp)
{
    public const int WholeStep = -1;
}
