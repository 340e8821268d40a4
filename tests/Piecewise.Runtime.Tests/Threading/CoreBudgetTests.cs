using System.Diagnostics;

namespace Piecewise.Runtime.Tests.Threading;

/// <summary>Several models, each with a team, and several requests at once on the cores of one machine.</summary>
public sealed unsafe class CoreBudgetTests
{
    [Fact]
    public void Threads_help_no_one_while_callers_have_all_cores_and_help_again_after()
    {
        var cores = new CoreBudget(2);
        using var busy = new ThreadTeam(new ThreadTeamOptions { Threads = 1, Cores = cores });
        using var team = new ThreadTeam(new ThreadTeamOptions { Threads = 4, Cores = cores });
        var gate = new Gate();
        var address = (nint)(&gate);
        // Two requests of other models compute.
        var requests = Enumerable.Range(0, 2).Select(_ => new Thread(() => busy.Run(1, &WaitAtGate, (void*)address))).ToArray();
        foreach (var request in requests)
            request.Start();
        SpinWait.SpinUntil(() => Volatile.Read(ref ((Gate*)address)->Inside) == 2);
        Assert.Equal(2, cores.Busy);

        var alone = new Callers { Own = Environment.CurrentManagedThreadId };
        for (var i = 0; i < 200; i++)
        {
            team.Run(8, &CountThread, &alone);
        }
        Assert.Equal((1_600, 0), (alone.Here, alone.Elsewhere));

        Volatile.Write(ref gate.Open, 1);
        foreach (var request in requests)
            request.Join();
        Assert.Equal(0, cores.Busy);
        var helped = new Callers { Own = Environment.CurrentManagedThreadId };
        var start = Stopwatch.StartNew();
        while (helped.Elsewhere == 0 && start.Elapsed < TimeSpan.FromSeconds(20))
        {
            team.Run(8, &CountThreadSlowly, &helped);
        }
        Assert.True(helped.Elsewhere > 0, "no thread helped although a core was free");
    }

    [Fact]
    public void Many_requests_of_several_models_are_never_more_threads_than_requests_and_cores()
    {
        const int Models = 3, Requests = 4, Cores = 2, Runs = 600, Parts = 6;
        var cores = new CoreBudget(Cores);
        var models = Enumerable.Range(0, Models).Select(_ => new ThreadTeam(new ThreadTeamOptions { Threads = 3, Cores = cores }))
            .ToArray();
        var crowd = new Crowd();
        var address = (nint)(&crowd);
        var requests = Enumerable.Range(0, Requests).Select(r => new Thread(() =>
        {
            for (var i = 0; i < Runs; i++)
            {
                models[(r + i) % Models].Run(Parts, &Enter, (void*)address);
            }
        })).ToArray();
        foreach (var request in requests)
            request.Start();
        foreach (var request in requests)
            request.Join();
        foreach (var model in models)
            model.Dispose();
        Assert.Equal(Requests * Runs * Parts, crowd.Total);
        // Without the budget it could be each request and two threads of each model: 10.
        Assert.InRange(crowd.Most, 1, Requests + Cores);
        Assert.Equal(0, cores.Busy);
    }

    [Fact]
    public void Parts_that_throw_give_their_cores_back()
    {
        var cores = new CoreBudget(3);
        using (var team = new ThreadTeam(new ThreadTeamOptions { Threads = 3, Cores = cores }))
        {
            for (var i = 0; i < 50; i++)
            {
                Assert.True(Throws(team, 8) && Throws(team, 1));
            }
        }
        Assert.Equal(0, cores.Busy);
        Assert.Throws<ArgumentOutOfRangeException>(() => new CoreBudget(0));
    }

    private static bool Throws(ThreadTeam team, int parts)
    {
        try
        {
            team.Run(parts, &Throw, null);
            return false;
        }
        catch (InvalidDataException)
        {
            return true;
        }
    }

    private static void Throw(void* state, int part, int parts) => throw new InvalidDataException();

    private static void WaitAtGate(void* state, int part, int parts)
    {
        var gate = (Gate*)state;
        Interlocked.Increment(ref gate->Inside);
        while (Volatile.Read(ref gate->Open) == 0)
        {
            Thread.Sleep(1);
        }
    }

    private static void CountThread(void* state, int part, int parts)
    {
        var callers = (Callers*)state;
        Interlocked.Increment(ref Environment.CurrentManagedThreadId == callers->Own ? ref callers->Here : ref callers->Elsewhere);
    }

    private static void CountThreadSlowly(void* state, int part, int parts)
    {
        CountThread(state, part, parts);
        Thread.Sleep(1);
    }

    private static void Enter(void* state, int part, int parts)
    {
        var crowd = (Crowd*)state;
        var now = Interlocked.Increment(ref crowd->Now);
        int most;
        while ((most = Volatile.Read(ref crowd->Most)) < now && Interlocked.CompareExchange(ref crowd->Most, now, most) != most)
        {
        }
        Thread.SpinWait(50);
        Interlocked.Increment(ref crowd->Total);
        Interlocked.Decrement(ref crowd->Now);
    }

    private struct Gate
    {
        public int Inside;
        public int Open;
    }

    private struct Callers
    {
        public int Own;
        public int Here;
        public int Elsewhere;
    }

    private struct Crowd
    {
        public int Now;
        public int Most;
        public int Total;
    }
}
