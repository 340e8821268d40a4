using Piecewise.Import;
using Piecewise.Testing;

namespace Piecewise.Compiler.Tests.Import;

/// <summary>Operators that are not known here: what may help is said, and random numbers that nobody looks at hinder nothing.</summary>
public sealed class UnknownOperatorTests
{
    [Fact]
    public void Decomposition_is_advised_where_it_may_help()
    {
        var json = SmallProgram.Json.Replace("aten.add.Tensor", "aten.mystery.default", StringComparison.Ordinal);
        foreach (var (dialect, advised) in new[] { ("TRAINING", true), ("ATEN", false) })
        {
            using var archive = Pt2Archive.Open(
                SmallProgram.Archive().Replace("models/model.json", json.Replace("TRAINING", dialect, StringComparison.Ordinal)).Build(),
                "m.pt2");
            var refused = Assert.Throws<Pt2FormatException>(
                () => ProgramImporter.Import(archive, Pt2Model.Read(archive), TestOperators.Catalog));
            Assert.Contains("unknown operator torch.ops.aten.mystery.default", refused.Message, StringComparison.Ordinal);
            Assert.Equal(advised, refused.Message.Contains(
                "in Python, ep = ep.run_decompositions() before torch.export.save(ep, path)", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Random_numbers_that_are_looked_at_are_refused() =>
        Assert.Contains("unknown operator torch.ops.aten.rand_like.default, called 1 time", Refused("random_used"),
            StringComparison.Ordinal);

    private static string Refused(string name)
    {
        var file = Path.Combine(Repository.Root, "tests", "fixtures", "import", name + ".pt2");
        return Assert.Throws<Pt2FormatException>(() => PreparedProgram.Load(file)).Message;
    }
}
