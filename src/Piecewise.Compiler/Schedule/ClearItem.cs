using Piecewise.Graphs;

namespace Piecewise.Compiler.Schedule;

/// <summary>
/// Fills memory with zeros that is read, or returned, before every byte of it is written: what an earlier call, or somebody else, has left
/// in it must not show. Of <c>aten::empty</c>, and of tensors with gaps between their elements.
/// </summary>
/// <param name="place">All of a tensor that is no view.</param>
internal sealed class ClearItem(TensorPlace place) : ScheduleItem
{
    public TensorPlace Place { get; } = place;

    public override IEnumerable<Node> Nodes => [Place.Base.Maker];
}
