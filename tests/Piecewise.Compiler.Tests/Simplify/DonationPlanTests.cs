using Piecewise.Compiler.Partition;
using Piecewise.Compiler.Simplify;
using Piecewise.Graphs;

namespace Piecewise.Compiler.Tests.Simplify;

/// <summary>Rule C2: which tensors a stitch graph gives up, and to which call.</summary>
public sealed class DonationPlanTests
{
    [Fact]
    public void C2_What_a_piece_made_is_given_to_the_call_that_takes_it_last()
    {
        var (stitch, plan) = Plan("""
            graph @main functional {
              %x: f32[4, 8] = input "x"
              %w: f32[8] = parameter "w"
              %a = aten.mul.Tensor(%x, %w)
              %s = aten.sigmoid.default(%a)
              %b = aten.add.Tensor(%s, %a)
              %t = aten.sigmoid.default(%b)
              %c = aten.mul.Tensor(%t, %w)
              output %c
            }
            """);
        // piece 0: a; piece 1: s; piece 2: b of (s, a); piece 3: t; piece 4: c of (t, w).
        Assert.Equal("%x is, or may be, memory that the program's caller keeps", Refusal(stitch, plan, 0, "x"));
        Assert.Equal(["a", "s"], Donated(stitch, plan, 2));
        Assert.Equal(["t"], Donated(stitch, plan, 4));
        Assert.Equal("%w is, or may be, memory that the program's caller keeps", Refusal(stitch, plan, 4, "w"));
    }

    [Fact]
    public void C2_What_is_used_later_or_returned_stays()
    {
        var (stitch, plan) = Plan("""
            graph @main functional {
              %x: f32[4, 8] = input "x"
              %a = aten.neg.default(%x)
              %r = aten.abs.default(%x)
              %s = aten.sigmoid.default(%a)
              %b = aten.add.Tensor(%s, %a)
              %d = aten.add.Tensor(%b, %r)
              %t = aten.sigmoid.default(%d)
              %c = aten.mul.Tensor(%t, %a)
              output %c, %r
            }
            """);
        Assert.Equal(["s"], Donated(stitch, plan, 2));
        Assert.StartsWith("%piece_4 takes %a", Refusal(stitch, plan, 2, "a"));
        Assert.Equal("%r, or a view of its memory, is returned", Refusal(stitch, plan, 2, "r"));
        Assert.Equal(["a", "t"], Donated(stitch, plan, 4));
    }

    [Fact]
    public void C2_Views_of_one_storage_are_one_memory()
    {
        // The pieces' outputs q and k are views of one buffer, y is a view of the caller's x.
        var (stitch, plan) = Plan("""
            graph @main functional {
              %x: f32[4, 8] = input "x"
              %a = aten.neg.default(%x)
              %q = aten.slice.Tensor(%a, 1, 0, 4)
              %k = aten.slice.Tensor(%a, 1, 4, 8)
              %y = aten.slice.Tensor(%x, 1, 0, 4)
              %s = aten.sigmoid.default(%q)
              %b = aten.add.Tensor(%s, %q)
              %d = aten.add.Tensor(%b, %y)
              %t = aten.sigmoid.default(%d)
              %c = aten.mul.Tensor(%t, %k)
              output %c
            }
            """);
        Assert.Equal(["s"], Donated(stitch, plan, 2));
        Assert.StartsWith("%piece_4 takes %q, or a view of its memory", Refusal(stitch, plan, 2, "q"));
        Assert.Equal("%y is, or may be, memory that the program's caller keeps", Refusal(stitch, plan, 2, "y"));
        Assert.Equal(["k", "t"], Donated(stitch, plan, 4));
    }

    [Fact]
    public void C2_A_call_that_takes_one_memory_twice_gives_it_up_by_neither()
    {
        var (stitch, plan) = Plan("""
            graph @main functional {
              %x: f32[4, 8] = input "x"
              %a = aten.neg.default(%x)
              %q = aten.slice.Tensor(%a, 1, 0, 4)
              %k = aten.slice.Tensor(%a, 1, 4, 8)
              %s = aten.sigmoid.default(%q)
              %b = aten.add.Tensor(%q, %k)
              %c = aten.add.Tensor(%b, %s)
              output %c
            }
            """);
        Assert.Equal(["s"], Donated(stitch, plan, 2));
        Assert.Equal("the call takes the memory of %q twice", Refusal(stitch, plan, 2, "q"));
    }

    [Fact]
    public void C2_Equal_pieces_give_up_what_every_call_gives_up()
    {
        var (stitch, plan) = Plan("""
            graph @main functional {
              %x: f32[4, 8] = input "x"
              %a = aten.sigmoid.default(%x)
              %b = aten.neg.default(%a)
              %c = aten.sigmoid.default(%b)
              %d = aten.neg.default(%c)
              %e = aten.sigmoid.default(%d)
              output %e, %c
            }
            """);
        Node[] calls = [.. stitch.Nodes.Where(n => n.Piece is { Kind: PieceKind.Compute })];
        Assert.Equal(calls[0].Piece!.UniqueIndex, calls[1].Piece!.UniqueIndex);
        Assert.Equal([0], plan.DonatedBy(calls[0]));
        Assert.Empty(plan.DonatedBy(calls[1]));
        Assert.Empty(plan.DonatedBy(calls));
    }

    [Fact]
    public void I4_A_donated_program_input_is_given_on()
    {
        var (stitch, plan) = Plan("""
            graph @main functional {
              %x: f32[4, 8] = input "x" donated
              %s = aten.sigmoid.default(%x)
              %b = aten.add.Tensor(%s, %x)
              output %b
            }
            """);
        Assert.Equal(["s", "x"], Donated(stitch, plan, 1));
    }

    private static (Graph Stitch, DonationPlan Plan) Plan(string text)
    {
        var result = Splitter.Split(GraphParser.Parse(text, TestOperators.Catalog), new SplittingOps("aten::sigmoid"),
            TestOperators.Catalog);
        return (result.Stitch, DonationPlan.Of(result.Stitch));
    }

    private static IEnumerable<string> Donated(Graph stitch, DonationPlan plan, int piece)
    {
        var call = Call(stitch, piece);
        return plan.DonatedBy(call).Select(i => call.Piece!.Graph.Inputs.ElementAt(i).Name).Order();
    }

    private static string? Refusal(Graph stitch, DonationPlan plan, int piece, string input)
    {
        var call = Call(stitch, piece);
        return plan.Refusal(call, call.Piece!.Graph.Inputs.ToList().FindIndex(i => i.Name == input));
    }

    private static Node Call(Graph stitch, int piece) => stitch.Nodes.Single(n => n.Piece?.Index == piece);
}
