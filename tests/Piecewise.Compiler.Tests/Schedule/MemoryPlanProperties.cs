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
    public void Temporaries_that_live_at_once_lie_apart(string kind)
    {
        var (shared, bytes, needed) = (0, 0L, 0L);
        foreach (var (schedule, seed) in Schedules(kind))
        {
            var sizes = RandomInputs.Sizes(schedule.Graph.Shapes, seed);
            var end = schedule.ScratchBytes.Evaluate(sizes);
            var placed = Lives(schedule).Where(l => schedule.Buffers[l.Key].Kind == BufferKind.Temporary).Select(l =>
            {
                var (buffer, temporary) = (schedule.Buffers[l.Key], schedule.Temporaries[schedule.Buffers[l.Key].Index]);
                Assert.Equal(buffer.Bytes, temporary.Bytes);
                var start = temporary.Offset.Evaluate(sizes);
                return (l.Value.First, l.Value.Last, Start: start, End: start + temporary.Bytes.Evaluate(sizes));
            }).ToList();
            foreach (var (place, i) in placed.Select((p, i) => (p, i)))
            {
                Assert.Equal(0, place.Start % 64);
                Assert.True(place.End <= end, $"seed {seed}: a temporary leaves the scratch memory\n{schedule}");
                foreach (var other in placed.Take(i).Where(o => o.Start < place.End && place.Start < o.End))
                {
                    shared++;
                    Assert.True(other.Last < place.First || place.Last < other.First,
                        $"seed {seed}: temporaries at {other.Start} and {place.Start} are alive at once\n{schedule}");
                }
            }
            bytes += end;
            needed += schedule.Items.Max(
                item => placed.Where(p => p.First <= item.Index && item.Index <= p.Last).Sum(p => (p.End - p.Start + 63) / 64 * 64));
        }
        // No properties: that the test tests something, and that places are found.
        Assert.True(shared > Count / 4, $"only {shared} times memory is used again");
        Assert.True(bytes < 1.3 * needed, $"{bytes} bytes where {needed} are alive at most");
    }

    // (s0 - 3) // 2 + 2 rows, of which the first part is -1 for small sizes: a factor that is rounded up would make less of it.
    [Fact]
    public void Rounding_takes_no_bytes_away()
    {
        var shapes = new ShapeEnvironment();
        shapes.Define("s0", Interval.AtLeast(1));
        var bytes = (SymInt.FloorDiv(SymInt.Symbol("s0") - 3, 2) + 2) * 1056;
        var (places, end) = TemporaryPlanner.Plan(shapes, [new TemporaryLife(bytes, 0, 1), new TemporaryLife(bytes, 1, 2)]);
        for (var s0 = 1; s0 < 9; s0++)
        {
            var sizes = new Dictionary<string, long> { ["s0"] = s0 };
            var (length, starts) = (bytes.Evaluate(sizes), places.Select(p => p.Offset.Evaluate(sizes)).Order().ToArray());
            Assert.All(starts, s => Assert.Equal(0, s % 64));
            Assert.True(starts[0] + length <= starts[1], $"{s0}: {length} bytes at {starts[0]} and {starts[1]}");
            Assert.True(starts[1] + length <= end.Evaluate(sizes), $"{s0}: {length} bytes at {starts[1]} of {end.Evaluate(sizes)}");
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
