using Piecewise.Compiler.Entries;
using Piecewise.Compiler.Lower;
using Piecewise.Compiler.Partition;
using Piecewise.Runtime;
using Piecewise.Testing;

namespace Piecewise.Compiler.Tests.Lower;

/// <summary>P10: what the middle end does for a decoder does not depend on how many layers it has.</summary>
public sealed class DepthTests
{
    [Fact]
    public void P10_thirty_two_layers_are_the_work_of_two()
    {
        var (shallow, deep) = (Lower(2), Lower(32));
        Assert.Equal((5, 3), (shallow.Partition.Pieces.Length, shallow.Partition.UniquePieceCount));
        Assert.Equal((65, 3), (deep.Partition.Pieces.Length, deep.Partition.UniquePieceCount));
        Assert.Equal(shallow.Pieces.Length, deep.Pieces.Length);
        Assert.Equal(9, deep.Pieces.Length);
        Assert.Equal(shallow.Rewrites, deep.Rewrites);
        Assert.Equal(Work(shallow), Work(deep));
        // Each layer's merged weights are constants of its own.
        Assert.Equal(4, shallow.Constants.Length);
        Assert.Equal(64, deep.Constants.Length);
    }

    private static IEnumerable<(string, int, int)> Work(LoweredProgram program) =>
        program.Records.Select(r => (r.Pass, r.NodesBefore, r.NodesAfter));

    private static LoweredProgram Lower(int layers)
    {
        var catalog = TestOperators.Catalog;
        return ProgramLowerer.Run(
            Splitter.Split(SyntheticDecoder.Build(catalog, layers, DecoderShape.Tiny), SplittingOps.Default, catalog),
            new DynamicSize("s0", new SizeRange(1, 4096)), catalog,
            new LoweringOptions { Entries = new EntryOptions { RangeEndpoints = [1, 32] } });
    }
}
