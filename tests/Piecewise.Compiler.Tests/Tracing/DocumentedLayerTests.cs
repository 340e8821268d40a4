using Piecewise.Compiler.Normalize;
using Piecewise.Compiler.Partition;
using Piecewise.Graphs;
using Piecewise.Import;
using Piecewise.Testing;
using Piecewise.Tracing;

namespace Piecewise.Compiler.Tests.Tracing;

/// <summary>The page on tracing shows code that compiles and does what the page says.</summary>
public sealed class DocumentedLayerTests
{
    [Fact]
    public void F4_TheDocumentedLayerIsSplitAtAttention()
    {
        var program = ExportedProgram.Trace(Traced.Catalog, DocumentedLayer.Inputs(DocumentedLayer.Weights), DocumentedLayer.DecoderLayer);
        var functional = Normalizer.Run(program, Traced.Catalog);

        var split = Splitter.Split(functional, SplittingOps.Default, Traced.Catalog);

        GraphVerifier.VerifyOrThrow(split.Stitch, "split");
        Assert.Equal("3 pieces, 2 unique", split.Summary);
    }

    [Fact]
    public void F4_ThePageShowsThisCode()
    {
        var source = File.ReadAllText(Path.Combine(Repository.Root, "tests", "Piecewise.Compiler.Tests", "Tracing", "DocumentedLayer.cs"));
        var shown = source.Split("// <docs>\n")[1].Split("    // </docs>")[0];
        var lines = shown.TrimEnd().Split('\n').Select(l => l.StartsWith("    ", StringComparison.Ordinal) ? l[4..] : l);

        Assert.Contains(string.Join('\n', lines), File.ReadAllText(Path.Combine(Repository.Root, "docs", "tracing.md")),
            StringComparison.Ordinal);
    }
}
