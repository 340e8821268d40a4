using Piecewise.Graphs;

namespace Piecewise.Compiler.Tests.Partition;

/// <summary>
/// The cases of vLLM's own partition tests with their numbers, in their order. Where the numbers differ, the test says why ours are better.
/// Every split is checked by <see cref="SplitCheck"/> as well, equal results included.
/// </summary>
public sealed class VllmGraphPartitionTests
{
    [Fact]
    public void V1_getitem_moves_to_the_producer()
    {
        var result = SplitCheck.Run("""
            graph @main functional {
              %x: f32[4, 3] = input "x"
              %chunks = aten.split.Tensor(%x, 2)
              %a = _operator.getitem.default(%chunks, 0)
              %b = _operator.getitem.default(%chunks, 1)
              %ra = aten.relu.default(%a)
              %rb = aten.relu.default(%b)
              %y = aten.cat.default([%ra, %rb])
              output %y
            }
            """, "aten::split.Tensor");
        Assert.Equal(2, result.Pieces.Length);
        Assert.Equal(["f32[2, 3]", "f32[2, 3]"], InputTypes(result.Pieces[1]));
    }

    [Fact]
    public void V2_no_tuple_inputs_with_several_consumers()
    {
        var result = SplitCheck.Run("""
            graph @main functional {
              %x: f32[4, 3] = input "x"
              %chunks = aten.split.Tensor(%x, 2)
              %a = _operator.getitem.default(%chunks, 0)
              %b = _operator.getitem.default(%chunks, 1)
              %ra = aten.relu.default(%a)
              %rb = aten.relu.default(%b)
              %sa = aten.sigmoid.default(%a)
              %sb = aten.sigmoid.default(%b)
              %y = aten.cat.default([%ra, %rb, %sa, %sb])
              output %y
            }
            """, "aten::split.Tensor", "aten::sigmoid");
        Assert.Equal([PieceKind.Splitting, PieceKind.Compute, PieceKind.Splitting, PieceKind.Compute], result.Pieces.Select(p => p.Kind));
    }

    [Fact]
    public void V3_consecutive_splitting_ops_share_a_piece()
    {
        var result = SplitCheck.Run("""
            graph @main functional {
              %x: f32[8, 4] = input "x"
              %in = aten.relu.default(%x)
              %out = aten.sqrt.default(%in)
              %none = silly.attention.default(%in, %in, %out, %out)
              %y = aten.sigmoid.default(%out)
              output %y
            }
            """, "silly::attention", "aten::sqrt");
        Assert.Equal(3, result.Pieces.Length);
        var splitting = Assert.Single(result.Pieces, p => p.Kind == PieceKind.Splitting);
        Assert.Equal([NodeKind.Input, NodeKind.Call, NodeKind.Call, NodeKind.Output], splitting.Graph.Nodes.Select(n => n.Kind));
    }

    // The writing op is silly::attention here and in the next two; vLLM has cos.out.
    [Fact]
    public void V4_an_allocation_does_not_join_a_splitting_piece()
    {
        var result = SplitCheck.Run("""
            graph @main functional {
              %x: f32[4, 8] = input "x"
              %y = aten.sin.default(%x)
              %out = aten.empty_like.default(%x)
              %none = silly.attention.default(%y, %y, %y, %out)
              output %out
            }
            """, "aten::sin", "silly::attention");
        Assert.Equal(["y", "out", "none"], result.Plan.Pieces.Select(p => string.Join(' ', p.Nodes)));
        Assert.DoesNotContain(result.Pieces, p => p.Kind == PieceKind.Splitting && Allocations(p) > 0);
    }

    [Fact]
    public void V5_an_allocation_joins_the_previous_compute_piece()
    {
        var result = SplitCheck.Run("""
            graph @main functional {
              %x: f32[4, 8] = input "x"
              %x1 = aten.add.Scalar(%x, 1)
              %y = aten.sin.default(%x1)
              %out = aten.empty_like.default(%x1)
              %none = silly.attention.default(%y, %y, %y, %out)
              %z = aten.add.Tensor(%out, %x1)
              output %z
            }
            """, "aten::sin", "silly::attention");
        Assert.Equal(["x1 out", "y", "none", "z"], result.Plan.Pieces.Select(p => string.Join(' ', p.Nodes)));
        Assert.DoesNotContain(result.Pieces, p => p.Kind == PieceKind.Splitting && Allocations(p) > 0);
        Assert.Single(result.Pieces, p => Allocations(p) == 1);
    }

    [Fact]
    public void V6_two_allocations_join_the_previous_compute_piece()
    {
        var result = SplitCheck.Run("""
            graph @main functional {
              %x: f32[2, 3] = input "x"
              %x1 = aten.add.Scalar(%x, 1)
              %out1 = aten.empty_like.default(%x1)
              %none1 = silly.attention.default(%x1, %x1, %x1, %out1)
              %out2 = aten.empty_like.default(%x1)
              %none2 = silly.attention.default(%out1, %out1, %out1, %out2)
              %z = aten.add.Scalar(%out2, 1)
              output %z
            }
            """, "silly::attention");
        Assert.Equal(4, result.Pieces.Length);
        Assert.DoesNotContain(result.Pieces, p => p.Kind == PieceKind.Splitting && Allocations(p) > 0);
        Assert.Single(result.Pieces, p => Allocations(p) == 2);
    }

    // vLLM has 3 pieces, because the size query before the boundary is one by itself. Sizes are in no piece here, so there are 2.
    [Fact]
    public void V7_a_whole_shape_crosses_as_sizes()
    {
        var result = SplitCheck.Run(WholeShape, "aten::sigmoid");
        Assert.Equal([PieceKind.Splitting, PieceKind.Compute], result.Pieces.Select(p => p.Kind));
        Assert.Equal(["f32[s0, 8]"], InputTypes(result.Pieces[0]));
    }

    [Fact]
    public void V8_symbolic_ints_over_three_boundaries()
    {
        var result = SplitCheck.Run("""
            graph @main functional {
              symbol s0 in [2, 64]
              symbol s1 in [2, 64]
              %x: f32[s0, s1] = input "x"
              %n = aten.sym_size.int(%x, 0)
              %h = aten.sym_size.int(%x, 1)
              %a = aten.sigmoid.default(%x)
              %a1 = aten.clone.default(%a)
              %a2 = aten.view.default(%a1, [%n, %h])
              %b = aten.sigmoid.default(%a2)
              %b1 = aten.clone.default(%b)
              %b2 = aten.view.default(%b1, [%n, %h])
              %c = aten.sigmoid.default(%b2)
              %c1 = aten.clone.default(%c)
              %c2 = aten.view.default(%c1, [%n, %h])
              output %c2
            }
            """, "aten::sigmoid");
        Assert.Equal(6, result.Pieces.Length);
        Assert.Equal(3, result.Pieces.Count(p => p.Kind == PieceKind.Splitting));
        Assert.All(result.Pieces, p => Assert.Equal(["f32[s0, s1]"], InputTypes(p)));
        Assert.Equal(1, result.UniquePieceCount);
    }

    // vLLM passes the dynamic size to the last piece as an int and inlines the static one. Here the piece reads the dynamic one off its
    // tensor.
    [Fact]
    public void V9_static_sizes_are_literals_after_the_boundary()
    {
        var result = SplitCheck.Run(WholeShape, "aten::sigmoid");
        Assert.Equal(["f32[s0, 8]"], InputTypes(result.Pieces[^1]));
        var view = Assert.Single(result.Pieces[^1].Graph.Nodes, n => n.IsCallOf("aten::view.default"));
        var size = Assert.IsType<ListArgument>(view.ArgumentNamed("size"));
        Assert.True(size.Items[0] is NodeArgument { Node: var n } && n.IsCallOf("aten::sym_size.int"));
        Assert.Equal(8L, size.Items[1]);
    }

    [Fact]
    public void V10_a_size_with_several_consumers()
    {
        var result = SplitCheck.Run("""
            graph @main functional {
              symbol s0 in [2, 64]
              %x: f32[s0, 8] = input "x"
              %y: f32[8*s0] = input "y"
              %n = aten.sym_size.int(%x, 0)
              %z1 = aten.sigmoid.default(%x)
              %y1 = aten.view.default(%y, [%n, 8])
              %z2 = aten.sigmoid.default(%z1)
              %y2 = aten.view.default(%y, [%n, 8])
              %s1 = aten.add.Tensor(%z2, %y1)
              %s2 = aten.add.Tensor(%s1, %y2)
              output %s2
            }
            """, "aten::sigmoid");
        Assert.Equal(2, result.Pieces.Count(p => p.Kind == PieceKind.Splitting));
    }

    // In vLLM every placeholder has example metadata; here every value has a type, and the verifier holds it against the operators' rules.
    [Fact]
    public void V11_every_input_of_every_piece_has_its_type()
    {
        var result = SplitCheck.Run(WholeShape, "aten::sigmoid");
        Assert.All(result.Pieces,
            p => Assert.All(p.Graph.Inputs, i => Assert.Equal(new TensorType(Tensors.DType.F32, [SymInt.Symbol("s0"), 8]), i.Type)));
    }

    [Fact]
    public void V12_no_query_of_a_static_size_is_left()
    {
        var result = SplitCheck.Run("""
            graph @main functional {
              symbol s0 in [2, 64]
              %x: f32[s0, 8] = input "x"
              %dim1 = aten.sym_size.int(%x, 1)
              %r = aten.relu.default(%x)
              %y = aten.view.default(%r, [-1, %dim1])
              output %y
            }
            """);
        Assert.DoesNotContain(Assert.Single(result.Pieces).Graph.Nodes, n => n.IsCallOf("aten::sym_size.int"));
    }

    [Fact]
    public void V13_a_size_inside_a_slice()
    {
        var result = SplitCheck.Run("""
            graph @main functional {
              symbol s0 in [2, 64]
              %x: f32[s0, 8] = input "x"
              %y: f32[64, 8] = input "y"
              %n = aten.sym_size.int(%x, 0)
              %cut = aten.slice.Tensor(%y, 0, none, %n)
              %sum = aten.add.Tensor(%cut, %x)
              output %sum
            }
            """);
        var query = Assert.Single(Assert.Single(result.Pieces).Graph.Nodes, n => n.IsCallOf("aten::sym_size.int"));
        Assert.Equal(("x", (Argument)0L), (((NodeArgument)query.Arguments[0]).Node.Name, query.Arguments[1]));
    }

    private const string WholeShape = """
        graph @main functional {
          symbol s0 in [2, 64]
          %x: f32[s0, 8] = input "x"
          %n = aten.sym_size.int(%x, 0)
          %h = aten.sym_size.int(%x, 1)
          %a = aten.sigmoid.default(%x)
          %b = aten.clone.default(%a)
          %c = aten.view.default(%b, [%n, %h])
          output %c
        }
        """;

    private static IEnumerable<string> InputTypes(Piece piece) => piece.Graph.Inputs.Select(i => i.Type.ToString());

    private static int Allocations(Piece piece) => piece.Graph.Nodes.Count(n => n.Operator is { IsAllocation: true });
}
