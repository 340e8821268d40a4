using Piecewise.Compiler.Verification;
using Piecewise.Tensors;
using Piecewise.Testing;

namespace Piecewise.Compiler.Tests.Lower;

/// <summary>A piece that two places share speaks of the sizes of one of them.</summary>
public sealed class SharedPieceTests
{
    [Fact]
    public void Each_place_has_results_of_its_own_sizes()
    {
        // Questions and documents, of two lengths, through the same encoder.
        var path = Path.Combine(Repository.Root, "tests", "fixtures", "corpus", "programs", "two_lengths.pt2");
        using var program = PreparedProgram.Load(path);
        using var recorded = SafetensorsFile.Open(Path.ChangeExtension(path, ".safetensors"));
        using var session = program.StartSession(RunMode.Lowered);

        Assert.All(ProgramVerifier.Run(program.Program, session, recorded), c => Assert.True(c.Ok, c.Problem));
    }
}
