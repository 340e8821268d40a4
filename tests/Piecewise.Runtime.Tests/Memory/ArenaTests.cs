using System.Runtime.CompilerServices;
using Piecewise.Tensors;

namespace Piecewise.Runtime.Tests.Memory;

public sealed unsafe class ArenaTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(1000)]
    [InlineData(9 << 20)]
    public void Memory_is_aligned_writable_and_allocated_once(int length)
    {
        using var arena = new Arena();
        arena.Reserve(length);
        Assert.Equal(0u, (nuint)arena.Pointer % MemoryPlan.Alignment);
        new Span<byte>(arena.Pointer, length).Fill(7);
        var pointer = (nint)arena.Pointer;
        arena.Reserve(length);
        arena.Reserve(length / 2);
        Assert.Equal(pointer, (nint)arena.Pointer);
        Assert.Equal(1, arena.Allocations);
        arena.Reserve(length + 1L);
        Assert.Equal(2, arena.Allocations);
        Assert.Equal(length + 1L, arena.Capacity);
    }

    [Fact]
    public void View_outlives_growth_and_the_arena()
    {
        var arena = new Arena();
        arena.Reserve(256);
        var view = Part(arena, 64, 128);
        view.AsSpan<int>(0, 32).Fill(42);
        arena.Reserve(1 << 20);
        arena.Dispose();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        Assert.Equal(Enumerable.Repeat(42, 32), view.AsSpan<int>(0, 32).ToArray());
        GC.KeepAlive(view);
    }

    [Fact]
    public void A_span_alone_keeps_the_memory_and_it_begins_as_zeros()
    {
        var span = Abandoned();
        for (var i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            new Arena().Reserve(5 << 20);
        }
        Assert.Equal(42, span[1000]);
        Assert.Equal(0, span[..1000].IndexOfAnyExcept(0) + 1);

        [MethodImpl(MethodImplOptions.NoInlining)]
        static Span<int> Abandoned()
        {
            using var arena = new Arena();
            arena.Reserve(5 << 20);
            var span = Part(arena, 0, 4 << 20).AsSpan<int>(0, 1 << 20);
            span[1000] = 42;
            return span;
        }
    }

    [Fact]
    public void More_than_there_can_be_is_refused_and_the_arena_stays_usable()
    {
        using var arena = new Arena();
        arena.Reserve(64);
        Assert.ThrowsAny<OutOfMemoryException>(() => arena.Reserve(long.MaxValue));
        Assert.ThrowsAny<OutOfMemoryException>(() => arena.Reserve(1L << 50));
        Assert.Throws<ArgumentOutOfRangeException>(() => arena.Reserve(-1));
        arena.Reserve(128);
        Assert.Equal(128, arena.Capacity);
    }

    [Fact]
    public void An_arena_without_memory_shows_none()
    {
        using var arena = new Arena();
        Assert.Throws<InvalidOperationException>(() => arena.Memory);
        arena.Dispose();
        Assert.Throws<ObjectDisposedException>(() => arena.Reserve(1));
    }

    [Fact]
    public void Memory_that_nobody_refers_to_is_freed()
    {
        var references = Enumerable.Range(0, 8).Select(_ => Abandon()).ToList();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        Assert.Contains(references, r => !r.IsAlive);
    }

    // Pages that nobody touches cost nothing: 2 GB of addresses.
    [Fact]
    public void Blocks_that_nobody_frees_are_collected_when_they_have_become_many()
    {
        var first = AbandonBlock();
        for (var i = 0; i < 32; i++)
        {
            AbandonBlock();
        }
        for (var wait = 0; first.IsAlive && wait < 1000; wait++)
        {
            Thread.Sleep(10);
        }
        Assert.False(first.IsAlive);
    }

    private static Storage Part(Arena arena, long offset, long length) => arena.Memory.Part(arena.Memory.Pointer + offset, length);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference Abandon()
    {
        var arena = new Arena();
        arena.Reserve(1 << 20);
        Storage view = Part(arena, 0, 64);
        return new WeakReference(view);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference AbandonBlock() => new(new ArenaBlock(64 << 20, preferHugePages: true));
}
