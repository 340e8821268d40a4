using System.Collections.Immutable;
using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Compiler.Schedule;

/// <summary>Gives every base tensor its memory; of temporaries see <see cref="TemporaryPlanner"/>.</summary>
internal sealed class MemoryPlanner(Graph graph, AliasAnalysis memory, List<ScheduleItem> items, ImmutableArray<string> symbols)
{
    private readonly Dictionary<MemoryView, PieceBuffer> buffers = [];

    public PieceSchedule Plan()
    {
        foreach (var (input, index) in graph.Inputs.Select((n, i) => (n, i)))
        {
            if (memory.ViewOf(input) is { } view)
            {
                buffers.Add(view, new PieceBuffer(BufferKind.Input, index, view, Bytes(view.Type)));
            }
        }
        var results = new List<PieceBuffer>();
        foreach (var view in graph.Output!.Arguments.SelectMany(a => a.Nodes).Select(memory.ViewOf).OfType<MemoryView>())
        {
            var whole = memory.PlaceOf(view).Base;
            if (!buffers.ContainsKey(whole))
            {
                var buffer = new PieceBuffer(BufferKind.Result, results.Count, whole, Bytes(whole.Type));
                buffers.Add(whole, buffer);
                results.Add(buffer);
            }
        }
        var (temporaries, scratchBytes) = TemporaryPlanner.Plan(graph.Shapes, Temporaries());
        var schedule = new PieceSchedule
        {
            Graph = graph,
            Items = [.. items],
            Symbols = symbols,
            Buffers = buffers,
            Results = [.. results],
            Temporaries = temporaries,
            ScratchBytes = scratchBytes,
            Outputs = [.. graph.Output.Arguments.Select(Output)],
        };
        schedule.Conditions = AccessBounds.Of(schedule);
        return schedule;
    }

    private List<TemporaryLife> Temporaries()
    {
        var last = new Dictionary<MemoryView, int>();
        foreach (var item in items)
        {
            foreach (var place in Stored(item))
            {
                last[place.Base] = item.Index;
            }
        }
        var lives = new List<TemporaryLife>();
        foreach (var item in items)
        {
            foreach (var place in Stored(item).Where(p => !buffers.ContainsKey(p.Base)).DistinctBy(p => p.Base).ToList())
            {
                var buffer = new PieceBuffer(BufferKind.Temporary, lives.Count, place.Base, Bytes(place.Base.Type));
                buffers.Add(place.Base, buffer);
                lives.Add(new TemporaryLife(buffer.Bytes, item.Index, last[place.Base]));
            }
        }
        return lives;
    }

    // What an item touches in memory; what lives in registers alone is not there.
    private static IEnumerable<TensorPlace> Stored(ScheduleItem item)
    {
        if (item is not LoopKernel kernel)
        {
            var own = item.Accesses.Select(a => a.Place);
            return item is KernelItem { Epilogue: { } epilogue } ? own.Concat(Stored(epilogue)) : own;
        }
        var inside = kernel.Members.SelectMany(m => m.Results).Where(r => !r.IsStored).Select(r => r.Place.Base).ToHashSet();
        inside.ExceptWith(kernel.Members.SelectMany(m => m.Results).Where(r => r.IsStored).Select(r => r.Place.Base));
        return kernel.Accesses.Select(a => a.Place).Where(p => !inside.Contains(p.Base));
    }

    private PieceOutput Output(Argument argument)
    {
        switch (argument)
        {
            case NodeArgument { Node: var node } when memory.ViewOf(node) is { } view:
                var (whole, offset) = memory.PlaceOf(view);
                return new PieceOutput(buffers[whole], new TensorPlace(view, whole, offset, view.Type), null);
            case NodeArgument { Node.Type: SymIntType { Value: var value } }:
                return new PieceOutput(null, null, value);
            case IntArgument { Value: var number }:
                return new PieceOutput(null, null, number);
            default:
                return new PieceOutput(null, null, null);
        }
    }

    /// <summary>From the first element to the end of the last.</summary>
    private SymInt Bytes(TensorType type)
    {
        if (type.Shape.Any(s => s.TryGetConstant(out var size) && size == 0))
        {
            return 0;
        }
        // The most that a symbolic tensor without elements can reach is not negative.
        SymInt last = 0;
        foreach (var (size, stride) in type.Shape.Zip(type.Strides))
        {
            last += (graph.Shapes.IsStaticallyTrue(SymBool.Ge(size, 1)) ? size - 1 : SymInt.Max(size - 1, 0)) * stride;
        }
        return (last + 1) * type.DType.Size();
    }
}
