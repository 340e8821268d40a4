using Piecewise.Testing;

namespace Piecewise.Compiler.Tests.Growth;

/// <summary>
/// What bounds the work changes no numbers: pieces that are cut, kernels that are shared, runs that are split, values that are told apart
/// by digests.
/// </summary>
public sealed class GrownProgramTests
{
    // docs/design/partition.md.
    private const int MaxPieceNodes = 4096;

    public static TheoryData<string> Kinds => [.. GrowingPrograms.All.Select(p => p.Name)];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Compiled_programs_of_every_kind_give_the_interpreters_results(string name)
    {
        var kind = GrowingPrograms.Named(name);
        using var program = Agreement.Prepare(kind.Write(Math.Max(2, kind.Size / 20)).Archive());
        Agreement.Check(program, name);
    }

    [Theory]
    [InlineData("chain of additions")]
    [InlineData("chain of transposes")]
    [InlineData("chain of in-place additions")]
    [InlineData("uses of one tensor")]
    public void Programs_longer_than_a_piece_may_be_are_cut_and_compute_the_same(string name)
    {
        using var program = Agreement.Prepare(GrowingPrograms.Named(name).Write(MaxPieceNodes + 300).Archive());
        Assert.True(program.Partition.Pieces.Length > 1);
        Assert.All(program.Partition.Pieces, p => Assert.True(p.Graph.Count <= MaxPieceNodes + 1000));
        Agreement.Check(program, name);
    }

    [Theory]
    [InlineData("operands of a concatenation", 1500)]
    [InlineData("outputs", 1500)]
    [InlineData("inputs", 1500)]
    public void Code_of_very_many_operands_computes_the_same(string name, int size)
    {
        using var program = Agreement.Prepare(GrowingPrograms.Named(name).Write(size).Archive());
        Agreement.Check(program, name, calls: 1);
    }
}
