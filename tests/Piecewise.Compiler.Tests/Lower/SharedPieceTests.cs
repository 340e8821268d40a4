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
    [InlineData(RunMode.Lowered)]
    [InlineData(RunMode.Compiled)]
    public void Each_place_has_results_of_its_own_sizes(RunMode mode)
    {
        // Questions and documents, of two lengths, through the same encoder.
        var path = Path.Combine(Repository.Root, "tests", "fixtures", "import", "two_lengths.pt2");
        using var program = PreparedProgram.Load(
            path, new CompileOptions { Lowering = new LoweringOptions { Entries = new EntryOptions { RangeEndpoints = [4, 8] } } });
        using var recorded = SafetensorsFile.Open(Path.ChangeExtension(path, ".safetensors"));
        using var session = program.StartSession(mode);

        Assert.All(ProgramVerifier.Run(program.Program, session, recorded), c => Assert.True(c.Ok, c.Problem));
    }
}
