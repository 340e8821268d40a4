using System.Runtime.CompilerServices;
using Piecewise.Tensors.Kernels;
using Piecewise.Tensors.Reference;

namespace Piecewise.Tensors.Tests;

/// <summary>
/// Tensors, storages and files in the hands of someone who has not read their documentation: exceptions, no foreign memory.
/// </summary>
public sealed class MisuseTests : IDisposable
{
    private readonly string file = Path.GetTempFileName();

    public void Dispose() => File.Delete(file);

    [Theory]
    [InlineData(new long[] { 5 }, new long[] { 1 }, 0)]
    [InlineData(new long[] { 4 }, new long[] { 1 }, 1)]
    [InlineData(new long[] { 4 }, new long[] { 1 }, -1)]
    [InlineData(new long[] { 4 }, new long[] { -1 }, 2)]
    [InlineData(new long[] { 2 }, new long[] { long.MaxValue }, 1)]
    [InlineData(new long[] { 3 }, new long[] { long.MaxValue / 2 + 1 }, 0)]
    [InlineData(new long[] { long.MaxValue, long.MaxValue }, new long[] { 1, 1 }, 0)]
    [InlineData(new long[] { -1 }, new long[] { 1 }, 0)]
    [InlineData(new long[] { 1, 1 }, new long[] { 1 }, 0)]
    [InlineData(new long[] { 1 }, new long[] { 1 }, long.MaxValue)]
    [InlineData(new long[] { 1 }, new long[] { 1 }, long.MinValue)]
    [InlineData(new long[] { 1L << 62 }, new long[] { 4 }, 0)]
    public void A_tensor_lies_in_its_storage(long[] shape, long[] strides, long offset)
    {
        var storage = Storage.Allocate(16);
        Assert.ThrowsAny<ArgumentException>(() => new Tensor(storage, DType.F32, shape, strides, offset));
        Assert.ThrowsAny<ArgumentException>(() => Tensor.Zeros(DType.F32, 4).AsStrided(shape, strides, offset));
    }

    [Fact]
    public void Nothing_and_what_is_no_dtype_make_no_tensor()
    {
        Assert.Throws<ArgumentNullException>(() => new Tensor(null!, DType.F32, [1], [1], 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Tensor(Storage.Allocate(16), (DType)99, [1], [1], 0));
        Assert.ThrowsAny<Exception>(() => Tensor.Zeros((DType)99, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Storage.Allocate(-1));
        Assert.Throws<InsufficientMemoryException>(() => Storage.Allocate(long.MaxValue));
        Assert.Throws<ArgumentException>(() => Tensor.From([1f, 2], 3));
        Assert.ThrowsAny<Exception>(() => Tensor.Zeros(DType.F32, long.MaxValue, 4));
        Assert.ThrowsAny<Exception>(() => Tensor.ZerosStrided(DType.F32, [2], [-1]));
    }

    [Theory]
    [InlineData(0, 5)]
    [InlineData(4, 4)]
    [InlineData(-4, 1)]
    [InlineData(0, -1)]
    [InlineData(long.MaxValue - 1, 1)]
    [InlineData(long.MinValue, 1)]
    [InlineData(0, long.MaxValue)]
    [InlineData(long.MaxValue, int.MaxValue)]
    public void A_span_lies_in_its_storage(long byteOffset, long count) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Storage.Allocate(16).AsSpan<float>(byteOffset, count));

    [Fact]
    public void An_array_has_the_elements_in_order_whatever_the_strides()
    {
        var matrix = Tensor.From([1, 2, 3, 4, 5, 6], 2, 3);
        var transposed = matrix.AsStrided([3, 2], [1, 3], 0);
        Assert.Equal([1, 4, 2, 5, 3, 6], transposed.ToArray<int>());
        Assert.Equal(new byte[] { 1, 0, 0, 0, 4, 0, 0, 0 }, transposed.ToBytes()[..8]);
        Assert.Throws<InvalidOperationException>(() => matrix.ToArray<long>());
        Assert.Equal("values", Assert.Throws<ArgumentException>(() => Tensor.From([1, 2], 3)).ParamName);
    }

    [Fact]
    public void A_tensor_without_elements_has_empty_spans_wherever_it_begins()
    {
        foreach (var offset in new[] { 0, -1, 1L << 62, long.MaxValue, -(1L << 62) })
        {
            var tensor = new Tensor(Storage.Allocate(16), DType.F64, [0], [1], offset);
            Assert.True(tensor.AsSpan<double>().IsEmpty);
            Assert.True(tensor.StorageSpan<double>().IsEmpty);
            Assert.Throws<InvalidOperationException>(() => tensor.Item<double>());
        }
    }

    [Fact]
    public void A_span_keeps_the_memory_of_a_tensor_that_is_gone()
    {
        var span = Numbers();
        for (var i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            _ = Tensor.Zeros(DType.F32, 1000);
        }
        Assert.Equal(Enumerable.Range(0, 1000).Select(i => (float)i), span.ToArray());

        [MethodImpl(MethodImplOptions.NoInlining)]
        static Span<float> Numbers() => Tensor.From(Enumerable.Range(0, 1000).Select(i => (float)i).ToArray(), 1000).AsSpan<float>();
    }

    [Fact]
    public void Read_only_memory_is_read_and_not_written()
    {
        var tensor = ReadOnly(1, 2, 3, 4);
        Assert.Throws<InvalidOperationException>(() => tensor.AsSpan<float>());
        Assert.Throws<InvalidOperationException>(() => tensor.StorageSpan<float>());
        Assert.Throws<InvalidOperationException>(() => tensor.Storage.AsSpan<float>(0, 1));
        Assert.Throws<InvalidOperationException>(() => tensor.CopyFrom(Tensor.Zeros(DType.F32, 4)));
        Assert.Throws<InvalidOperationException>(() => tensor.Reinterpret(DType.I32).AsSpan<int>());
        Assert.Throws<InvalidOperationException>(() => tensor.View(2, 2).AsSpan<float>());
        Assert.Equal([1f, 2, 3, 4], tensor.Clone().AsSpan<float>().ToArray());
        Assert.Equal([1d, 2, 3, 4], Cast.To(tensor, DType.F64).AsSpan<double>().ToArray());
        Assert.Equal(30, MatMul.Batched(tensor.View(1, 4), tensor.View(4, 1)).Item<float>());
        Assert.Equal(3, tensor.AsStrided([], [], 2).Item<float>());
        Assert.Equal([1f, 2, 3, 4], Pointwise.Where(Tensor.From([true, true, true, true], 4), tensor, tensor).AsSpan<float>().ToArray());
    }

    [Fact]
    public void Kernels_refuse_what_does_not_fit()
    {
        var (small, large) = (Tensor.Zeros(DType.U8, 4), Tensor.Zeros(DType.F64, 4));
        Assert.Throws<ArgumentException>(() => Pointwise.Where(Tensor.Zeros(DType.Bool, 4), large, small));
        Assert.Throws<ArgumentException>(() => Pointwise.Where(Tensor.Zeros(DType.F32, 4), large, large));
        Assert.Throws<ArgumentException>(() => Pointwise.Where(Tensor.Zeros(DType.Bool, 4), large, Tensor.Zeros(DType.F64, 5)));
        var (query, keys) = (Tensor.Zeros(DType.F32, 2, 2, 4), Tensor.Zeros(DType.F32, 3, 2, 4));
        var call = AttentionCall.Of(default, query, keys, keys, null, query);
        Assert.Throws<KernelException>(() => (call with { Start = -1 }).Run(Workers.Alone));
        Assert.Throws<KernelException>(() => (call with { Start = nint.MaxValue }).Run(Workers.Alone));
        Assert.Throws<KernelException>(
            () => (call with { Key = AttentionOperand.Of(Tensor.Zeros(DType.F64, 3, 2, 4)) }).Run(Workers.Alone));
        Assert.Throws<ArgumentException>(() => AttentionCall.Of(default, query, keys, Tensor.Zeros(DType.F32, 2, 2, 4), null, query));
        Assert.Throws<ArgumentException>(() => AttentionCall.Of(default, query, keys, keys, Tensor.Zeros(DType.F32, 1), query));
        Assert.Throws<ArgumentException>(() => AttentionCall.Of(default, query, keys, keys, null, keys));
        Assert.Throws<ArgumentException>(() => MatMul.Batched(Tensor.Zeros(DType.F32, 2, 3), Tensor.Zeros(DType.F32, 2, 3)));
        Assert.Throws<ArgumentException>(() => large.CopyFrom(small));
        Assert.Throws<ArgumentException>(() => large.Broadcast(5));
        Assert.Throws<ArgumentException>(() => large.View(5));
        Assert.Throws<ArgumentException>(() => large.Reinterpret(DType.F32));
        Assert.Throws<InvalidOperationException>(() => large.AsSpan<float>());
    }

    [Fact]
    public void A_safetensors_file_gives_its_own_entries_and_none_when_it_is_closed()
    {
        var writer = new SafetensorsWriter();
        writer.Add("x", Tensor.From([1f, 2, 3], 3));
        writer.Add("empty", Tensor.Zeros(DType.F32, 0));
        writer.Save(file);
        var opened = SafetensorsFile.Open(file);
        Assert.True(opened.TryGet("x", out var entry));
        foreach (var forged in new[]
        {
            entry with { Length = 1L << 40 }, entry with { Length = -4 }, entry with { Offset = -8 }, entry with { Offset = 1L << 50 },
                entry with { Name = "y" },
            entry with { Shape = [1] }, entry with { Shape = [1000] }, entry with { DType = "F64" },
        })
        {
            Assert.ThrowsAny<ArgumentException>(() => opened.Read(forged));
        }
        Assert.ThrowsAny<Exception>(() => opened.Read(entry with { DType = "X" }));
        Assert.Throws<ArgumentNullException>(() => opened.Read(null!));
        Assert.Equal([1f, 2, 3], opened.Read(entry).AsSpan<float>().ToArray());
        opened.Dispose();
        opened.Dispose();

        Assert.Throws<ObjectDisposedException>(() => opened.Read(entry));
        Assert.Throws<ObjectDisposedException>(() => opened.GetRange(entry));
    }

    [Fact]
    public void Files_that_are_read_while_they_are_closed_are_read_or_refused()
    {
        var writer = new SafetensorsWriter();
        writer.Add("x", Tensor.Zeros(DType.F32, 1 << 20));
        writer.Save(file);
        for (var round = 0; round < 20; round++)
        {
            var opened = SafetensorsFile.Open(file);
            var entry = opened.Entries[0];
            Parallel.For(0, 4, i =>
            {
                try
                {
                    if (i == 0)
                    {
                        opened.Dispose();
                    }
                    else
                    {
                        Assert.Equal(1 << 20, opened.Read(entry).ElementCount);
                    }
                }
                catch (ObjectDisposedException)
                {
                    // Too late.
                }
            });
        }
    }

    [Fact]
    public unsafe void A_mapping_that_was_lent_ends_with_the_last_storage()
    {
        File.WriteAllBytes(file, [1, 2, 3, 4]);
        var storage = Lent(file);
        for (var i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        Assert.Equal(4, storage.ReadSpan<byte>(0, 4)[3]);
        GC.KeepAlive(storage);

        [MethodImpl(MethodImplOptions.NoInlining)]
        static Storage Lent(string path)
        {
            using var bytes = MappedBytes.Open(path);
            var whole = Storage.Borrow(bytes, bytes.Pointer, bytes.Length, isReadOnly: true);
            whole.Lend();
            return whole.Part(whole.Pointer, 4);
        }
    }

    private static unsafe Tensor ReadOnly(params float[] values)
    {
        var owner = Tensor.From(values, values.Length);
        return new Tensor(Storage.Borrow(owner, owner.Pointer, values.Length * sizeof(float), isReadOnly: true), DType.F32, [values.Length],
            [1], 0);
    }
}
