using System.Collections.Immutable;
using Piecewise.Graphs;
using Piecewise.Operators.OpIr;
using Piecewise.Operators.Samples;
using Piecewise.Tensors;
using Piecewise.Testing;

namespace Piecewise.Operators.Tests.OpIr;

/// <summary>The overload by which a caller gives its activations up (I4), and in-place kernels, as parts of graphs (G2, G3).</summary>
public sealed class MaybeInPlaceTests
{
    private static readonly MaybeInPlaceOperator Fused =
        (MaybeInPlaceOperator)OpCalls.Catalog[$"{Dialect.OpIrNamespace}::fused_add_rms_norm.maybe_inplace"];

    [Fact]
    public void Ops_that_allow_it_have_the_overload_and_no_others()
    {
        var overloads = OpCalls.Catalog.Operators.OfType<MaybeInPlaceOperator>().Select(o => o.Declaration.Name);

        Assert.Equal<string>(["fused_add_rms_norm", "rotary_embedding"], overloads);
        Assert.Same(OpCalls.Op("fused_add_rms_norm"), Fused.Default);
    }

    [Fact]
    public void Its_schema_marks_the_activations_as_written_and_nothing_else()
    {
        Assert.Equal(
            "piecewise_ir::fused_add_rms_norm.maybe_inplace(Tensor(a!) x, Tensor(b!) x_residual, Tensor? weight, float epsilon, "
            + "float weight_offset=0.0, bool round_before_weight=False) -> (Tensor, Tensor)",
            Fused.Schema.Text);
        Assert.Equal<int>([0, 1], Fused.Schema.WrittenArguments);
        Assert.False(Fused.IsPure);
        Assert.False(OpCalls.Op("fused_add_rms_norm").Schema.HasWrites);
    }

    [Theory]
    [InlineData("piecewise_ir::fused_add_rms_norm.maybe_inplace")]
    [InlineData("piecewise_kernel::fused_add_rms_norm_.default")]
    [InlineData("piecewise_kernel::fused_add_rms_norm.default")]
    [InlineData("piecewise_ir::rotary_embedding.maybe_inplace")]
    [InlineData("piecewise_kernel::rotary_embedding_.default")]
    public void A_call_prints_parses_and_verifies(string name)
    {
        var graph = Call(name);

        Assert.Empty(GraphVerifier.Verify(graph));
        var again = GraphParser.Parse(GraphPrinter.Print(graph), OpCalls.Catalog);
        Assert.True(GraphEquality.AreEqual(graph, again, out var difference), difference);
    }

    [Fact]
    public void The_reference_kernel_leaves_the_activations_alone()
    {
        var arguments = Fused.Declaration.GenerateInputs(new Random(1), 3, DType.F32);
        var given = OpCalls.Copy(arguments);

        new Interpreter().Run(Call(Fused.Name), [.. given.Where(a => a.IsTensor)]);

        for (var i = 0; i < 3; i++)
        {
            SampleAssert.Equal(arguments[i], given[i], _ => Tolerance.Exact);
        }
    }

    [Fact]
    public void In_place_kernels_write_where_their_schema_says()
    {
        var fused = OpCalls.Catalog["piecewise_kernel::fused_add_rms_norm_.default"];
        Assert.Equal<int>([0, 1], fused.Schema.WrittenArguments);
        Assert.Null(fused.FunctionalForm);

        var rotary = OpCalls.Catalog["piecewise_kernel::rotary_embedding_.default"];
        Assert.Equal<int>([0], rotary.Schema.WrittenArguments);
        Assert.Equal("piecewise_kernel::rotary_embedding.default", rotary.FunctionalForm!.Name);
    }

    /// <summary>A graph that calls the operator once on arguments of generated types and returns its results.</summary>
    private static Graph Call(string name)
    {
        var op = OpCalls.Catalog[name];
        var arguments =
            OpCalls.Fill(op, [.. OpCalls.Op(op.Schema.BaseName.TrimEnd('_')).Declaration.GenerateInputs(new Random(1), 3, DType.F32)]);
        var graph = new Graph("call", new ShapeEnvironment()) { Stage = Stage.Imported };
        var inputs = ImmutableArray.CreateBuilder<Value>();
        var node = graph.AddCall(op, [.. arguments.Select(a => SampleCalls.ToArgument(graph, a, inputs))]);
        var results = node.Type is TupleType tuple
            ? Enumerable.Range(0, tuple.Items.Length)
                .Select(i => graph.AddCall(OpCalls.Catalog[Dialect.GetItem], [new NodeArgument(node), i])).ToArray()
            : [node];
        graph.SetOutput([.. results.Select(r => (Argument)r)], [.. results.Select(_ => OutputSpec.User)]);
        return graph;
    }
}
