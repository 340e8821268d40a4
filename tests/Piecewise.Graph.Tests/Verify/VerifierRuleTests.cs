using System.Collections.Immutable;
using System.Reflection;
using Piecewise.Tensors;

namespace Piecewise.Graphs.Tests;

/// <summary>Each rule of the verifier with graphs that break it and no other (G3, G4).</summary>
public sealed class VerifierRuleTests
{
    private static readonly OperatorCatalog Catalog = TestOperators.Catalog;

    /// <summary>Rule, what is wrong, and how a good graph is broken that way.</summary>
    private static readonly (string Rule, string Case, Action<Graph> Break)[] Cases =
    [
        ("V1", "a back link is wrong", g => Set(At(g, "b"), nameof(Node.Previous), At(g, "x"))),
        ("V1", "the count is wrong", g => Set(g, nameof(Graph.Count), 99)),
        ("V1", "the last node is another", g => Set(g, nameof(Graph.Last), At(g, "b"))),
        ("V1", "a node counts as erased", g => Set(At(g, "b"), nameof(Node.IsErased), true)),
        ("V1", "the list runs in a circle", g => Set(g.Last!, nameof(Node.Next), g.Last)),
        ("V2", "two nodes of one name", g => SetField(At(g, "b"), "<Name>k__BackingField", "a")),
        ("V2", "a node without a name", g => SetField(At(g, "b"), "<Name>k__BackingField", "")),
        ("V3", "an input after a call", g => g.MoveBefore(At(g, "unused"), At(g, "b"))),
        ("V3", "a call after the output", MoveOutputForward),
        ("V3", "no output", g => g.Erase(g.Output!)),
        ("V3", "the graph knows no output", g => Set(g, nameof(Graph.Output), null)),
        ("V4", "an input without a spec", g => Set(At(g, "x"), nameof(Node.Input), null)),
        ("V4", "a call without an operator", g => Set(At(g, "b"), nameof(Node.Operator), null)),
        ("V4", "an operator at an input", g => Set(At(g, "unused"), nameof(Node.Operator), Catalog["aten::tanh.default"])),
        ("V4", "outputs without specs", g => Set(g.Output!, nameof(Node.Outputs), ImmutableArray<OutputSpec>.Empty)),
        ("V5", "a use before the definition", g => g.MoveBefore(At(g, "b"), At(g, "a"))),
        ("V5", "a value that uses itself", g => At(g, "b").Arguments = [At(g, "b")]),
        ("V5", "a value of another graph", g => At(g, "b").Arguments = [At(Good(), "a")]),
        ("V6", "a user that is not one", g => Uses(At(g, "unused")).Add(At(g, "b"))),
        ("V6", "a use that is not counted", g => Uses(At(g, "a")).Clear()),
        ("V6", "the wrong user", g => Uses(At(g, "a"))[0] = At(g, "a")),
        ("V7", "an argument too few", g => At(g, "t").Arguments = [At(g, "b"), 0L]),
        ("V7", "an argument too many", g => At(g, "b").Arguments = [At(g, "a"), 1L]),
        ("V8", "a text where a tensor belongs", g => At(g, "b").Arguments = ["text"]),
        ("V8", "a tensor where an int belongs", g => At(g, "t").Arguments = [At(g, "b"), At(g, "a"), 1L]),
        ("V8", "a number where memory is viewed", g => At(g, "t").Arguments = [1L, 0L, 1L]),
        ("V8", "none where nothing is optional", g => At(g, "b").Arguments = [Argument.None]),
        ("V8", "a list where one tensor belongs", g => At(g, "b").Arguments = [Argument.List([At(g, "a")])]),
        ("V9", "the dtype", g => At(g, "b").Type = Tensor(g, "b").WithDType(DType.F16)),
        ("V9", "the rank", g => At(g, "t").Type = Tensor(g, "t").WithShape([8])),
        ("V9", "a size", g => At(g, "t").Type = Tensor(g, "t").WithShape([8, 7], [1, 8])),
        ("V9", "the strides", g => At(g, "t").Type = Tensor(g, "t").WithShape(Tensor(g, "t").Shape)),
        ("V9", "the device", g => At(g, "t").Type = new TensorType(DType.F32, Tensor(g, "t").Shape, Tensor(g, "t").Strides, "meta")),
        ("V9", "the value of a size", g => At(g, "n").Type = new SymIntType(SymInt.Symbol("s0") + 1)),
        ("V9", "another kind of type", g => At(g, "n").Type = NoneType.Instance),
        ("V9", "arguments that the operator refuses", g => At(g, "t").Arguments = [At(g, "b"), 0L, 7L]),
        ("V10", "a symbol nobody declared", g => At(g, "unused").Type = new TensorType(DType.F32, [SymInt.Symbol("s7")])),
        ("V11", "a symbol that comes from no input", g => g.AddCall(new Sized(SymInt.Symbol("s1")), [At(g, "a")])),
        ("V12", "an in-place operator in a functional graph", g => Catalog.Call(g, null, "aten::tanh_.default", At(g, "a"))),
        ("V12", "a look at the storage in a functional graph",
            g => Catalog.Call(g, null, "aten::as_strided.default", At(g, "a"), Argument.Ints([1]), Argument.Ints([1]))),
        ("V12", "a piece call in a functional graph", g => g.AddPieceCall(Piece(), [At(g, "a")])),
        ("V12", "an operator of the op IR in a lowered graph", g => { g.Stage = Stage.Lowered; g.AddCall(new OpIr(), [At(g, "a")]); }),
        ("V14", "a buffer that is not there", g => Output(g, new OutputSpec(OutputKind.BufferMutation, "nothing"))),
        ("V14", "an input that is a weight", g => Output(g, new OutputSpec(OutputKind.InputMutation, "weight"))),
        ("V14", "one buffer overwritten twice",
            g => Output(g, new OutputSpec(OutputKind.InputMutation, "x"), new OutputSpec(OutputKind.InputMutation, "x"))),
        ("V14", "a value of another shape", g => Output(g, "t", new OutputSpec(OutputKind.InputMutation, "x"))),
    ];

    private static readonly (string Rule, string Case, Action<Graph> Break)[] StitchCases =
    [
        ("V12", "an operator in a stitch graph", g => Catalog.Call(g, null, "aten::tanh.default", At(g, "x"))),
        ("V13", "an argument too few", g => At(g, "piece").Arguments = []),
        ("V13", "an argument of another type", g => At(g, "x").Type = new TensorType(DType.F32, [SymInt.Symbol("s0"), 4])),
        ("V13", "an argument without a type", g => At(g, "piece").Arguments = ["text"]),
        ("V13", "a result of another type", g => At(g, "piece").Type = new TensorType(DType.F16, [SymInt.Symbol("s0"), 8])),
        ("V13", "two pieces of one name", g => g.AddPieceCall(Piece(), [At(g, "x")])),
        ("V12", "a nested stage", g => At(g, "piece").Piece!.Graph.Stage = Stage.Partitioned),
    ];

    public static TheoryData<string, string> Broken => Rows(Cases);

    public static TheoryData<string, string> BrokenStitch => Rows(StitchCases);

    [Theory]
    [MemberData(nameof(Broken))]
    public void A_broken_graph_breaks_exactly_one_rule(string rule, string name)
    {
        var graph = Good();
        Assert.Empty(GraphVerifier.Verify(graph));
        Cases.Single(c => c.Rule == rule && c.Case == name).Break(graph);
        AssertOnly(rule, graph);
    }

    [Theory]
    [MemberData(nameof(BrokenStitch))]
    public void A_broken_stitch_graph_breaks_exactly_one_rule(string rule, string name)
    {
        var graph = GoodStitch();
        Assert.Empty(GraphVerifier.Verify(graph));
        StitchCases.Single(c => c.Rule == rule && c.Case == name).Break(graph);
        AssertOnly(rule, graph);
    }

    [Fact]
    public void Every_rule_has_a_case() => Assert.Equal(
        GraphVerifier.Rules.Select(r => r.Id).Order(), Cases.Concat(StitchCases).Select(c => c.Rule).Distinct().Order());

    [Fact]
    public void A_failure_names_pass_rule_and_node()
    {
        var graph = Good();
        At(graph, "t").Type = Tensor(graph, "t").WithDType(DType.F16);
        var e = Assert.Throws<VerificationException>(() => GraphVerifier.VerifyOrThrow(graph, "fold constants"));
        Assert.Contains("'fold constants'", e.Message, StringComparison.Ordinal);
        Assert.Contains("V9 %t: the dtype differs", e.Message, StringComparison.Ordinal);
        Assert.Contains("%t: f16[8, s0; 1, 8] = aten.transpose.int(%b, 0, 1)", e.Message, StringComparison.Ordinal);
        Assert.Equal("fold constants", e.PassName);
        Assert.Equal("V9", Assert.Single(e.Violations).Rule);
    }

    [Fact]
    public void All_violations_are_collected()
    {
        var graph = Good();
        At(graph, "t").Arguments = [At(graph, "b"), 0L];
        At(graph, "b").Type = Tensor(graph, "b").WithDType(DType.F16);
        At(graph, "n").Type = new SymIntType(7);
        Assert.Equal(["V7", "V9", "V9"], GraphVerifier.Verify(graph).Select(v => v.Rule));
    }

    [Fact]
    public void Nested_graphs_are_verified()
    {
        var graph = Good();
        var nested = Good();
        At(nested, "t").Type = Tensor(nested, "t").WithDType(DType.F16);
        graph.SetOutput([new GraphArgument(nested)], [OutputSpec.User]);
        var violation = Assert.Single(GraphVerifier.Verify(graph));
        Assert.Equal("V9", violation.Rule);
        Assert.StartsWith("in @good: ", violation.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_size_that_depends_on_data_may_have_any_symbol()
    {
        var graph = new Graph("g", new ShapeEnvironment());
        var x = graph.AddInput("x", new TensorType(DType.F32, [4]), InputSpec.User("x"));
        var op = new DataDependent();
        var first = graph.AddCall(op, [x]);
        var second = graph.AddCall(op, [first]);
        graph.SetOutput(second);
        Assert.Empty(GraphVerifier.Verify(graph));
        Assert.Equal(2, graph.Shapes.Symbols.Count);

        second.Type = new TensorType(DType.F32, [SymInt.Symbol("u0"), SymInt.Symbol("u1")]);
        Assert.Equal("V9", Assert.Single(GraphVerifier.Verify(graph)).Rule);
        Assert.Equal(2, graph.Shapes.Symbols.Count);
    }

    [Theory]
    [InlineData("s1 == 2*s0", true)]
    [InlineData("s1*s0 == s0 + 12", true)]
    [InlineData("s1 // 2 == s0", false)]
    [InlineData("s1 > s0", false)]
    public void A_fact_may_determine_a_symbol(string fact, bool determines)
    {
        var graph = Good();
        graph.Shapes.AddFact(SymBool.Parse(fact));
        graph.AddCall(new Sized(SymInt.Symbol("s1")), [At(graph, "a")]);
        Assert.Equal(determines ? [] : ["V11"], GraphVerifier.Verify(graph).Select(v => v.Rule));
    }

    [Fact]
    public void A_symbol_may_come_from_a_part_of_something()
    {
        var graph = Good();
        At(graph, "unused").Type = new TensorType(DType.F32, [SymInt.Parse("s1 // 2")]);
        graph.AddCall(new Sized(SymInt.Parse("s1 // 4")), [At(graph, "a")]);
        Assert.Empty(GraphVerifier.Verify(graph));
    }

    private static TheoryData<string, string> Rows(IEnumerable<(string Rule, string Case, Action<Graph> Break)> cases)
    {
        var rows = new TheoryData<string, string>();
        foreach (var (rule, name, _) in cases)
        {
            rows.Add(rule, name);
        }
        return rows;
    }

    private static Graph Good() => GraphParser.Parse(
        """
        graph @good functional {
          symbol s0 in [2, 64]
          symbol s1 in [2, 64]
          %x: f32[s0, 8] = input "x"
          %w: f32[8] = parameter "weight"
          %unused: f32[4] = input "unused"
          %a = aten.mul.Tensor(%x, %w)
          %b = aten.tanh.default(%a)
          %t = aten.transpose.int(%b, 0, 1)
          %n = aten.sym_size.int(%t, 1)
          output %t, %n
        }
        """, Catalog);

    private static Piece Piece() => new(0, PieceKind.Compute, GraphParser.Parse(
        """
        graph @piece functional {
          symbol s0 in [2, 64]
          %x: f32[s0, 8] = input "x"
          %y = aten.tanh.default(%x)
          output %y
        }
        """, Catalog), 0);

    private static Graph GoodStitch()
    {
        var shapes = new ShapeEnvironment();
        shapes.Define("s0", new Interval(2, 64));
        var graph = new Graph("stitch", shapes, Stage.Partitioned);
        var x = graph.AddInput("x", new TensorType(DType.F32, [SymInt.Symbol("s0"), 8]), InputSpec.User("x"));
        graph.SetOutput(graph.AddPieceCall(Piece(), [x]));
        return graph;
    }

    private static void AssertOnly(string rule, Graph graph)
    {
        var violations = GraphVerifier.Verify(graph);
        Assert.NotEmpty(violations);
        Assert.All(violations, v => Assert.True(v.Rule == rule, $"{v} is broken too:\n{string.Join('\n', violations)}"));
    }

    private static Node At(Graph graph, string name) => graph.Find(name)!;

    private static TensorType Tensor(Graph graph, string name) => (TensorType)At(graph, name).Type;

    private static void Output(Graph graph, params OutputSpec[] specs) =>
        graph.SetOutput([.. specs.Select(_ => (Argument)At(graph, "b"))], [.. specs]);

    private static void Output(Graph graph, string value, OutputSpec spec) => graph.SetOutput([At(graph, value)], [spec]);

    // The public operations keep a graph consistent; these do not.
    private static void Set(object target, string property, object? value) =>
        target.GetType().GetProperty(property)!.SetValue(target, value);

    private static void SetField(object target, string field, object? value) =>
        target.GetType().GetField(field, BindingFlags.Instance | BindingFlags.NonPublic)!.SetValue(target, value);

    private static List<Node> Uses(Node node) =>
        (List<Node>)typeof(Node).GetField("uses", BindingFlags.Instance | BindingFlags.NonPublic)!.GetValue(node)!;

    private static void MoveOutputForward(Graph graph)
    {
        graph.SetOutput(At(graph, "b"));
        graph.MoveBefore(graph.Output!, At(graph, "t"));
    }

    private sealed class OpIr() : Operator("piecewise_ir::silu(Tensor self) -> Tensor")
    {
        public override NodeType Infer(InferenceContext context) => context.Tensor("self");

        public override Value Evaluate(EvaluationContext context) => throw new NotSupportedException();
    }

    private sealed class Sized(SymInt size) : Operator("test::sized(Tensor self) -> Tensor")
    {
        public override NodeType Infer(InferenceContext context) => new TensorType(DType.F32, [size]);

        public override Value Evaluate(EvaluationContext context) => throw new NotSupportedException();
    }

    private sealed class DataDependent() : Operator("test::rows(Tensor self) -> Tensor")
    {
        public override NodeType Infer(InferenceContext context)
        {
            var rows = context.Shapes.NewUnbacked(new Interval(0, 64));
            return new TensorType(DType.F32, [rows, rows]);
        }

        public override Value Evaluate(EvaluationContext context) => throw new NotSupportedException();
    }
}
