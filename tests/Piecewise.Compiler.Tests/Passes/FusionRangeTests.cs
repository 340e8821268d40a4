using Piecewise.Compiler.Entries;
using Piecewise.Compiler.Fuse;
using Piecewise.Compiler.Passes;
using Piecewise.Graphs;
using Piecewise.Runtime;

namespace Piecewise.Compiler.Tests.Passes;

/// <summary>For which entries the fusions of collectives apply, and which ends of ranges they ask for (R8).</summary>
public sealed class FusionRangeTests
{
    private const string Reduced = """
        graph @main functional {
          symbol s0 in [1, 4096]
          %w: bf16[2048] = parameter "w"
          %x: bf16[s0, 2048] = input "x"
          %sum = piecewise.all_reduce.default(%x, 2)
          %y = piecewise_ir.rms_norm.default(%sum, %w, 1e-05)
          output %y
        }
        """;

    private static readonly PassSettings Two = new() { WorldSize = 2, AllReduceFusionBytes = 2 << 20, SequenceParallelMinTokens = 1024 };

    private static Graph Piece => GraphParser.Parse(Reduced, TestOperators.Catalog);

    [Fact]
    public void R8_all_reduce_fusion_ends_a_range_where_messages_get_too_large()
    {
        var endpoint = Assert.Single(new AllReduceNormFusion().Endpoints(Piece, Two));
        Assert.Equal((2 << 20) / (2048 * 2), endpoint.Size);
        Assert.Contains("4096 a token", endpoint.Reason, StringComparison.Ordinal);
        Assert.Empty(new AllReduceNormFusion().Endpoints(Piece, Two with { AllReduceFusionBytes = 4095 }));
        Assert.Empty(new AllReduceNormFusion().Endpoints(Piece, Two with { WorldSize = 1 }));
    }

    [Fact]
    public void R8_sequence_parallelism_begins_a_range()
    {
        Assert.Equal(1023, Assert.Single(new SequenceParallelism().Endpoints(Piece, Two)).Size);
        Assert.Empty(new SequenceParallelism().Endpoints(Piece, Two with { SequenceParallelMinTokens = 1 }));
        Assert.Empty(new SequenceParallelism().Endpoints(Piece, Two with { SequenceParallelMinTokens = null }));
    }

    [Theory]
    [InlineData(1, 1023, false)]
    [InlineData(1024, 4096, true)]
    [InlineData(1023, 4096, false)]
    public void R8_sequence_parallelism_applies_from_its_first_size(long start, long end, bool applies) =>
        Assert.Equal(applies, new SequenceParallelism().Inapplicable(new CompileEntry(new SizeRange(start, end), "s0"), Two) is null);

    [Fact]
    public void R8_a_range_without_end_has_no_largest_message() => Assert.Contains(
        "no end", new AllReduceNormFusion().Inapplicable(new CompileEntry(new SizeRange(1, long.MaxValue), "s0"), Two),
        StringComparison.Ordinal);
}
