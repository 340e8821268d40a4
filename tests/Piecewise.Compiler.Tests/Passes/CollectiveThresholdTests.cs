using Piecewise.Compiler.Fuse;

namespace Piecewise.Compiler.Tests.Passes;

/// <summary>vLLM's figures: its <c>test_sequence_parallelism_threshold</c>, and its table of message sizes.</summary>
public sealed class CollectiveThresholdTests
{
    [Theory]
    [InlineData("cpu", 8192, 2, 2, null)]
    [InlineData("sm80", 8192, 2, 2, null)]
    [InlineData("sm90", 4096, 2, 2, null)]
    [InlineData("sm90", 8191, 2, 2, null)]
    [InlineData("sm90", 8192, 2, 2, 1024L)]
    [InlineData("sm90", 8192, 1, 2, 512L)]
    [InlineData("sm90", 16384, 1, 2, 256L)]
    [InlineData("sm90", 8192, 4, 2, 2048L)]
    [InlineData("sm90", 8192, 2, 4, 512L)]
    [InlineData("sm100", 8192, 2, 2, 4096L)]
    [InlineData("xpu", 4095, 2, 2, null)]
    [InlineData("xpu", 4096, 2, 2, 2048L)]
    [InlineData("xpu", 4096, 1, 2, 1024L)]
    [InlineData("xpu", 4096, 4, 2, 4096L)]
    [InlineData("xpu", 8192, 2, 2, 1024L)]
    [InlineData("xpu", 4096, 2, 4, 1024L)]
    public void Sequence_parallelism_begins_at(string device, long hidden, int world, int elementSize, long? tokens) =>
        Assert.Equal(tokens, CollectiveThresholds.SequenceParallelMinTokens(device, hidden, world, elementSize));

    [Theory]
    [InlineData("sm90", 2, 64 << 20)]
    [InlineData("sm90", 8, 1 << 19)]
    [InlineData("sm100", 4, 32 << 20)]
    [InlineData("sm103", 8, 2 << 20)]
    [InlineData("sm90", 16, 0)]
    [InlineData("cpu", 2, 0)]
    public void All_reduce_is_fused_up_to(string device, int world, long bytes) =>
        Assert.Equal(bytes, CollectiveThresholds.AllReduceFusionBytes(device, world));
}
