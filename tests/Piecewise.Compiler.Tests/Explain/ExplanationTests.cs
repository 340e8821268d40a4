using Piecewise.Compiler.Entries;
using Piecewise.Compiler.Explain;
using Piecewise.Compiler.Lower;
using Piecewise.Compiler.Partition;
using Piecewise.Compiler.Passes;
using Piecewise.Operators.OpIr;
using Piecewise.Runtime;
using Piecewise.Testing;

namespace Piecewise.Compiler.Tests.Explain;

public sealed class ExplanationTests
{
    private static readonly LoweredProgram Lowered = ProgramLowerer.Run(
        Splitter.Split(SyntheticDecoder.Build(TestOperators.Catalog, 3, DecoderShape.Tiny), SplittingOps.Default, TestOperators.Catalog),
        new DynamicSize("s0", new SizeRange(1, 64)), TestOperators.Catalog, new LoweringOptions
        {
            Entries = new EntryOptions { RangeEndpoints = [8], Sizes = [16] },
            Passes = new PassSettings { KeepText = true, Providers = ProviderPriorities.Default.With("rms_norm", "native") },
        });

    private readonly Explanation explanation = Explanation.Of("decoder <3>", Lowered);

    [Fact]
    public void T2_every_piece_and_entry_is_there()
    {
        Assert.Equal(3, explanation.Entries.Length);
        Assert.Equal([[0], [2, 4], [6]], explanation.Pieces.Select(p => p.Calls.ToArray()));
        Assert.All(explanation.Pieces, p => Assert.Equal(3, p.Versions.Length));
    }

    [Fact]
    public void T2_rules_are_counted_by_place_in_the_program()
    {
        var norms = explanation.Applied.Single(a => a is { Pass: "raise-rms-norm" });
        // 4 norms a layer and the last one; the middle piece is called twice.
        Assert.Equal(13, norms.Places);
        Assert.True(norms.Pieces < norms.Places);
    }

    [Fact]
    public void T2_the_text_names_providers_reasons_and_one_piece_alone()
    {
        var text = ExplanationText.Write(explanation);
        Assert.Contains("7 pieces, 3 unique", text, StringComparison.Ordinal);
        Assert.Contains("piecewise_ir::rms_norm.default %rms_norm: native", text, StringComparison.Ordinal);
        Assert.Contains("sequence-parallelism: not run: there is one rank", text, StringComparison.Ordinal);
        var part = ExplanationText.Write(explanation, piece: 1, entry: 2);
        Assert.DoesNotContain("unique piece 0", part, StringComparison.Ordinal);
        Assert.DoesNotContain("entry 1 (", part, StringComparison.Ordinal);
        Assert.Contains("graph @piece_2 lowered", part, StringComparison.Ordinal);
    }
}
