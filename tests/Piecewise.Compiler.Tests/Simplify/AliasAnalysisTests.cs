using Piecewise.Graphs;

namespace Piecewise.Compiler.Tests.Simplify;

/// <summary>What the analysis says of single graphs.</summary>
public sealed class AliasAnalysisTests
{
    [Theory]
    // Columns of a buffer of s0 rows, by place and by part.
    [InlineData("%a = aten.slice.Tensor(%x, 1, 0, 8)", "%b = aten.slice.Tensor(%x, 1, 8, 12)", false)]
    [InlineData("%a = aten.slice.Tensor(%x, 1, 0, 9)", "%b = aten.slice.Tensor(%x, 1, 8, 12)", true)]
    [InlineData("%a = aten.slice.Tensor(%x, 1, 4, 8)", "%b = aten.slice.Tensor(%x, 1, 0, 4)", false)]
    // Rows.
    [InlineData("%a = aten.slice.Tensor(%x, 0, 0, 1)", "%b = aten.slice.Tensor(%x, 0, 1)", false)]
    [InlineData("%a = aten.slice.Tensor(%x, 0, 0, 2)", "%b = aten.slice.Tensor(%x, 0, 1)", true)]
    // A corner and the other half of the next rows.
    [InlineData("%a = aten.narrow.default(%c, 0, 0, 4)", "%b = aten.narrow.default(%d, 0, 2, 4)", false)]
    // Every second column.
    [InlineData("%a = aten.slice.Tensor(%x, 1, 0, 12, 2)", "%b = aten.slice.Tensor(%x, 1, 1, 12, 2)", false)]
    // The same columns in another shape.
    [InlineData("%a = aten.view.default(%c, [-1, 2, 3])", "%b = aten.select.int(%d, 1, 0)", false)]
    [InlineData("%a = aten.view.default(%c, [-1, 2, 3])", "%b = aten.select.int(%c, 1, 5)", true)]
    // Places that are not known.
    [InlineData("%a = aten.as_strided.default(%c, [1], [1])", "%b = aten.neg.default(%c)", false)]
    [InlineData("%a = aten.as_strided.default(%c, [1], [1])", "%b = aten.select.int(%d, 1, 0)", true)]
    // Inputs of one caller.
    [InlineData("%a = aten.slice.Tensor(%x, 1, 0, 8)", "%b = aten.slice.Tensor(%y, 1, 8, 12)", true)]
    [InlineData("%a = aten.slice.Tensor(%x, 1, 0, 8)", "%b = aten.slice.Tensor(%z, 1, 0, 8)", false)]
    public void C1_Views_overlap_unless_they_certainly_do_not(string first, string second, bool overlap)
    {
        var graph = Parse($$"""
            graph @main imported {
              symbol s0 in [6, 4096]
              %x: f32[s0, 12] = input "x"
              %y: f32[s0, 12] = input "y"
              %z: f32[s0, 12] = input "z" donated
              %c = aten.slice.Tensor(%x, 1, 0, 6)
              %d = aten.slice.Tensor(%x, 1, 6, 12)
              {{first}}
              {{second}}
              output %a, %b
            }
            """);
        var memory = AliasAnalysis.Of(graph);
        var (a, b) = (memory.ViewOf(graph.Find("a")!)!, memory.ViewOf(graph.Find("b")!)!);
        Assert.Equal(overlap, memory.MayOverlap(a, b));
        Assert.Equal(overlap, memory.MayOverlap(b, a));
    }

    [Theory]
    [InlineData("[2, 4], [4, 1]", true)]
    [InlineData("[4, 2], [1, 4]", true)]
    [InlineData("[2, 2, 2], [1, 1, 5]", false)]
    [InlineData("[8], [0]", false)]
    [InlineData("[4], [2]", false)]
    public void C1_A_view_that_shows_elements_twice_does_not_show_all(string layout, bool showsAll)
    {
        var graph = Parse($$"""
            graph @main functional {
              %x: f32[8] = input "x"
              %v = piecewise.strided.default(%x, {{layout}}, 0)
              output %v
            }
            """);
        var memory = AliasAnalysis.Of(graph);

        Assert.Equal(showsAll, memory.ShowsAll(memory.ViewOf(graph.Find("v")!)!, memory.ViewOf(graph.Find("x")!)!));
    }

    [Theory]
    // That both lie in the row is proven, or a condition of the graph.
    [InlineData("%a = piecewise.strided.default(%r, [2], [3], 0)", "%b = piecewise.strided.default(%r, [2], [3], 1)", false)]
    [InlineData("%a = piecewise.strided.default(%r, [3], [3], 0)", "%b = piecewise.strided.default(%r, [2], [1], 5)", true)]
    [InlineData("%a = piecewise.strided.default(%r, [2], [1], 0)", "%b = piecewise.strided.default(%r, [2], [1], 300)", false)]
    public void C1_Views_of_a_row_lie_where_they_say(string first, string second, bool overlap)
    {
        var graph = Parse($$"""
            graph @main functional {
              symbol s0 in [8, 4096]
              %r: f32[s0] = input "r"
              {{first}}
              {{second}}
              output %a, %b
            }
            """);

        var memory = AliasAnalysis.Of(graph);
        Assert.Equal(overlap, memory.MayOverlap(memory.ViewOf(graph.Find("a")!)!, memory.ViewOf(graph.Find("b")!)!));
    }

    [Fact]
    public void C1_What_a_branch_sees_of_a_storage_is_seen()
    {
        var graph = Parse("""
            graph @main imported {
              %p: bool[] = input "p"
              %x: f32[4] = input "x" donated
              %y: f32[4] = input "y" donated
              %b: (f32[2]) = higher_order.cond.default(%p, graph @yes imported {
                %c: f32[4] = input "c"
                %v = aten.as_strided.default(%c, [2], [1], 1)
                %r = aten.neg.default(%v)
                output %r
              }, graph @no imported {
                %c: f32[4] = input "c"
                %v = aten.slice.Tensor(%c, 0, 0, 2)
                %r = aten.neg.default(%v)
                output %r
              }, [%x])
              %z = aten.neg.default(%y)
              output %b, %z
            }
            """);
        var memory = AliasAnalysis.Of(graph);

        Assert.Same(graph.Find("b"), memory.StorageSeenBy(memory.ViewOf(graph.Find("x")!)!));
        Assert.Null(memory.StorageSeenBy(memory.ViewOf(graph.Find("y")!)!));
    }

    [Fact]
    public void C1_Names_of_one_tensor_are_the_same()
    {
        var graph = Parse("""
            graph @main imported {
              %x: f32[4, 4] = input "x"
              %a = aten.slice.Tensor(%x, 0, 1, 3)
              %b = aten.add_.Tensor(%a, 1)
              %c = aten.narrow.default(%x, 0, 1, 2)
              %t = aten.split_with_sizes.default(%x, [1, 2, 1])
              %d = _operator.getitem.default(%t, 1)
              %e = aten.detach_.default(%d)
              output %b, %e
            }
            """);
        var memory = AliasAnalysis.Of(graph);
        foreach (var name in (string[])["b", "c", "d", "e"])
        {
            var (a, other) = (memory.ViewOf(graph.Find("a")!)!, memory.ViewOf(graph.Find(name)!)!);
            Assert.Equal(a.Place(graph.Shapes), other.Place(graph.Shapes));
            Assert.Equal(a.Type, other.Type);
        }
        Assert.Equal(["b"], memory.AccessesOf(memory.ViewOf(graph.Find("a")!)!).Where(a => a.Writes).Select(a => a.Node.Name));
    }

    [Fact]
    public void C1_A_reshape_that_may_copy_may_be_a_view()
    {
        var graph = Parse("""
            graph @main imported {
              symbol s0 in [1, 4096]
              symbol s1 in [1, 4096]
              %x: f32[4, s0; s1, 1] = input "x" donated
              %a: f32[4 * s0] = aten.reshape.default(%x, [-1])
              output %a
            }
            """);
        var memory = AliasAnalysis.Of(graph);
        var (x, a) = (memory.ViewOf(graph.Find("x")!)!, memory.ViewOf(graph.Find("a")!)!);
        Assert.True(memory.MayOverlap(x, a));
    }

    [Fact]
    public void P7_The_order_of_a_write_and_an_overlapping_read_matters()
    {
        var graph = Parse("""
            graph @main imported {
              %x: f32[4, 4] = input "x"
              %l = aten.slice.Tensor(%x, 1, 0, 2)
              %r = aten.slice.Tensor(%x, 1, 2, 4)
              %w = aten.add_.Tensor(%l, 1)
              %a = aten.neg.default(%r)
              %b = aten.neg.default(%x)
              %n = aten.sym_size.int(%x, 0)
              %v = aten.view.default(%x, [16])
              %k: none = test.fill_list.default([%r])
              output %a, %b, %n, %v
            }
            """);
        var memory = AliasAnalysis.Of(graph);
        bool Conflict(string a, string b) =>
            By(a).Any(x => By(b).Any(y => (x.Writes || y.Writes) && memory.MayOverlap(x.View, y.View)));
        IEnumerable<MemoryAccess> By(string name) => graph.Find(name)!.InputNodes.SelectMany(n => memory.ViewsOf(n))
            .SelectMany(v => memory.AccessesOf(v!)).Where(a => a.Node.Name == name);
        Assert.False(Conflict("w", "a"));
        Assert.True(Conflict("w", "b"));
        Assert.False(Conflict("a", "b"));
        Assert.False(Conflict("w", "n"));
        Assert.False(Conflict("w", "v"));
        Assert.False(Conflict("w", "k"));
        Assert.True(Conflict("k", "a"));
        Assert.True(Conflict("k", "b"));
    }

    [Fact]
    public void C1_A_piece_call_shares_what_the_piece_shares()
    {
        var module = GraphParser.ParseModule("""
            piece 0 compute unique 0 graph @p lowered {
              %x: f32[4, 4] = input "x"
              %y: f32[4, 4] = input "y"
              %v = aten.view.default(%x, [16])
              %n = aten.neg.default(%y)
              %m = aten.view.default(%n, [16])
              %w = aten.add_.Tensor(%y, 1)
              output %v, %n, %m
            }
            graph @main partitioned {
              %a: f32[4, 4] = input "a" donated
              %b: f32[4, 4] = input "b" donated
              %p = call @p(%a, %b)
              %v = _operator.getitem.default(%p, 0)
              %n = _operator.getitem.default(%p, 1)
              %m = _operator.getitem.default(%p, 2)
              output %v, %n, %m
            }
            """, TestOperators.Catalog);
        var graph = module["main"];
        var memory = AliasAnalysis.Of(graph);
        MemoryView View(string name) => memory.ViewOf(graph.Find(name)!)!;
        Assert.True(memory.MayShareStorage(View("a"), View("v")));
        Assert.True(memory.MayShareStorage(View("n"), View("m")));
        Assert.False(memory.MayShareStorage(View("a"), View("n")));
        Assert.False(memory.MayShareStorage(View("b"), View("n")));
        Assert.True(memory.AccessesOf(View("b")).Single().Writes);
        Assert.DoesNotContain(memory.AccessesOf(View("a")), x => x.Writes);
    }

    private static Graph Parse(string text) => GraphParser.Parse(text, TestOperators.Catalog);
}
