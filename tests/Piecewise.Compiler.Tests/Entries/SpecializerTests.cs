using Piecewise.Compiler.Entries;
using Piecewise.Graphs;
using Piecewise.Runtime;

namespace Piecewise.Compiler.Tests.Entries;

public sealed class SpecializerTests
{
    private const string Text = """
        graph @main functional {
          symbol s0 in [1, 8192]
          fact s0 % 2 == 0
          %x: f32[s0, 8] = input "x"
          %k: sym_int = input "k" -> s0
          %n = aten.sym_size.int(%x, 0)
          %m = _operator.mul.default(%n, 4)
          %v = aten.view.default(%x, [%m, 2])
          %w = aten.expand.default(%v, [%m, 2])
          output %w, %k
        }
        """;

    private static readonly SymInt Symbol = SymInt.Symbol("s0");

    [Fact]
    public void R4_the_entry_bounds_its_own_symbols_only()
    {
        var piece = GraphParser.Parse(Text, TestOperators.Catalog);
        var small = new Specializer(new CompileEntry(new SizeRange(1, 32), "s0")).Run(piece);
        var large = new Specializer(new CompileEntry(new SizeRange(33, 8192), "s0")).Run(piece);
        Assert.True(small.Shapes.IsStaticallyTrue(SymBool.Le(Symbol, 32)));
        Assert.False(large.Shapes.Decide(SymBool.Le(Symbol, 32)));
        Assert.Null(piece.Shapes.Decide(SymBool.Le(Symbol, 32)));
        // Divisibility comes from the program's guard, tightened by the entry: (33, 8192) begins with 34.
        Assert.True(large.Shapes.IsStaticallyTrue(SymBool.Ge(Symbol, 34)));
    }

    [Fact]
    public void R4_what_is_learned_for_one_entry_is_not_seen_by_another_piece_or_entry()
    {
        var piece = GraphParser.Parse(Text, TestOperators.Catalog);
        var specializer = new Specializer(new CompileEntry(new SizeRange(1, 32), "s0"));
        var first = specializer.Run(piece);
        first.Shapes.AddFact(SymBool.Eq(SymInt.Mod(Symbol, 8), 0));
        Assert.True(first.Shapes.IsStaticallyTrue(SymBool.Eq(SymInt.Mod(Symbol, 8), 0)));
        Assert.Null(specializer.Run(piece).Shapes.Decide(SymBool.Eq(SymInt.Mod(Symbol, 8), 0)));
        Assert.Null(piece.Shapes.Decide(SymBool.Eq(SymInt.Mod(Symbol, 8), 0)));
    }

    [Fact]
    public void R5_a_single_size_leaves_no_symbol()
    {
        var graph = new Specializer(new CompileEntry(new SizeRange(16, 16), "s0")).Run(GraphParser.Parse(Text, TestOperators.Catalog));
        GraphVerifier.VerifyOrThrow(graph, "specialize");
        Assert.Empty(graph.Shapes.Symbols);
        Assert.Empty(graph.Shapes.Facts);
        var text = GraphPrinter.Print(graph);
        Assert.DoesNotContain("s0", text, StringComparison.Ordinal);
        // What was computed from the size is a number, the size that the caller passes stays an input.
        Assert.DoesNotContain("sym_size", text, StringComparison.Ordinal);
        Assert.Contains("aten.view.default(%x, [64, 2])", text, StringComparison.Ordinal);
        Assert.Equal(2, graph.Inputs.Count());
    }

    [Fact]
    public void R5_a_size_that_the_guards_rule_out_is_refused() => Assert.Throws<ShapeConflictException>(() =>
        new Specializer(new CompileEntry(new SizeRange(15, 15), "s0")).Run(GraphParser.Parse(Text, TestOperators.Catalog)));
}
