using System.Collections.Immutable;
using Piecewise.Graphs;
using Piecewise.Operators.Samples;
using Piecewise.Tensors;

namespace Piecewise.Operators.Tests;

/// <summary>
/// Forms of calls that train a model are refused by the shape rule, where a file is read, with what to do; forms that only look like it are
/// not.
/// </summary>
public sealed class TrainingFormTests
{
    private static readonly OperatorCatalog Catalog = StandardOperators.Create();

    private static Tensor X => Tensor.From([1f, 2, 3, 4], 2, 2);

    private static Tensor Statistics => Tensor.From([1f, 2], 2);

    public static TheoryData<string> Refused => new(Calls().Select(c => c.Name));

    [Theory]
    [MemberData(nameof(Refused))]
    public void Training_is_refused(string name)
    {
        var (op, arguments) = Calls().Single(c => c.Name == name).Call;
        var error = Assert.Throws<InferenceException>(() => Infer(op, arguments));
        // In place, it is the functional operator's rule that refuses.
        Assert.StartsWith($"{op.Replace("_.", ".", StringComparison.Ordinal)}: ", error.Message, StringComparison.Ordinal);
        Assert.Contains("call model.eval() before torch.export.export", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Random_numbers_need_a_seed()
    {
        var op = Catalog["aten::rand.default"];
        ImmutableArray<Value> arguments = [.. SampleCalls.Arguments(op, OperatorSample.Of(Value.Ints(3)))];
        var error = Assert.Throws<EvaluationException>(() => op.Evaluate(new EvaluationContext(op, arguments, new Interpreter())));
        Assert.Contains("SessionOptions.Seed", error.Message, StringComparison.Ordinal);
        Assert.Equal(3, op.Evaluate(new EvaluationContext(op, arguments, new Interpreter().With(new RandomSource(1)))).Tensor.ElementCount);
    }

    [Theory]
    [InlineData("aten::dropout.default")]
    [InlineData("aten::feature_dropout.default")]
    [InlineData("aten::alpha_dropout.default")]
    [InlineData("aten::feature_alpha_dropout.default")]
    public void Dropping_everything_is_new_memory_of_zeros(string op)
    {
        var graph = new Graph("dropout", new ShapeEnvironment());
        var x = graph.AddInput("x", new TensorType(DType.F32, [2, 2]), InputSpec.User("x"));
        var node = Catalog.Call(graph, null, op, x, 1.0, true);
        graph.SetOutput(node);
        Assert.False(node.Operator!.ResultIsView(InferenceContext.Of(node)));
        Assert.Null(node.Operator.SameAs(InferenceContext.Of(node)));
        Assert.NotNull(node.Operator.Loops(InferenceContext.Of(node)));
        Assert.Equal([0f, 0, 0, 0], new Interpreter().Run(graph, [X])[0].Tensor.AsSpan<float>().ToArray());
        Assert.Throws<InferenceException>(() => Infer(op.Replace("dropout.", "dropout_.", StringComparison.Ordinal), [X, 1.0, true]));
    }

    [Theory]
    [InlineData(3.0, "no matrix norm of order 3")]
    public void A_matrix_norm_that_is_not_there_is_refused(double order, string why)
    {
        Assert.Contains(why, Assert.Throws<InferenceException>(() => Infer("aten::linalg_matrix_norm.default", [X, order])).Message,
            StringComparison.Ordinal);
        Assert.Contains(why, Assert.Throws<InferenceException>(() => Infer("aten::linalg_norm.default", [X, order])).Message,
            StringComparison.Ordinal);
        Assert.IsType<TensorType>(Infer("aten::linalg_vector_norm.default", [X, order]));
    }

    [Fact]
    public void Norms_of_odd_dims_are_refused()
    {
        Assert.Throws<InferenceException>(() => Infer("aten::linalg_matrix_norm.default", [X, 1.0, Value.Ints(0, 0)]));
        Assert.Throws<InferenceException>(() => Infer("aten::linalg_norm.default", [Tensor.Zeros(DType.F32, 2, 2, 2), 1.0]));
        Assert.Throws<InferenceException>(() => Infer("aten::linalg_norm.default", [Tensor.Zeros(DType.F32, 2, 0), 1.0]));
    }

    [Fact]
    public void Cross_entropy_refuses_what_PyTorch_refuses()
    {
        var target = Tensor.From([0L, 1], 2);
        Assert.Throws<InferenceException>(() => Infer("aten::cross_entropy_loss.default", [X, target, Value.None, 1L, -100L, 1.5]));
        Assert.Throws<InferenceException>(() => Infer("aten::cross_entropy_loss.default", [X, X, Value.None, 1L, 0L]));
        Assert.Throws<InferenceException>(() => Infer("aten::cross_entropy_loss.default", [X, Tensor.Zeros(DType.F32, 2, 3)]));
        Assert.Throws<InferenceException>(() => Infer("aten::nll_loss.default", [X, X]));
    }

    private static IEnumerable<(string Name, (string Operator, Value[] Arguments) Call)> Calls()
    {
        Value none = Value.None;
        (string, Value[])[] calls =
        [
            ("aten::batch_norm.default", [X, none, none, Statistics, Statistics, true, 0.1, 1e-5, false]),
            ("aten::native_batch_norm.default", [X, none, none, Statistics, Statistics, true, 0.1, 1e-5]),
            ("aten::_native_batch_norm_legit.default", [X, none, none, Statistics, Statistics, true, 0.1, 1e-5]),
            ("aten::_native_batch_norm_legit_functional.default", [X, none, none, Statistics, Statistics, true, 0.1, 1e-5]),
            ("aten::instance_norm.default", [Tensor.Zeros(DType.F32, 2, 2, 3), none, none, Statistics, Statistics, true, 0.1, 1e-5, false]),
            ("aten::rrelu.default", [X, 0.1, 0.3, true]),
            ("aten::scaled_dot_product_attention.default", [X, X, X, none, 0.1]),
            ("aten::_scaled_dot_product_attention_math.default", [X, X, X, none, 0.1]),
            ("aten::_scaled_dot_product_flash_attention_for_cpu.default",
                [Tensor.Zeros(DType.F32, 1, 1, 2, 2), Tensor.Zeros(DType.F32, 1, 1, 2, 2), Tensor.Zeros(DType.F32, 1, 1, 2, 2), 0.1]),
        ];
        return calls.Select((c, i) => ($"{c.Item1} {i}", c));
    }

    private static NodeType Infer(string name, Value[] arguments)
    {
        var op = Catalog[name];
        var graph = new Graph("call", new ShapeEnvironment());
        var inputs = ImmutableArray.CreateBuilder<Value>();
        return op.Infer(new InferenceContext(
            op, [.. SampleCalls.Arguments(op, OperatorSample.Of(arguments)).Select(v => SampleCalls.ToArgument(graph, v, inputs))],
            graph.Shapes));
    }
}
