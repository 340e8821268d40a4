using System.Collections.Immutable;
using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Tests;

/// <summary>Shape rules over symbols, and what types alone say of aliasing (F5, G1).</summary>
public sealed class SymbolicTypeTests
{
    private static readonly OperatorCatalog Catalog = StandardOperators.Create();

    private readonly Graph graph = new("symbolic", new ShapeEnvironment());

    public SymbolicTypeTests()
    {
        graph.Shapes.Define("s0", Interval.AtLeast(2));
        graph.Shapes.Define("s1", Interval.AtLeast(2));
    }

    [Fact]
    public void Sizes_broadcast_symbolically() =>
        AssertType("f32[s0, s1]", Call("aten::add.Tensor", Input("s0", "1"), Input("s1")));

    [Fact]
    public void Elementwise_results_keep_a_transposed_order() =>
        AssertType("f32[8, s0; 1, 8]", Call("aten::exp.default", Transposed("s0", "8")));

    [Fact]
    public void Numbers_do_not_widen_and_float_numbers_lift_integers()
    {
        AssertType("bf16[s0]", Call("aten::mul.Tensor", Input(DType.BF16, "s0"), 0.5));
        AssertType("f32[s0]", Call("aten::mul.Tensor", Input(DType.I64, "s0"), 0.5));
        AssertType("i32[s0]", Call("aten::add.Tensor", Input(DType.I32, "s0"), SizeOf("s0")));
    }

    [Theory]
    [InlineData("aten::arange.default", "i64[s0]")]
    [InlineData("aten::arange.start", "i64[s0 - 1]")]
    [InlineData("aten::arange.start_step", "i64[(s0 + 1) // 2]")]
    public void Ranges_end_at_symbolic_sizes(string op, string expected)
    {
        var end = SizeOf("s0");
        AssertType(expected, op switch
        {
            "aten::arange.default" => Call(op, end),
            "aten::arange.start" => Call(op, 1L, end),
            _ => Call(op, 0L, end, 2L),
        });
    }

    [Fact]
    public void Arithmetic_of_sizes_keeps_its_expression()
    {
        var sum = Call("_operator::add.default", SizeOf("s0"), 6L);
        var half = Call("_operator::floordiv.default", Call("_operator::mul.default", sum, 2L), 4L);

        Assert.Equal("s0 // 2 + 3", ((SymIntType)half.Type).Value.ToString());
        Assert.Equal(SymBool.Parse("s0 + 6 >= 9"), ((SymBoolType)Call("_operator::ge.default", sum, 9L).Type).Value);
        Assert.Equal(SymBool.True, ((SymBoolType)Call("_operator::ge.default", SizeOf("s0"), SizeOf("s0")).Type).Value);
        Assert.IsType<SymFloatType>(Call("_operator::truediv.default", sum, 2L).Type);
    }

    [Fact]
    public void A_number_read_from_a_tensor_is_a_new_symbol()
    {
        var first = ((SymIntType)Call("aten::item.default", Input(DType.I64)).Type).Value;
        var second = ((SymIntType)Call("aten::item.default", Input(DType.I64)).Type).Value;

        Assert.True(first.IsSymbol);
        Assert.NotEqual(first, second);
    }

    [Fact]
    public void A_conversion_is_a_view_where_nothing_changes()
    {
        var x = Input("s0", "8");

        Assert.True(IsView("aten::to.dtype", x, DType.F32, false, false, Argument.None));
        Assert.False(IsView("aten::to.dtype", x, DType.BF16, false, false, Argument.None));
        Assert.False(IsView("aten::to.dtype", x, DType.F32, false, true, Argument.None));
        Assert.True(IsView("aten::type_as.default", x, Input("s1")));
        Assert.True(IsView("aten::dropout.default", x, 0.1, false));
    }

    [Fact]
    public void Contiguous_is_a_view_of_what_is_row_major_already()
    {
        var format = new MemoryFormatArgument(MemoryFormat.Contiguous);

        Assert.True(IsView("aten::contiguous.default", Input("s0", "8"), format));
        Assert.False(IsView("aten::contiguous.default", Transposed("s0", "8"), format));
        Assert.False(IsView("aten::contiguous.default", Transposed("4", "8"), format));
        graph.Shapes.Define("t", Interval.AtLeast(1));
        Assert.Null(IsView("aten::contiguous.default", Transposed("t", "8"), format));
    }

    [Fact]
    public void Operators_name_the_dtypes_that_they_refuse()
    {
        var error = Assert.Throws<InferenceException>(() => Call("aten::bitwise_and.Tensor", Input("s0"), Input("s0")));

        Assert.Contains("f32", error.Message, StringComparison.Ordinal);
        Assert.Throws<InferenceException>(() => Call("aten::neg.default", Input(DType.Bool, "s0")));
        Assert.Throws<InferenceException>(() => Call("aten::add.Tensor", Input("3"), Input("4")));
    }

    private static void AssertType(string expected, Node node) => Assert.Equal(expected, node.Type.ToString());

    private Node Input(params string[] shape) => Input(DType.F32, shape);

    private Node Input(DType dtype, params string[] shape) => Add(new TensorType(dtype, [.. shape.Select(SymInt.Parse)]));

    private Node Transposed(string rows, string columns) =>
        Add(new TensorType(DType.F32, [SymInt.Parse(columns), SymInt.Parse(rows)], [1, SymInt.Parse(columns)]));

    private Node SizeOf(string symbol) => Call("aten::sym_size.int", Input(symbol), 0L);

    private Node Add(NodeType type) => graph.AddInput("x", type, InputSpec.User("x"));

    private Node Call(string op, params Argument[] arguments) => Catalog.Call(graph, null, op, arguments);

    private bool? IsView(string op, params Argument[] arguments) =>
        Catalog[op].ResultIsView(new InferenceContext(Catalog[op], ImmutableArray.Create(arguments), graph.Shapes));
}
