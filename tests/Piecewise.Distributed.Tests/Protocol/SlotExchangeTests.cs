using System.Diagnostics;
using Piecewise.Distributed.Tests.Ranks;
using Piecewise.Tensors;
using Piecewise.Tensors.Kernels;

namespace Piecewise.Distributed.Tests.Protocol;

public sealed unsafe class SlotExchangeTests
{
    private static readonly CollectiveCall Reduce = new(CollectiveKind.AllReduce, DType.F32, 64);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(8)]
    public void Each_rank_gets_every_byte_of_the_others(int world)
    {
        using var parts = new SimulatedParts(world);
        Assert.All(parts.Run(e => new ExchangeCheck(e).Run(300)), Assert.Null);
    }

    [Fact]
    public void Bytes_stay_until_the_next_call_though_others_are_ahead()
    {
        using var parts = new SimulatedParts(2);
        using var ahead = new ManualResetEventSlim();
        Assert.All(parts.Run(exchange =>
        {
            Share(exchange, 1);
            var seen = exchange.Rank == 0 ? null : Share(exchange, 2);
            if (exchange.Rank == 0)
            {
                seen = Share(exchange, 2);
                // The other one is in its next exchange by then, and has written its bytes.
                Assert.True(ahead.Wait(TimeSpan.FromSeconds(30)));
                Assert.True(SpinWait.SpinUntil(() => SlotLayout.Header(parts.Parts[1], 3)->Stamp == 3, TimeSpan.FromSeconds(30)));
                Assert.Equal(2, *(byte*)seen[1]);
            }
            else
            {
                ahead.Set();
            }
            Assert.Equal(3, *(byte*)Share(exchange, 3)[1]);
        }), Assert.Null);
    }

    [Theory]
    [InlineData(nameof(CollectiveKind.AllGather), DType.F32, 64)]
    [InlineData(nameof(CollectiveKind.AllReduce), DType.I32, 64)]
    [InlineData(nameof(CollectiveKind.AllReduce), DType.F32, 128)]
    public void Every_rank_is_told_who_calls_something_else(string kind, DType type, long bytes)
    {
        using var parts = new SimulatedParts(3);
        var other = new CollectiveCall(Enum.Parse<CollectiveKind>(kind), type, bytes);
        var thrown = parts.Run(e => Share(e, 1, e.Rank == 1 ? other : Reduce));
        Assert.Contains($"rank 0 is at {Reduce}, but rank 1 is at {other}", Assert.IsType<RankException>(thrown[0]).Message,
            StringComparison.Ordinal);
        Assert.Contains($"rank 1 is at {other}, but rank 2 is at {Reduce}", Assert.IsType<RankException>(thrown[1]).Message,
            StringComparison.Ordinal);
        Assert.Contains($"rank 2 is at {Reduce}, but rank 1 is at {other}", Assert.IsType<RankException>(thrown[2]).Message,
            StringComparison.Ordinal);
        Assert.Equal(RankState.GaveUp, parts.Status(0).State);
        Assert.Equal(1, parts.Status(0).Cause);
    }

    [Fact]
    public void Parts_are_not_taken_for_the_whole()
    {
        using var parts = new SimulatedParts(2);
        var thrown = parts.Run(e =>
        {
            var bytes = stackalloc byte[64];
            if (e.Rank == 0)
            {
                e.Scatter(Reduce, bytes, new nint[2]);
            }
            else
            {
                e.Share(Reduce, bytes, new nint[2]);
            }
        });
        Assert.All(thrown, t => Assert.Contains($"{Reduce}, in parts", Assert.IsType<RankException>(t).Message, StringComparison.Ordinal));
    }

    [Fact]
    public void Who_is_done_is_not_waited_for()
    {
        using var parts = new SimulatedParts(2);
        var thrown = parts.Run(e =>
        {
            Share(e, 1);
            if (e.Rank == 1)
            {
                parts.Status(1).State = RankState.Done;
                return;
            }
            Share(e, 2);
        });
        Assert.Null(thrown[1]);
        Assert.Contains("rank 1 has ended its work", Assert.IsType<RankException>(thrown[0]).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Who_lives_is_waited_for_only_so_long_but_messages_without_an_end()
    {
        using var parts = new SimulatedParts(2);
        var thrown = parts.Run(e =>
        {
            if (e.Rank == 1)
            {
                Thread.Sleep(300);
            }
            Share(e, 1, new CollectiveCall(CollectiveKind.Message, DType.U8, 64));
            if (e.Rank == 0)
            {
                Share(e, 2);
            }
        }, TimeSpan.FromMilliseconds(100));
        // The message came, although it took three times as long; the next exchange did not.
        Assert.Null(thrown[1]);
        Assert.Contains($"rank 0 waits in {Reduce}, but rank 1, which lives, did not come", Assert.IsType<RankException>(thrown[0]).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void More_than_the_limit_is_the_callers_mistake()
    {
        using var parts = new SimulatedParts(2);
        var exchange = parts.Exchange(0);
        Assert.Throws<UnreachableException>(() => Share(exchange, 1, Reduce with { Bytes = exchange.Limit + 1 }));
        Assert.Throws<UnreachableException>(() => exchange.Scatter(Reduce with { Bytes = 63 }, null, new nint[2]));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(8)]
    [InlineData(100)]
    public void Slots_hold_a_page_for_each_rank_and_do_not_overlap(int world)
    {
        var layout = SlotLayout.For(world);
        Assert.Equal(0, layout.SlotBytes % (4096 * world));
        Assert.InRange(layout.SlotBytes, 4096 * world, Math.Max(4096 * world, 2 << 20));
        Assert.True(layout.PartBytes * world <= (33 << 20) || layout.SlotBytes == 4096 * world);
        var begin = SlotLayout.Begin(12345);
        Assert.InRange(begin, 12345, 12345 + 4095);
        var headers = (nint)SlotLayout.Header(begin, 2) - (nint)SlotLayout.Header(begin, 1);
        Assert.True(Math.Abs(headers) >= 64 && (nint)SlotLayout.Header(begin, 1) >= begin + 64);
        Assert.True(layout.Slot(begin, 2) >= begin + 4096 && layout.Slot(begin, 1) + layout.SlotBytes <= 12345 + layout.PartBytes);
        Assert.Equal(layout.SlotBytes, Math.Abs(layout.Slot(begin, 2) - layout.Slot(begin, 1)));
    }

    private static nint[] Share(SlotExchange exchange, byte value, CollectiveCall? call = null)
    {
        var ranks = new nint[exchange.World];
        var bytes = stackalloc byte[128];
        *bytes = value;
        exchange.Share(call ?? Reduce, bytes, ranks);
        return ranks;
    }
}
