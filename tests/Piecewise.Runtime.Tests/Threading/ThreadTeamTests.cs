using System.Runtime.InteropServices;
using Piecewise.Tensors;

namespace Piecewise.Runtime.Tests.Threading;

public sealed unsafe class ThreadTeamTests
{
    public static TheoryData<int> Sizes => [1, 2, 3, 8];

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Each_part_runs_once(int size)
    {
        using var team = new ThreadTeam(new ThreadTeamOptions { Threads = size });
        var counts = stackalloc int[100];
        foreach (var parts in new[] { 0, 1, 2, 3, 7, 100 })
        {
            new Span<int>(counts, 100).Clear();
            team.Run(parts, &CountPart, counts);
            for (var i = 0; i < 100; i++)
            {
                Assert.Equal(i < parts ? 1 : 0, counts[i]);
            }
        }
        Assert.Throws<ArgumentOutOfRangeException>(() => team.Run(-1, &CountPart, null));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(50)]
    public void Many_short_runs_lose_nothing_whether_threads_spin_or_sleep(int spinMicroseconds)
    {
        using var team = new ThreadTeam(new ThreadTeamOptions { Threads = 4, Spin = TimeSpan.FromMicroseconds(spinMicroseconds) });
        long sum = 0;
        const int Runs = 20_000;
        for (var i = 0; i < Runs; i++)
        {
            team.Run(1 + i % 6, &AddOne, &sum);
        }
        Assert.Equal(Enumerable.Range(0, Runs).Sum(i => 1 + i % 6), sum);
    }

    [Fact]
    public void Results_of_parts_are_visible_to_the_next_run()
    {
        using var team = new ThreadTeam(new ThreadTeamOptions { Threads = 3 });
        var values = stackalloc int[64];
        for (var i = 0; i < 2_000; i++)
        {
            team.Run(64, &AddOneToOwn, values);
            for (var k = 0; k < 64; k++)
            {
                Assert.Equal(i + 1, values[k]);
            }
        }
    }

    [Fact]
    public void A_part_may_run_work_of_the_same_team()
    {
        using var team = new ThreadTeam(new ThreadTeamOptions { Threads = 4 });
        var nested = new Nested { Team = GCHandleOf(team, out var handle) };
        team.Run(8, &RunNested, &nested);
        Assert.Equal(8 * 8, nested.Sum);
        Assert.Equal(0, nested.Moved);
        handle.Free();
    }

    [Fact]
    public void Second_caller_runs_on_its_own_thread()
    {
        using var team = new ThreadTeam(new ThreadTeamOptions { Threads = 2 });
        var gate = new Gate();
        var holder = new Thread(() => Hold(team, ref gate));
        holder.Start();
        while (Volatile.Read(ref gate.Inside) < 2)
        {
            Thread.Yield();
        }
        // Both threads of the team are inside the first caller's parts, yet this returns.
        var own = new OwnThread { Id = Environment.CurrentManagedThreadId };
        team.Run(10, &CheckThread, &own);
        Volatile.Write(ref gate.Open, 1);
        holder.Join();
        Assert.Equal(10, own.Count);
        Assert.Equal(0, own.Elsewhere);
    }

    [Fact]
    public void Many_callers_at_once_use_no_more_threads_than_callers_and_workers()
    {
        using var team = new ThreadTeam(new ThreadTeamOptions { Threads = 3 });
        const int Callers = 4;
        var crowd = new Crowd();
        Crowd* shared = &crowd;
        var address = (nint)shared;
        var threads = Enumerable.Range(0, Callers).Select(_ => new Thread(() =>
        {
            for (var i = 0; i < 2_000; i++)
            {
                team.Run(5, &Enter, (void*)address);
            }
        })).ToArray();
        foreach (var thread in threads)
            thread.Start();
        foreach (var thread in threads)
            thread.Join();
        Assert.Equal(Callers * 2_000 * 5, crowd.Total);
        Assert.InRange(crowd.Most, 1, Callers + team.Size - 1);
    }

    [Fact]
    public void Exception_of_a_part_reaches_the_caller_and_the_team_stays_usable()
    {
        using var team = new ThreadTeam(new ThreadTeamOptions { Threads = 3 });
        for (var i = 0; i < 200; i++)
        {
            var at = i % 16;
            var thrown = Assert.IsType<InvalidDataException>(Thrown(team, 16, &ThrowAt, &at));
            Assert.Equal($"part {at}", thrown.Message);
        }
        long sum = 0;
        team.Run(16, &AddOne, &sum);
        Assert.Equal(16, sum);
    }

    [Fact]
    public void Runs_allocate_nothing()
    {
        using var team = new ThreadTeam(new ThreadTeamOptions { Threads = 2 });
        long sum = 0;
        team.Run(4, &AddOne, &sum);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000; i++)
        {
            team.Run(4, &AddOne, &sum);
        }
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Dispose_ends_the_threads_and_later_runs_are_refused()
    {
        var team = new ThreadTeam(new ThreadTeamOptions { Threads = 3, Name = "disposed" });
        long sum = 0;
        team.Run(3, &AddOne, &sum);
        team.Dispose();
        team.Dispose();
        Assert.IsType<ObjectDisposedException>(Thrown(team, 3, &AddOne, &sum));
    }

    [Fact]
    public void A_team_that_is_disposed_under_its_callers_runs_all_parts_or_refuses()
    {
        for (var round = 0; round < 50; round++)
        {
            var team = new ThreadTeam(new ThreadTeamOptions { Threads = 3 });
            var wrong = 0;
            var threads = Enumerable.Range(0, 4).Select(i => new Thread(() =>
            {
                for (var n = 0; n < 100; n++)
                {
                    if (i == 0 && n == 50)
                    {
                        team.Dispose();
                    }
                    long sum = 0;
                    var thrown = Thrown(team, 8, &AddOne, &sum);
                    if (thrown is null ? sum != 8 : thrown is not ObjectDisposedException || sum != 0)
                    {
                        Interlocked.Increment(ref wrong);
                    }
                }
            })).ToArray();
            foreach (var thread in threads)
                thread.Start();
            foreach (var thread in threads)
                thread.Join();
            Assert.Equal(0, wrong);
        }
    }

    [Fact]
    public void Dispose_from_a_part_is_an_error()
    {
        using var team = new ThreadTeam(new ThreadTeamOptions { Threads = 2 });
        var nested = new Nested { Team = GCHandleOf(team, out var handle) };
        Assert.IsType<InvalidOperationException>(Thrown(team, 2, &DisposeTeam, &nested));
        handle.Free();
    }

    [Fact]
    public void Options_are_checked()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new ThreadTeam(new ThreadTeamOptions { Threads = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ThreadTeam(new ThreadTeamOptions { Spin = TimeSpan.FromSeconds(-1) }));
        Assert.Equal(Environment.ProcessorCount, new ThreadTeamOptions().Threads);
    }

    [Fact]
    public void Single_thread_runs_parts_in_order()
    {
        var counts = stackalloc int[5];
        SingleThread.Team.Run(5, &CountPart, counts);
        Assert.Equal([1, 1, 1, 1, 1], new Span<int>(counts, 5).ToArray());
        Assert.Equal(1, SingleThread.Team.Size);
    }

    private static Exception? Thrown(ThreadTeam team, int parts, delegate*<void*, int, int, void> body, void* state)
    {
        try
        {
            team.Run(parts, body, state);
            return null;
        }
        catch (Exception exception) when (exception is InvalidDataException or InvalidOperationException)
        {
            return exception;
        }
    }

    private static void CountPart(void* state, int part, int parts) => Interlocked.Increment(ref ((int*)state)[part]);

    private static void AddOne(void* state, int part, int parts) => Interlocked.Increment(ref *(long*)state);

    private static void AddOneToOwn(void* state, int part, int parts) => ((int*)state)[part]++;

    private static void ThrowAt(void* state, int part, int parts)
    {
        if (part == *(int*)state)
            throw new InvalidDataException($"part {part}");
    }

    private static nint GCHandleOf(ThreadTeam team, out GCHandle handle)
    {
        handle = GCHandle.Alloc(team);
        return GCHandle.ToIntPtr(handle);
    }

    private static ThreadTeam TeamOf(Nested* nested) =>
        (ThreadTeam)GCHandle.FromIntPtr(nested->Team).Target!;

    private static void RunNested(void* state, int part, int parts)
    {
        var nested = (Nested*)state;
        var inner = new OwnThread { Id = Environment.CurrentManagedThreadId };
        TeamOf(nested).Run(8, &CheckThread, &inner);
        Interlocked.Add(ref nested->Sum, inner.Count);
        Interlocked.Add(ref nested->Moved, inner.Elsewhere);
    }

    private static void DisposeTeam(void* state, int part, int parts) => TeamOf((Nested*)state).Dispose();

    private static void CheckThread(void* state, int part, int parts)
    {
        var own = (OwnThread*)state;
        Interlocked.Increment(ref own->Count);
        if (Environment.CurrentManagedThreadId != own->Id)
        {
            Interlocked.Increment(ref own->Elsewhere);
        }
    }

    private static void Enter(void* state, int part, int parts)
    {
        var crowd = (Crowd*)state;
        var now = Interlocked.Increment(ref crowd->Now);
        int most;
        while ((most = Volatile.Read(ref crowd->Most)) < now && Interlocked.CompareExchange(ref crowd->Most, now, most) != most)
        {
        }
        Interlocked.Increment(ref crowd->Total);
        Interlocked.Decrement(ref crowd->Now);
    }

    private static void Hold(ThreadTeam team, ref Gate gate)
    {
        fixed (Gate* pointer = &gate)
        {
            team.Run(2, &WaitAtGate, pointer);
        }
    }

    private static void WaitAtGate(void* state, int part, int parts)
    {
        var gate = (Gate*)state;
        Interlocked.Increment(ref gate->Inside);
        while (Volatile.Read(ref gate->Open) == 0)
        {
            Thread.Yield();
        }
    }

    private struct Nested
    {
        public nint Team;
        public int Sum;
        public int Moved;
    }

    private struct OwnThread
    {
        public int Id;
        public int Count;
        public int Elsewhere;
    }

    private struct Crowd
    {
        public int Now;
        public int Most;
        public int Total;
    }

    private struct Gate
    {
        public int Inside;
        public int Open;
    }
}
