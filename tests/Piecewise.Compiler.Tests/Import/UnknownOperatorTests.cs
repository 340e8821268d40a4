using Piecewise.Import;
using Piecewise.Runtime;
using Piecewise.Tensors;
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

    [Theory]
    [InlineData(RunMode.Imported)]
    [InlineData(RunMode.Compiled)]
    public void Random_numbers_that_are_looked_at_need_a_seed_and_are_the_same_each_time(RunMode mode)
    {
        using var program = PreparedProgram.Load(Path.Combine(Repository.Root, "tests", "fixtures", "import", "random_used.pt2"));
        var inputs = new Dictionary<string, CallValue> { ["x"] = Tensor.From([1f, 2, 3, 4, 5, 6], 3, 2) };

        using var without = program.StartSession(mode);
        var refused = Assert.ThrowsAny<PiecewiseException>(() => without.Run(inputs));
        Assert.Contains("--seed", refused.Message, StringComparison.Ordinal);

        using var session = program.StartSession(mode, new SessionOptions { Seed = 5 });
        using var again = program.StartSession(mode, new SessionOptions { Seed = 5 });
        Assert.Equal(session.Run(inputs)[0].Tensor!.ToArray<float>(), again.Run(inputs)[0].Tensor!.ToArray<float>());
    }
}
