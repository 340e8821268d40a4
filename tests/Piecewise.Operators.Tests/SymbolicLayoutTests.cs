using System.Collections.Immutable;
using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Tests;

/// <summary>Shapes and strides of views, joins and indexing over symbolic sizes (F5, R4): no symbol is forced to a number.</summary>
public sealed class SymbolicLayoutTests
{
    private static readonly OperatorCatalog Catalog = StandardOperators.Create();

    private readonly Graph graph = new("symbolic", new ShapeEnvironment());

    public SymbolicLayoutTests()
    {
        graph.Shapes.Define("s0", new Interval(2, 4096));
        graph.Shapes.Define("s1", new Interval(2, 64));
    }

    [Theory]
    [InlineData(null, null, 1, "f32[s0, 8]")]
    [InlineData(0L, long.MaxValue, 1, "f32[s0, 8]")]
    [InlineData(1L, null, 1, "f32[s0 - 1, 8]")]
    [InlineData(-1L, null, 1, "f32[1, 8]")]
    [InlineData(null, -1L, 1, "f32[s0 - 1, 8]")]
    [InlineData(0L, 2L, 1, "f32[2, 8]")]
    [InlineData(0L, 3L, 1, "f32[min(s0, 3), 8]")]
    public void Slices_are_clamped_only_where_the_bounds_leave_it_open(long? start, long? end, long step, string expected) =>
        Assert.Equal(expected, TypeOf("aten::slice.Tensor", Input("f32", ["s0", "8"]), 0L, Optional(start), Optional(end), step));

    [Fact]
    public void A_slice_ends_at_a_symbolic_position()
    {
        var size = SymInt("s0");

        Assert.Equal("f32[s0, 8]", TypeOf("aten::slice.Tensor", Input("f32", ["s0 + s1", "8"]), 0L, Argument.None, size));
        Assert.Equal("f32[s1, 8]", TypeOf("aten::slice.Tensor", Input("f32", ["s0 + s1", "8"]), 0L, size));
    }

    [Fact]
    public void A_split_of_a_symbolic_dim_has_the_parts_that_are_asked_for()
    {
        Assert.Equal("(f32[s0, 4; 8, 1], f32[s0, 4; 8, 1])", TypeOf("aten::split.Tensor", Input("f32", ["s0", "8"]), 4L, 1L));
        Assert.Equal("(f32[s0], f32[s0])", TypeOf("aten::chunk.default", Input("f32", ["2*s0"]), 2L));
        Assert.Equal("(f32[s0], f32[s1])",
            TypeOf("aten::split_with_sizes.default", Input("f32", ["s0 + s1"]), Argument.List([SymInt("s0"), SymInt("s1")])));
    }

    [Theory]
    [InlineData("4, 16", "f32[s0, 64]", "f32[s0, 4, 16]", true)]
    [InlineData("-1", "f32[s0, 64]", "f32[s0, 64]", true)]
    [InlineData("64", "f32[s0, 4, 16; 16, 16*s0, 1]", "f32[s0, 64]", false)]
    public void Reshape_decides_between_view_and_copy_from_the_strides(string tail, string operand, string expected, bool isView)
    {
        var x = Input(operand);
        var op = Catalog["aten::reshape.default"];
        ImmutableArray<Argument> arguments = [x, Argument.List([SymInt("s0"), .. tail.Split(", ").Select(t => (Argument)long.Parse(t))])];
        var context = new InferenceContext(op, arguments, graph.Shapes);

        Assert.Equal(expected, op.Infer(context).ToString());
        Assert.Equal(isView, op.ResultIsView(context));
    }

    [Fact]
    public void Reshape_is_open_where_sizes_can_not_be_told_apart()
    {
        var op = Catalog["aten::reshape.default"];
        ImmutableArray<Argument> arguments = [Input("f32[s0, 8; s1, 1]"), Argument.List([SymInt("8*s0")])];

        Assert.Null(op.ResultIsView(new InferenceContext(op, arguments, graph.Shapes)));
    }

    [Fact]
    public void Joined_sizes_add_up()
    {
        var joined = Argument.List([Input("f32", ["s0", "8"]), Input("f32", ["s1", "8"]), Input("bf16", ["1", "8"])]);

        Assert.Equal("f32[s0 + s1 + 1, 8]", TypeOf("aten::cat.default", joined));
        Assert.Equal("f32[s0, 2]", TypeOf("aten::stack.default", Argument.List([Input("f32", ["s0"]), Input("f32", ["s0"])]), -1L));
    }

    [Fact]
    public void A_mask_brings_a_size_that_is_known_only_at_run_time()
    {
        var type = TypeOf("aten::index.Tensor", Input("f32", ["s0", "8"]), Argument.List([Input("bool", ["s0"])]));

        Assert.Equal("f32[u0, 8]", type);
        Assert.Equal(new Interval(0, 4096), graph.Shapes.BoundsOf(Graphs.SymInt.Symbol("u0")));
    }

    [Fact]
    public void Joint_dims_of_indices_stand_in_front_unless_the_indexed_dims_are_neighbours()
    {
        var (x, rows, columns) = (Input("f32", ["4", "s0", "6", "7"]), Input("i64", ["s1", "1"]), Input("i64", ["3"]));

        Assert.Equal("f32[4, s1, 3, 7]", TypeOf("aten::index.Tensor", x, Argument.List([Argument.None, rows, columns])));
        Assert.Equal("f32[s1, 3, s0, 7]", TypeOf("aten::index.Tensor", x, Argument.List([rows, Argument.None, columns])));
    }

    [Fact]
    public void Sizes_follow_through_padding_repeats_and_views()
    {
        var x = Input("f32", ["2", "s0", "8"]);

        Assert.Equal("f32[2, s0 + 3, 8]", TypeOf("aten::constant_pad_nd.default", x, Argument.Ints([0, 0, 1, 2])));
        Assert.Equal("f32[2, s0*s1, 8]", TypeOf("aten::repeat.default", x, Argument.List([1L, SymInt("s1"), 1L])));
        Assert.Equal("f32[2*s0, 8]", TypeOf("aten::flatten.using_ints", x, 0L, 1L));
        Assert.Equal("f32[2, s1, s0, 8; 8*s0, 0, 8, 1]",
            TypeOf("aten::expand.default", Input("f32", ["2", "1", "s0", "8"]), Argument.List([-1L, SymInt("s1"), -1L, -1L])));
        Assert.Equal("f32[s0, 2, 8; 8, 8*s0, 1]", TypeOf("aten::transpose.int", x, 0L, 1L));
        Assert.Equal("f32[2, s0 - 2, 8, 3; 8*s0, 8, 1, 8]", TypeOf("aten::unfold.default", x, 1L, 3L, 1L));
        Assert.Equal("f32[2, min(s0, 8); 8*s0, 9]", TypeOf("aten::diagonal.default", x, 0L, 1L, 2L));
    }

    private static Argument Optional(long? value) => value is { } given ? given : Argument.None;

    private string TypeOf(string op, params Argument[] arguments) => Catalog.Call(graph, null, op, arguments).Type.ToString();

    private Node Input(string dtype, string[] shape) => Input($"{dtype}[{string.Join(", ", shape)}]");

    private Node Input(string type) => graph.AddInput("x", Parse(type), InputSpec.User("x"));

    private Argument SymInt(string value) => graph.AddInput("n", new SymIntType(Graphs.SymInt.Parse(value)), InputSpec.User("n"));

    private static TensorType Parse(string text)
    {
        Assert.True(DTypes.TryParse(text[..text.IndexOf('[', StringComparison.Ordinal)], out var dtype));
        var parts = text[(text.IndexOf('[', StringComparison.Ordinal) + 1)..^1].Split(';');
        return new TensorType(dtype, Sizes(parts[0]), parts.Length > 1 ? Sizes(parts[1]) : null);
    }

    private static ImmutableArray<SymInt> Sizes(string list) => [.. list.Split(',').Select(s => Graphs.SymInt.Parse(s.Trim()))];
}
