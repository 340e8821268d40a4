using Piecewise.Compiler.Passes;
using Piecewise.Graphs;
using Piecewise.Operators.OpIr;

namespace Piecewise.Compiler.Tests.Lower;

public sealed class ReplacementCacheTests
{
    private readonly ReplacementCache cache = new(TestOperators.Catalog);
    private readonly OpIrOperator norm = (OpIrOperator)TestOperators.Catalog["piecewise_ir::rms_norm.default"];

    [Fact]
    public void L2_the_same_call_in_another_place_hits()
    {
        var graph = Parse("s0", "1e-6", "f32[s0, 64]");
        Assert.Same(Get(graph, "a"), Get(graph, "b"));
        Assert.Equal((1, 1), (cache.Misses, cache.Hits));
    }

    [Fact]
    public void L2_other_symbols_hit_and_the_trace_has_the_callers_symbols()
    {
        Get(Parse("s0", "1e-6", "f32[s0, 64]"), "a");
        var renamed = Get(Parse("s77", "1e-6", "f32[s77, 64]"), "a");
        Assert.Equal((1, 1), (cache.Misses, cache.Renamed));
        Assert.Contains("f32[s77, 64]", GraphPrinter.Print(renamed), StringComparison.Ordinal);
        Assert.DoesNotContain("s0", GraphPrinter.Print(renamed), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("s0", "1e-5", "f32[s0, 64]")]
    [InlineData("s0", "1e-6", "bf16[s0, 64]")]
    [InlineData("s0", "1e-6", "f32[s0, 64; 1, s0]")]
    [InlineData("s0", "1e-6", "f32[2*s0, 64]")]
    [InlineData("s0", "1e-6", "f32[8, 64]")]
    public void L2_what_a_trace_depends_on_misses(string symbol, string epsilon, string type)
    {
        Get(Parse("s0", "1e-6", "f32[s0, 64]"), "a");
        Get(Parse(symbol, epsilon, type), "a");
        Assert.Equal(2, cache.Misses);
    }

    [Fact]
    public void L2_bounds_of_the_symbols_are_part_of_the_key()
    {
        Get(Parse("s0", "1e-6", "f32[s0, 64]"), "a");
        var bounded = Parse("s0", "1e-6", "f32[s0, 64]");
        bounded.Shapes.Constrain("s0", new Interval(1, 8));
        Get(bounded, "a");
        Assert.Equal(2, cache.Misses);
    }

    private Graph Get(Graph graph, string node) =>
        cache.Get(ProviderPriorities.Default
            .With("rms_norm", "native").Choose(norm, new InferenceContext(norm, graph.Find(node)!.Arguments, graph.Shapes)).Provider,
            graph.Find(node)!.Arguments, graph.Shapes);

    private static Graph Parse(string symbol, string epsilon, string type) => GraphParser.Parse($$"""
        graph @main functional {
          symbol {{symbol}} in [1, 4096]
          %x: {{type}} = input "x"
          %w: f32[64] = input "w"
          %a = piecewise_ir.rms_norm.default(%x, %w, {{epsilon}})
          %b = piecewise_ir.rms_norm.default(%x, %w, {{epsilon}})
          output %a, %b
        }
        """, TestOperators.Catalog);
}
