using Piecewise.Compiler.Schedule;
using Piecewise.Graphs;

namespace Piecewise.Compiler.LoopIr;

/// <summary>Describes a scheduled piece: its kernels become nests of loops, its tensors places in memory.</summary>
internal sealed class PieceDescriber
{
    private readonly PieceSchedule schedule;

    private PieceDescriber(PieceSchedule schedule) => this.schedule = schedule;

    /// <exception cref="ScheduleException">A call's loop form breaks the rules of loop forms; the piece has to be interpreted.</exception>
    public static PieceDescription Run(PieceSchedule schedule)
    {
        ArgumentNullException.ThrowIfNull(schedule);
        var describer = new PieceDescriber(schedule);
        return new PieceDescription
        {
            Graph = schedule.Graph,
            InputCount = schedule.Graph.Inputs.Count(),
            Symbols = schedule.Symbols,
            Steps = [.. schedule.Items.Select(describer.Step)],
        };
    }

    private PieceStep Step(ScheduleItem item)
    {
        var node = item.Nodes.Last();
        switch (item)
        {
            case LoopKernel kernel:
                return Loops(kernel, kernel.Index, columnDims: 0);
            case KernelItem call:
                return new KernelStep
                {
                    Index = call.Index,
                    Name = call.Node.Name,
                    Origin = Origin(call.Node),
                    Kernel = call.Kernel,
                    Arguments = ArgumentsOf(call),
                    Written = [.. call.Written.Select(PlaceOf)],
                    Epilogue = call.Epilogue is { } loops ? Loops(loops, call.Index, call.Kernel.Next!.ColumnDims) : null,
                };
            case ExternItem call:
                return new ReferenceStep
                {
                    Index = call.Index,
                    Name = node.Name,
                    Origin = Origin(node),
                    Number = call.Number,
                    Reason = call.Reason,
                    Places = [.. call.Arguments.Concat(call.Results.OfType<TensorPlace>()).Select(PlaceOf)],
                };
            case ClearItem clear:
                return new ClearStep
                {
                    Index = clear.Index,
                    Name = node.Name,
                    Origin = Origin(node),
                    Place = PlaceOf(clear.Place),
                    Bytes = schedule.Buffers[clear.Place.Base].Bytes,
                };
            default:
                throw new InvalidOperationException($"{item.GetType().Name} has no description.");
        }
    }

    private LoopStep Loops(LoopKernel kernel, int index, int columnDims)
    {
        var last = kernel.Nodes.Last();
        return new LoopStep
        {
            Index = index,
            Name = last.Name,
            Origin = Origin(last),
            Nest = LoopNestBuilder.Make(kernel, PlaceOf, schedule.Graph.Shapes, columnDims),
            Origins =
            [
                .. kernel.Nodes.Distinct().Select(Origin),
                $"over [{string.Join(", ", kernel.Space)}]{(kernel.HasReductions ? $", rows of dim {kernel.Rows} on" : "")}",
            ],
        };
    }

    private Dictionary<Node, MemoryPlace> ArgumentsOf(KernelItem call)
    {
        var places = new Dictionary<Node, MemoryPlace>();
        foreach (var (tensor, place) in call.Node.InputNodes.Where(n => n.Type is TensorType).Zip(call.Arguments))
        {
            places.TryAdd(tensor, PlaceOf(place));
        }
        return places;
    }

    private MemoryPlace PlaceOf(TensorPlace place)
    {
        var buffer = schedule.Buffers[place.Base];
        return buffer.Kind switch
        {
            BufferKind.Input => new MemoryPlace(MemoryKind.Input, buffer.Index, place.ByteOffset, place.Type),
            BufferKind.Result => new MemoryPlace(MemoryKind.Result, buffer.Index, place.ByteOffset, place.Type),
            _ => new MemoryPlace(MemoryKind.Scratch, 0, schedule.Temporaries[buffer.Index].Offset + place.ByteOffset, place.Type),
        };
    }

    private static string Origin(Node node) => $"%{node.Name} = {node.Operator!.Name}{(node.Source is { } source ? $"  {source}" : "")}";
}
