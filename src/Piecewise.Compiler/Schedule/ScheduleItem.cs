using Piecewise.Graphs;

namespace Piecewise.Compiler.Schedule;

/// <summary>One step of a scheduled piece: loops, or a call.</summary>
internal abstract class ScheduleItem
{
    /// <summary>Place in the order of execution.</summary>
    public int Index { get; internal set; }

    /// <summary>The calls that it computes, in the graph's order.</summary>
    public abstract IEnumerable<Node> Nodes { get; }

    /// <summary>Decisions about it, for people, in the order in which they were taken.</summary>
    public List<string> Reasons { get; } = [];

    internal List<TensorAccess> Accesses { get; } = [];
}
