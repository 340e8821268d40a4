using Piecewise.Compiler.Entries;
using Piecewise.Compiler.Lower;
using Piecewise.Compiler.Verification;
using Piecewise.Tensors;
using Piecewise.Testing;

namespace Piecewise.Compiler.Tests.Lower;

/// <summary>A piece that two places share speaks of the sizes of one of them.</summary>
public sealed class SharedPieceTests
{
    [Theory]
    [InlineData(RunMode.Lowered, null)]
    [InlineData(RunMode.Compiled, null)]
    [InlineData(RunMode.Lowered, "s11")]
    [InlineData(RunMode.Compiled, "s11")]
    [InlineData(RunMode.Lowered, "s34")]
    [InlineData(RunMode.Compiled, "s34")]
    [InlineData(RunMode.Lowered, "s74")]
    [InlineData(RunMode.Compiled, "s74")]
    public void Each_place_has_results_of_its_own_sizes(RunMode mode, string? symbol)
    {
        // Questions (s34) and documents (s74), of two lengths, through the same encoder: a piece whose ranges are those of one length is
        // lowered apart from its twin, which has no ranges.
        var path = Path.Combine(Repository.Root, "tests", "fixtures", "import", "two_lengths.pt2");
        var entries = new EntryOptions { RangeEndpoints = [4, 8], Symbol = symbol };
        using var program = PreparedProgram.Load(path, new CompileOptions { Lowering = new LoweringOptions { Entries = entries } });
        using var recorded = SafetensorsFile.Open(Path.ChangeExtension(path, ".safetensors"));
        using var session = program.StartSession(mode);

        Assert.All(ProgramVerifier.Run(program.Program, session, recorded), c => Assert.True(c.Ok, c.Problem));
    }
}
