using Piecewise.Compiler.Schedule;
using Piecewise.Graphs;
using Piecewise.Testing;

namespace Piecewise.Compiler.Tests.Schedule;

/// <summary>The memory of scheduled random graphs: nothing that is still needed is overwritten, and everything has room.</summary>
public sealed class MemoryPlanProperties
{
    private const int Count = 1000;

    private static readonly Dictionary<string, RandomGraphOptions> Options = new()
    {
        ["functional"] = new() { Seed = 50_000, Steps = 30 },
        ["in place"] = new() { Seed = 60_000, InPlace = true, MutateInputs = true, Steps = 30 },
    };

    public static TheoryData<string> Kinds => new(Options.Keys);

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Temporaries_take_turns(string kind)
    {
        var shared = 0;
        foreach (var (schedule, seed) in Schedules(kind))
        {
            var lives = Lives(schedule);
            foreach (var group in lives.GroupBy(l => schedule.Buffers[l.Key]).Select(g => (Buffer: g.Key, Life: g.First().Value))
                .Where(p => p.Buffer.Kind == BufferKind.Temporary).GroupBy(p => p.Buffer.Index))
            {
                var ordered = group.OrderBy(p => p.Life.First).ToList();
                shared += ordered.Count - 1;
                foreach (var (before, after) in ordered.Zip(ordered.Skip(1)))
                {
                    Assert.True(before.Life.Last < after.Life.First,
                        $"seed {seed}: {before.Buffer.Base} and {after.Buffer.Base} are "
                        + $"alive at once in temporary {group.Key}\n{schedule}");
                    Assert.Equal(before.Buffer.Bytes, after.Buffer.Bytes);
                }
            }
        }
        // Not a property: that the test tests something.
        Assert.True(shared > Count / 4, $"only {shared} times a temporary is used again");
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Temporaries_lie_beside_each_other(string kind)
    {
        foreach (var (schedule, seed) in Schedules(kind))
        {
            var sizes = RandomInputs.Sizes(schedule.Graph.Shapes, seed);
            long end = 0;
            foreach (var temporary in schedule.Temporaries)
            {
                var offset = temporary.Offset.Evaluate(sizes);
                Assert.Equal(0, offset % 64);
                Assert.True(offset >= end, $"seed {seed}: temporaries overlap\n{schedule}");
                end = offset + temporary.Bytes.Evaluate(sizes);
            }
            Assert.InRange(schedule.ScratchBytes.Evaluate(sizes), end, end + 63);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Places_lie_in_their_buffers(string kind)
    {
        foreach (var (schedule, seed) in Schedules(kind))
        {
            var sizes = RandomInputs.Sizes(schedule.Graph.Shapes, seed);
            foreach (var place in schedule.Items.SelectMany(Places).Where(p => schedule.Buffers.ContainsKey(p.Base)))
            {
                var shape = place.Type.Shape.Select(s => s.Evaluate(sizes)).ToList();
                if (!shape.Contains(0))
                {
                    var last = shape.Zip(place.Type.Strides, (n, s) => (n - 1) * s.Evaluate(sizes)).Sum() + 1;
                    var (offset, bytes) = (place.ByteOffset.Evaluate(sizes), schedule.Buffers[place.Base].Bytes.Evaluate(sizes));
                    Assert.True(offset >= 0 && offset + (last * Piecewise.Tensors.DTypes.Size(place.Type.DType)) <= bytes,
                        $"seed {seed}: {place.View} leaves its buffer\n{schedule}");
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Outputs_outlive_the_call(string kind)
    {
        foreach (var (schedule, seed) in Schedules(kind))
        {
            foreach (var output in schedule.Outputs.Where(o => o.Place is not null))
            {
                Assert.True(output.Buffer!.Kind != BufferKind.Temporary, $"seed {seed}: an output lies in a temporary\n{schedule}");
            }
            Assert.Equal(schedule.Results, schedule.Buffers.Values.Where(b => b.Kind == BufferKind.Result).OrderBy(b => b.Index));
        }
    }

    private static IEnumerable<(PieceSchedule Schedule, int Seed)> Schedules(string kind)
    {
        for (var seed = Options[kind].Seed; seed < Options[kind].Seed + Count; seed++)
        {
            PieceSchedule schedule;
            try
            {
                schedule = Scheduler.Run(RandomGraphs.Create(Options[kind] with { Seed = seed }, TestOperators.Catalog));
            }
            catch (ScheduleException)
            {
                continue;
            }
            yield return (schedule, seed);
        }
    }

    // The first and the last step that touches a base tensor's memory.
    private static Dictionary<MemoryView, (int First, int Last)> Lives(PieceSchedule schedule)
    {
        var lives = new Dictionary<MemoryView, (int First, int Last)>();
        foreach (var item in schedule.Items)
        {
            foreach (var place in Places(item).Where(p => schedule.Buffers.ContainsKey(p.Base)))
            {
                lives[place.Base] = (lives.TryGetValue(place.Base, out var life) ? life.First : item.Index, item.Index);
            }
        }
        return lives;
    }

    private static IEnumerable<TensorPlace> Places(ScheduleItem item) => item switch
    {
        LoopKernel kernel => kernel.Members.SelectMany(
            m => m.Operands.Select(o => o.Place).Concat(m.Results.Where(r => r.IsStored).Select(r => r.Place))),
        CallItem call => call.Arguments.Concat(call.Results.OfType<TensorPlace>()),
        _ => [],
    };
}
