using Piecewise.Compiler.Entries;
using Piecewise.Compiler.Lower;
using Piecewise.Compiler.Passes;
using Piecewise.Graphs;
using Piecewise.Runtime;

namespace Piecewise.Compiler.Tests.Passes;

public sealed class PassPipelineTests
{
    [Fact]
    public void N6_a_broken_order_is_refused_with_its_reason()
    {
        var e = Assert.Throws<ArgumentException>(() => new PassPipeline(
            [new(new Swap(), PassScope.Entry, "one"), new(new Broken(), PassScope.Entry, "two")],
            [new("broken", "swap", "swap needs it.")]));
        Assert.Contains("swap needs it", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void N6_a_constraint_on_a_missing_pass_is_refused() => Assert.Contains(
        "'gone'", Assert.Throws<ArgumentException>(
            () => new PassPipeline([new(new Swap(), PassScope.Entry, "one")], [new("gone", "swap", "why")])).Message,
            StringComparison.Ordinal);

    [Fact]
    public void A_pass_of_a_piece_can_not_follow_one_of_an_entry() => Assert.Throws<ArgumentException>(() =>
        new PassPipeline([new(new Swap(), PassScope.Entry, "one"), new(new Broken(), PassScope.Piece, "two")], []));

    [Fact]
    public void The_standard_order_holds() => Assert.All(StandardPipeline.Create().Steps, s => Assert.NotEmpty(s.Reason));

    [Fact]
    public void G3_a_pass_that_breaks_the_graph_is_named()
    {
        var e = Assert.Throws<VerificationException>(() => Run(new Broken(), new PassSettings { Verify = true }));
        Assert.Equal("broken", e.PassName);
    }

    [Fact]
    public void N6_an_optional_pass_can_be_switched_off()
    {
        var (graph, record) = Run(new Swap(), new PassSettings { Disabled = ["swap"] });
        Assert.Equal("switched off", record.Skipped);
        Assert.Contains(graph.Nodes, n => n.IsCallOf("aten::mul.Tensor"));
    }

    [Fact]
    public void R8_a_pass_that_does_not_apply_to_an_entry_says_why() =>
        Assert.Equal("only up to 4 tokens", Run(new Swap(), new PassSettings(), new CompileEntry(new SizeRange(1, 8), "n")).Record.Skipped);

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(9, 3)]
    public void N6_rewrites_stop_after_a_number(long limit, int done)
    {
        var (graph, record) = Run(new Swap(), new PassSettings { StopAfter = limit });
        Assert.Equal(done, record.Rewrites.Length);
        Assert.Equal(Enumerable.Range(1, done).Select(i => (long?)i), record.Rewrites.Select(r => r.Number));
        Assert.Equal(3 - done, graph.Nodes.Count(n => n.IsCallOf("aten::mul.Tensor")));
    }

    [Fact]
    public void Texts_are_kept_where_a_pass_changed_something()
    {
        var (_, record) = Run(new Swap(), new PassSettings { KeepText = true });
        Assert.Contains("aten.mul.Tensor", record.TextBefore, StringComparison.Ordinal);
        Assert.Contains("aten.add.Tensor", record.TextAfter, StringComparison.Ordinal);
        Assert.Null(Run(new Swap(), new PassSettings { KeepText = true, StopAfter = 0 }).Record.TextBefore);
    }

    private static (Graph Graph, PassRecord Record) Run(Pass pass, PassSettings settings, CompileEntry? entry = null)
    {
        var graph = GraphParser.Parse("""
            graph @main functional {
              %x: f32[4] = input "x"
              %a = aten.mul.Tensor(%x, %x)
              %b = aten.mul.Tensor(%a, %x)
              %c = aten.mul.Tensor(%b, %x)
              output %c
            }
            """, TestOperators.Catalog);
        var records = new List<PassRecord>();
        var piece = new PieceUnderCompilation(0, graph, TestOperators.Catalog, new ReplacementCache(TestOperators.Catalog))
        {
            Entry = entry
        };
        new PassPipeline([new PipelineStep(pass, PassScope.Entry, "test")], []).Run(PassScope.Entry, piece, settings,
            new RewriteBudget(settings.StopAfter), records);
        return (graph, Assert.Single(records));
    }

    // x * y → x + y: wrong, so that a difference can be looked for.
    private sealed class Swap : Pass
    {
        public override string Name => "swap";

        public override string Summary => "x * y becomes x + y.";

        public override string? Inapplicable(CompileEntry entry, PassSettings settings) =>
            entry.Range.End > 4 ? "only up to 4 tokens" : null;

        public override void Run(PassContext context)
        {
            foreach (var node in context.Graph.Nodes.Where(n => n.IsCallOf("aten::mul.Tensor")).ToArray())
            {
                if (context.MayRewrite("mul", node))
                {
                    context.Replace(node, context.Call(node, "aten::add.Tensor", node.Arguments[0], node.Arguments[1]));
                }
            }
        }
    }

    private sealed class Broken : Pass
    {
        public override string Name => "broken";

        public override string Summary => "Gives a node a type that is not its operator's.";

        public override void Run(PassContext context) => context.Graph.Find("b")!.Type = new TensorType(Tensors.DType.F32, [5]);
    }
}
