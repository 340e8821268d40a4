namespace Piecewise.Runtime.Tests.Memory;

public sealed class MemoryLayoutTests
{
    [Fact]
    public void Any_lengths_are_placed_without_overlap()
    {
        for (var seed = 0; seed < 300; seed++)
        {
            var random = new Random(seed);
            var (requests, _) = RandomRequests.Create(random, 1 + random.Next(80), 1 + random.Next(40), maxDonated: 0);
            var layout = new MemoryLayout(requests);
            for (var call = 0; call < 3; call++)
            {
                // Buffers in place of each other need not have one length.
                var sized = requests.Select(r => r with { Length = random.Next(3) == 0 ? 0 : random.Next(1 << 14) }).ToList();
                var offsets = new long[requests.Count];
                var length = layout.Place([.. sized.Select(r => r.Length)], offsets);
                var plan = new MemoryPlan([.. sized.Zip(offsets, (r, o) => new PlannedBuffer(r, PlannedBuffer.Arena, o))], []);
                Assert.True(plan.Check().IsEmpty, $"seed {seed}: {string.Join(' ', plan.Check())}");
                Assert.Null(ExecutedPlan.Fault(plan));
                Assert.InRange(length, plan.ArenaLength, long.MaxValue);
            }
        }
    }

    [Fact]
    public void Lengths_that_scale_are_laid_out_as_the_planner_does()
    {
        var layout = new MemoryLayout(RandomRequests.Decoder(30, 8192));
        foreach (var tokens in new[] { 8192, 600, 1 })
        {
            var requests = RandomRequests.Decoder(30, tokens);
            var offsets = new long[requests.Count];
            Assert.Equal(MemoryPlanner.Plan(requests).ArenaLength, layout.Place([.. requests.Select(r => r.Length)], offsets));
        }
    }

    [Fact]
    public void Calls_allocate_nothing()
    {
        var requests = RandomRequests.Decoder(30, 64);
        var layout = new MemoryLayout(requests);
        long[] lengths = [.. requests.Select(r => r.Length)];
        var offsets = new long[lengths.Length];
        layout.Place(lengths, offsets);
        var before = GC.GetAllocatedBytesForCurrentThread();
        layout.Place(lengths, offsets);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void Wrong_lengths_are_errors()
    {
        var layout = new MemoryLayout([new(0, 8, 0, 1), new(1, 8, 1, 2)]);
        Assert.Equal(2, layout.Count);
        Assert.Throws<ArgumentException>(() => layout.Place([8], new long[2]));
        Assert.Throws<ArgumentException>(() => layout.Place([8, 8], new long[1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => layout.Place([8, -1], new long[2]));
    }
}
