using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Tests;

/// <summary>Shape rules of products, networks and control flow over sizes that are not known (F5).</summary>
public sealed class NetworkShapeTests
{
    private static readonly OperatorCatalog Catalog = StandardOperators.Create();
    private static readonly SymInt Tokens = SymInt.Symbol("s0");

    [Fact]
    public void Linear_keeps_the_outer_sizes() =>
        Check("f32[3, s0, 8]", "aten::linear.default", Type(3, Tokens, 4), Type(8, 4), Type(8));

    [Fact]
    public void Matmul_broadcasts_batches() =>
        Check("f32[2, 5, s0, 7]", "aten::matmul.default", Type(2, 1, Tokens, 3), Type(5, 3, 7));

    [Fact]
    public void Reductions_drop_or_keep_an_unknown_size()
    {
        Check("f32[4]", "aten::sum.dim_IntList", Type(Tokens, 4), Argument.Ints([0]));
        Check("f32[1, 4]", "aten::mean.dim", Type(Tokens, 4), Argument.Ints([0]), true);
        Check("(f32[s0], i64[s0])", "aten::max.dim", Type(Tokens, 4), -1L);
    }

    [Fact]
    public void Reductions_are_row_major_whatever_the_operand_is() =>
        Check("f32[s0, 3]", "aten::sum.dim_IntList", new TensorType(DType.F32, [Tokens, 4, 3], [1, 3 * Tokens, Tokens]),
            Argument.Ints([1]));

    [Fact]
    public void Einsum_is_a_transposed_product() => Check(
        "f32[s0, 2, 4; 4, 4*s0, 1]", "aten::einsum.default", "teh,edh->ted", Type(Tokens, 2, 5), Type(2, 4, 5));

    [Fact]
    public void Convolution_counts_positions()
    {
        Check("f32[2, 6, s0 - 2]", "aten::conv1d.default", Type(2, 4, Tokens), Type(6, 4, 3));
        Check("f32[2, 6, s0]", "aten::conv1d.padding", Type(2, 4, Tokens), Type(6, 4, 3), Argument.None, Argument.Ints([1]), "same");
    }

    [Fact]
    public void Attention_has_the_query_s_memory_order_where_the_fused_kernel_takes_it()
    {
        // [1, heads, tokens, size] as a transposed [1, tokens, heads, size].
        var transposed = new TensorType(DType.F32, [1, 4, Tokens, 8], [32 * Tokens, 8, 32, 1]);
        Check("f32[1, 4, s0, 8; 32*s0, 8, 32, 1]", "aten::scaled_dot_product_attention.default", transposed, transposed, transposed);
        Check("f32[1, 4, s0, 6]", "aten::scaled_dot_product_attention.default", transposed, transposed, Type(1, 4, Tokens, 6));
    }

    [Fact]
    public void Piecewise_attention_is_row_major() => Check(
        "f32[s0, 4, 6]", "piecewise::attention.default",
        new TensorType(DType.F32, [Tokens, 4, 8], [1, Tokens, 4 * Tokens]), Type(Tokens, 2, 8), Type(Tokens, 2, 6), 0L, 0.5);

    [Theory]
    [InlineData("aten::mm.default")]
    [InlineData("aten::matmul.default")]
    public void Inner_sizes_that_differ_are_refused(string name) =>
        Assert.Contains("must be equal", Assert.Throws<InferenceException>(() => Infer(name, Type(2, 3), Type(4, 5))).Message,
            StringComparison.Ordinal);

    [Fact]
    public void Branches_of_different_sizes_give_an_unknown_size()
    {
        var type = Assert.IsType<TupleType>(
            Infer("higher_order::cond.default", true, Branch(Type(Tokens, 4)), Branch(Type(2, 4)), ListArgument()));

        var result = Assert.IsType<TensorType>(type.Items[0]);
        Assert.Equal("f32[u0, 4]", result.ToString());
    }

    [Fact]
    public void Branches_of_different_orders_give_a_row_major_result()
    {
        var type = Infer("higher_order::cond.default", true, Branch(Type(Tokens, 4)),
            Branch(new TensorType(DType.F32, [Tokens, 4], [1, Tokens])), ListArgument());

        Assert.Equal("(f32[s0, 4])", type.ToString());
    }

    [Fact]
    public void Branches_of_different_dtypes_are_refused() => Assert.Throws<InferenceException>(() => Infer(
        "higher_order::cond.default", true, Branch(Type(2)), Branch(Type(2).WithDType(DType.I64)), ListArgument()));

    private static Argument ListArgument() => Argument.List([]);

    private static TensorType Type(params SymInt[] shape) => new(DType.F32, [.. shape]);

    // A graph that makes a tensor of nothing.
    private static GraphArgument Branch(TensorType type)
    {
        var graph = new Graph("branch", new ShapeEnvironment());
        var sizes = Argument.Ints(type.Shape.Select(_ => 1L));
        graph.SetOutput(graph.AddCall(Catalog["aten::zeros.default"], Catalog["aten::zeros.default"].Schema.Fill([sizes]), type, "x"));
        return new GraphArgument(graph);
    }

    private static void Check(string expected, string name, params object[] arguments) =>
        Assert.Equal(expected, Infer(name, arguments).ToString());

    private static NodeType Infer(string name, params object[] arguments)
    {
        var shapes = new ShapeEnvironment();
        shapes.Define(Tokens.SymbolName, new Interval(3, 4096));
        var graph = new Graph("test", shapes);
        var op = Catalog[name];
        // Tensors of a list stand one after another in the call.
        var given = arguments.Select(a => ToArgument(graph, a)).ToList();
        if (op.Schema.Arguments.FirstOrDefault(a => a.Type is { IsList: true, Kind: SchemaKind.Tensor }) is { Name: "tensors" })
        {
            given = [given[0], Argument.List(given.Skip(1))];
        }
        return op.Infer(new InferenceContext(op, op.Schema.Fill([.. given]), shapes));
    }

    private static Argument ToArgument(Graph graph, object argument) => argument switch
    {
        TensorType type => graph.AddInput("x", type, InputSpec.User("x")),
        long value => value,
        double value => value,
        bool value => value,
        string value => value,
        _ => (Argument)argument,
    };
}
