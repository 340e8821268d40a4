using System.Xml.Linq;
using Piecewise.Compiler.Entries;
using Piecewise.Compiler.Explain;
using Piecewise.Compiler.Lower;
using Piecewise.Compiler.Partition;
using Piecewise.Compiler.Passes;
using Piecewise.Runtime;
using Piecewise.Testing;

namespace Piecewise.Compiler.Tests.Explain;

/// <summary>The report as a document: well-formed, by itself, escaped, and with what a screen reader needs.</summary>
public sealed class HtmlReportTests
{
    private static readonly string[] VoidElements = ["br", "meta"];

    private static readonly LoweredProgram Lowered = ProgramLowerer.Run(
        Splitter.Split(SyntheticDecoder.Build(TestOperators.Catalog, 4, DecoderShape.Tiny), SplittingOps.Default, TestOperators.Catalog),
        new DynamicSize("s0", new SizeRange(1, 64)), TestOperators.Catalog, new LoweringOptions
        {
            Entries = new EntryOptions { RangeEndpoints = [8] },
            Passes = new PassSettings { KeepText = true },
        });

    private static readonly Explanation Explanation = Explanation.Of("folder/decoder <3>.pt2", Lowered) with
    {
        Phases = [new("import", TimeSpan.FromMilliseconds(2)), new("build", TimeSpan.FromMilliseconds(6))],
        Measured =
        [
            new MeasuredCall("s0 = 4", 0, 10, 1.5, 0.1,
            [
                new("piece_0", StepKind.Code, "unique piece 0", 0, 1, null,
                    [new(0, "loops over [s0]", "%a, %b", 0.75, null), new(1, "Kernel", "%c", 0.25, null)]),
                new("attention", StepKind.Attention, "attention", null, 0.8, null, []),
            ], 0.1),
        ],
        NotMeasured = ["s0 = 5000: too large"],
        Remarks = ["piece_7 is interpreted because it can't be scheduled"],
        ReferenceCalls = [new("aten::nosuch.default", "it has no kernel", ["Piece_0_0 %x", "Piece_0_0 %y"])],
        Memory =
        [
            new ExplainedMemory(0, "s0 = 8",
                new MemoryPlan([new(new(0, 640, 0, 1), -1, 0), new(new(1, 64, 1, int.MaxValue), -1, 640)], []), ["x", "piece_0.scratch"],
                ["piece_0", "attention"]),
        ],
    };

    private static readonly string Html = HtmlReport.Write(Explanation);

    private static readonly XElement Document = XDocument.Parse(Html).Root!;

    [Fact]
    public void T3_it_needs_nothing_else_and_runs_nothing()
    {
        Assert.DoesNotContain("http", Html, StringComparison.Ordinal);
        Assert.DoesNotContain("url(", Html, StringComparison.Ordinal);
        Assert.Empty(Elements("script", "link", "img", "iframe", "object"));
        Assert.DoesNotContain(Document.Descendants().SelectMany(e => e.Attributes()), a =>
            a.Name.LocalName.StartsWith("on", StringComparison.Ordinal) || a.Name.LocalName == "src");
    }

    [Fact]
    public void T3_it_reads_the_same_as_HTML_and_as_XML()
    {
        // An empty element other than these would swallow what follows it when it is read as HTML.
        Assert.All(Document.Descendants().Where(e => e.IsEmpty && !e.AncestorsAndSelf().Any(a => a.Name.LocalName == "svg")), e =>
            Assert.Contains(e.Name.LocalName, VoidElements));
        Assert.Contains("decoder &lt;3&gt;.pt2", Html, StringComparison.Ordinal);
    }

    [Fact]
    public void T3_every_link_leads_somewhere_and_no_name_is_there_twice()
    {
        var ids = Document.Descendants().Select(e => (string?)e.Attribute("id")).OfType<string>().ToList();
        Assert.Equal(ids.Distinct(), ids);
        Assert.All(Elements("a"), a => Assert.Contains(((string)a.Attribute("href")!)[1..], ids));
        Assert.All(Document.Descendants().Attributes("aria-labelledby"), a => Assert.Contains(a.Value, ids));
        Assert.True(Elements("a").Count(a => a.Ancestors().Any(x => x.Name.LocalName == "svg")) >= 3);
    }

    [Fact]
    public void T3_headings_follow_each_other_without_gaps()
    {
        var level = 0;
        foreach (var next in Document.Descendants().Where(e => e.Name.LocalName is ['h', >= '1' and <= '6'])
            .Select(e => e.Name.LocalName[1] - '0'))
        {
            Assert.True(next <= level + 1, $"h{next} after h{level}");
            level = next;
        }
        Assert.Single(Elements("h1"));
        Assert.Single(Elements("main"));
    }

    [Fact]
    public void T3_tables_have_captions_and_headers_with_a_scope()
    {
        Assert.NotEmpty(Elements("table"));
        Assert.All(Elements("table"), table =>
        {
            Assert.NotEmpty(table.Element("caption")!.Value);
            Assert.All(table.Element("thead")!.Descendants("th"), th => Assert.Equal("col", (string?)th.Attribute("scope")));
            var columns = table.Element("thead")!.Descendants("th").Count();
            Assert.All(table.Element("tbody")!.Elements("tr"), row =>
            {
                Assert.Equal("row", (string?)row.Elements().First().Attribute("scope"));
                Assert.Equal(columns, row.Elements().Count());
            });
        });
    }

    [Fact]
    public void T3_drawings_and_boxes_that_scroll_have_a_name_and_can_be_reached_by_keyboard()
    {
        Assert.Equal(2, Elements("svg").Count());
        Assert.All(Elements("svg"), s => Assert.NotEmpty((string)s.Attribute("aria-label")!));
        Assert.All(Document.Descendants().Where(e => e.Name.LocalName == "pre" || (string?)e.Attribute("class") == "scroll"), e =>
        {
            Assert.Equal("0", (string?)e.Attribute("tabindex"));
            Assert.NotEmpty((string)e.Attribute("aria-label")!);
        });
        Assert.Equal("en", (string?)Document.Attribute("lang"));
    }

    [Fact]
    public void T3_what_is_slow_comes_first_and_what_did_nothing_is_folded_away()
    {
        var warning = Document.Descendants("section").First();
        Assert.Contains("aten::nosuch.default runs by its reference kernel, 2 calls", warning.Value, StringComparison.Ordinal);
        Assert.Contains("piece_7 is interpreted", warning.Value, StringComparison.Ordinal);
        Assert.All(Document.Descendants("article"), article =>
        {
            var idle = article.Elements("details").Where(d => (string?)d.Attribute("class") == "idle").ToList();
            Assert.NotEmpty(idle);
            Assert.All(idle, d => Assert.Null(d.Attribute("open")));
            Assert.DoesNotContain(article.Elements("details").Except(idle), d => d.Value.Contains("not run", StringComparison.Ordinal));
        });
        Assert.Contains(Document.Descendants("ins"), i => i.Value.Contains("rms_norm", StringComparison.Ordinal));
    }

    [Fact]
    public void T3_times_are_shown_with_their_share_of_the_call()
    {
        var rows = Document.Descendants("table").Single(t => t.Element("caption")!.Value.StartsWith("By piece", StringComparison.Ordinal))
            .Element("tbody")!.Elements("tr").ToList();
        Assert.Equal(["unique piece 0", "attention", "checking and binding the inputs", "storing what the call changes"],
            rows.Select(r => r.Elements().First().Value));
        Assert.Equal(["50.0 %", "40.0 %", "5.0 %", "5.0 %"], rows.Select(r => r.Elements().ElementAt(3).Value));
        Assert.Contains("s0 = 5000: too large", Document.Value, StringComparison.Ordinal);
    }

    [Fact]
    public void T3_text_of_strangers_is_text()
    {
        var hostile = "</script></style><img src=x onerror=alert(1)>\0\u001b[31m\u202e\uD800\uFFFF&amp;\"'" + new string('n', 1000);
        var document = XDocument.Parse(HtmlReport.Write(Explanation with
        {
            Program = hostile,
            Partition = hostile,
            Replacements = hostile,
            Facts = [(hostile, hostile)],
            Phases = [new(hostile, TimeSpan.FromMilliseconds(1))],
            Remarks = [hostile],
            NotMeasured = [hostile],
            ReferenceCalls = [new(hostile, hostile, [hostile])],
            Measured = [new MeasuredCall(hostile, 0, 10, 1, 0,
                [new(hostile, StepKind.Code, hostile, 0, 1, null, [new(0, hostile, hostile, 1, null)])], 0)],
            Memory = [Explanation.Memory[0] with { Sizes = hostile, Names = [hostile, hostile], Steps = [hostile, hostile] }],
            Flow = new PieceFlow([.. Explanation.Flow.Rows.Select(r => r with { Name = hostile })], Explanation.Flow.Loops,
                [new FlowEdge(0, 1, [hostile]), new FlowEdge(0, 3, [hostile])]),
        })).Root!;
        Assert.DoesNotContain(document.Descendants(), e => e.Name.LocalName is "img" or "script");
        Assert.Contains(document.Descendants("dd"), d => d.Value == HtmlShown(hostile));
        Assert.DoesNotContain(document.DescendantNodes().OfType<XText>(), t => t.Value.AsSpan().ContainsAny('\0', '\u001b', '\u202e'));

        static string HtmlShown(string text) =>
            text.Replace('\0', '\uFFFD').Replace('\u001b', '\uFFFD').Replace('\u202e', '\uFFFD').Replace('\uD800', '\uFFFD')
            .Replace('\uFFFF', '\uFFFD');
    }

    [Fact]
    public void T3_equal_explanations_are_equal_reports() => Assert.Equal(Html, HtmlReport.Write(Explanation));

    private static IEnumerable<XElement> Elements(params string[] names) =>
        Document.Descendants().Where(e => names.Contains(e.Name.LocalName));
}
