using FsCheck;
using FsCheck.Fluent;
using Piecewise.Testing;

namespace Piecewise.Runtime.Tests.Memory;

public sealed class MemoryPlannerTests
{
    /// <summary>
    /// How far above the most bytes alive at once a plan may lie; what is reached is printed, and stands in docs/design/memory.md.
    /// </summary>
    private const double WorstFactor = 1.35;

    [Fact]
    public void Random_lifetimes_never_overlap_and_need_little_more_than_the_peak()
    {
        double worst = 1, sum = 0;
        const int Plans = 1_500;
        for (var seed = 0; seed < Plans; seed++)
        {
            var random = new Random(seed);
            var (requests, donated) = RandomRequests.Create(random, 1 + random.Next(120), 1 + random.Next(60));
            var plan = MemoryPlanner.Plan(requests, donated);
            Assert.True(plan.Check().IsEmpty, $"seed {seed}: {string.Join(' ', plan.Check())}");
            Assert.True(ExecutedPlan.Fault(plan) is null, $"seed {seed}: {ExecutedPlan.Fault(plan)}");
            var factor = plan.PeakLiveBytes == 0 ? 1 : plan.ArenaLength / (double)plan.PeakLiveBytes;
            Assert.True(plan.ArenaLength >= plan.PeakLiveBytes, $"seed {seed}: less than the bytes alive");
            Assert.True(factor <= WorstFactor, $"seed {seed}: {factor:F3} of the peak");
            worst = Math.Max(worst, factor);
            sum += factor;
        }
        Console.WriteLine($"arena / peak live bytes over {Plans} random plans: mean {sum / Plans:F4}, worst {worst:F4}");
    }

    [Fact]
    public void Very_many_buffers_never_overlap()
    {
        for (var seed = 0; seed < 3; seed++)
        {
            var (requests, donated) = RandomRequests.Create(new Random(seed), 6000, 4000);
            var plan = MemoryPlanner.Plan(requests, donated);
            Assert.Empty(plan.Check());
            Assert.Null(ExecutedPlan.Fault(plan));
        }
    }

    [Fact]
    public void Plans_are_deterministic_values()
    {
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
        {
            var first = RandomRequests.Create(new Random(seed), 30, 20);
            var second = RandomRequests.Create(new Random(seed), 30, 20);
            var (a, b) = (MemoryPlanner.Plan(first.Requests, first.Donated), MemoryPlanner.Plan(second.Requests, second.Donated));
            return a.Equals(b) && a.GetHashCode() == b.GetHashCode() && a.ToString() == b.ToString();
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_chain_of_layers_reaches_the_peak()
    {
        // Two buffers alive at a time, of sizes that repeat: as in a decoder.
        var requests = Enumerable.Range(0, 200).Select(i => new BufferRequest(i, 1024 * (1 + i % 4), i, i + 1)).ToList();
        var plan = MemoryPlanner.Plan(requests);
        Assert.Empty(plan.Check());
        Assert.Equal(plan.PeakLiveBytes, plan.ArenaLength);
    }

    [Fact]
    public void In_place_chain_shares_one_address()
    {
        var plan = MemoryPlanner.Plan(
        [
            new(0, 100, 0, 1), new(1, 100, 1, 2, InPlaceOf: 0), new(2, 60, 2, 3, InPlaceOf: 1), new(3, 100, 1, 3),
        ]);
        Assert.Empty(plan.Check());
        Assert.Equal(plan.Buffers[0].Offset, plan.Buffers[1].Offset);
        Assert.Equal(plan.Buffers[0].Offset, plan.Buffers[2].Offset);
        Assert.Equal(256, plan.ArenaLength);
    }

    [Fact]
    public void Donated_input_is_used_after_its_last_reader_or_in_place_at_it()
    {
        var donated = new DonatedInput(100, 256, Last: 2);
        var plan = MemoryPlanner.Plan([new(0, 64, 0, 1), new(1, 256, 2, 2, InPlaceOf: 100), new(2, 128, 3, 5), new(3, 128, 3, 5)],
            [donated]);
        Assert.Empty(plan.Check());
        Assert.Equal([PlannedBuffer.Arena, 0, 0, 0], plan.Buffers.Select(b => b.Region));
        Assert.Equal(64, plan.ArenaLength);
    }

    [Fact]
    public void Impossible_constraints_are_errors()
    {
        Assert.Contains("there is none", Fault(new BufferRequest(0, 8, 0, 2, 7)));
        Assert.Contains("not at the other's last", Fault(new BufferRequest(0, 8, 0, 2), new BufferRequest(1, 8, 1, 3, InPlaceOf: 0)));
        Assert.Contains("Two buffers take over",
            Fault(new BufferRequest(0, 8, 0, 1), new BufferRequest(1, 8, 1, 3, 0), new BufferRequest(2, 8, 1, 3, 0)));
        Assert.Contains("the id 0", Fault(new BufferRequest(0, 8, 0, 1), new BufferRequest(0, 8, 0, 1)));
        Assert.Contains("lives from 3 to 2", Fault(new BufferRequest(0, 8, 3, 2)));
        Assert.Contains("its own memory", Fault(new BufferRequest(0, 8, 1, 1, 1), new BufferRequest(1, 8, 1, 1, 0)));
    }

    [Fact]
    public void Check_names_each_fault()
    {
        var good = MemoryPlanner.Plan([new(0, 100, 0, 2), new(1, 100, 1, 3)]);
        Assert.Contains("overlap in memory",
            Assert.Single((good with { Buffers = [good.Buffers[0], good.Buffers[1] with { Offset = good.Buffers[0].Offset }] }).Check()));
        Assert.Contains("not a multiple of 64",
            Assert.Single((good with { Buffers = [good.Buffers[0] with { Offset = 1000 }, good.Buffers[1]] }).Check()));
        Assert.Contains("in no region",
            Assert.Single((good with { Buffers = [good.Buffers[0] with { Region = 3 }, good.Buffers[1]] }).Check()));
        var early = new MemoryPlan([new PlannedBuffer(new BufferRequest(0, 8, 1, 1), 0, 0)], [new DonatedInput(9, 8, 4)]);
        Assert.Contains("still reads it", Assert.Single(early.Check()));
    }

    [Fact]
    public void Plan_prints_one_line_per_buffer() =>
        Assert.Equal(
            """
            arena 128 bytes, 3 buffers, 260 bytes if none were shared
              donated 7: 64 bytes, free after step 0
              0: arena [0, 100) steps 0..1
              1: arena [0, 100) steps 1..end in place of 0
              2: donated 7 [0, 60) steps 1..2

            """,
            MemoryPlanner.Plan([new(0, 100, 0, 1), new(1, 100, 1, int.MaxValue, 0), new(2, 60, 1, 2)], [new DonatedInput(7, 64, 0)])
                .ToString());

    private static string Fault(params BufferRequest[] requests) =>
        Assert.Throws<ArgumentException>(() => MemoryPlanner.Plan(requests)).Message;
}
