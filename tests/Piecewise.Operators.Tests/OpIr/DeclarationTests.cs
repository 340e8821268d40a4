using System.Collections.Immutable;
using Piecewise.Graphs;
using Piecewise.Operators.OpIr;
using Piecewise.Tensors;
using Piecewise.Tracing;

namespace Piecewise.Operators.Tests.OpIr;

/// <summary>What can be declared, and what is refused (I1, I2).</summary>
public sealed class DeclarationTests
{
    [Theory]
    [InlineData("Add")]
    [InlineData("2add")]
    [InlineData("add-two")]
    [InlineData("")]
    public void Names_are_lower_case_with_underscores(string name)
    {
        Assert.Contains("[I1]", Assert.Throws<ArgumentException>(() => Declare(name, Twice)).Message, StringComparison.Ordinal);
        Assert.Contains("[I2]", Assert.Throws<ArgumentException>(() => new OpIrProvider(name, Twice)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("native")]
    [InlineData("unfused")]
    public void Reserved_provider_names_are_refused(string name) =>
        Assert.Contains("reserved", Assert.Throws<ArgumentException>(() => new OpIrProvider(name, Twice)).Message,
            StringComparison.Ordinal);

    [Fact]
    public void A_provider_given_twice_is_refused() =>
        Assert.Contains("'fast' is given twice",
            Refusal(Declare("twice", Twice, new OpIrProvider("fast", Twice), new OpIrProvider("fast", Twice))), StringComparison.Ordinal);

    [Fact]
    public void Two_ops_of_one_name_are_refused() =>
        Assert.Throws<ArgumentException>(() => OpCalls.Catalog.WithOps(Declare("twice", Twice), Declare("twice", Twice)));

    [Fact]
    public void A_provider_has_the_native_signature_with_names_and_defaults()
    {
        Assert.Contains("does not match native schema", Refusal(Declare("twice", Twice, new OpIrProvider("fast", (TracedTensor y) => y))),
            StringComparison.Ordinal);
        Assert.Contains("does not match native schema", Refusal(Declare("twice", Twice, new OpIrProvider("fast", (TracedTensor? x) => x!))),
            StringComparison.Ordinal);
        Assert.Contains("does not match native schema", Refusal(
            Declare("scale", Scale, new OpIrProvider("fast", (TracedTensor x, double by = 3.0) => x * by))), StringComparison.Ordinal);
        Assert.Contains("does not match native schema",
            Refusal(Declare("scale", Scale, new OpIrProvider("fast", (TracedTensor x) => (x, x)))), StringComparison.Ordinal);
    }

    [Fact]
    public void A_parameter_that_no_schema_can_hold_is_refused() =>
        Assert.Contains("[I2]", Assert.Throws<ArgumentException>(
            () => new OpIrProvider("fast", (TracedTensor x, DateTime when) => x)).Message, StringComparison.Ordinal);

    [Fact]
    public void Activations_begin_with_x_unless_they_are_named()
    {
        Assert.Equal("x x_residual", string.Join(' ', OpCalls.Op("fused_add_rms_norm").Declaration.Activations));
        Assert.Empty(OpCalls.Op("embedding").Declaration.Activations);

        var named = new OpIrDeclaration("scale", Scale) { Activations = ["by"] };
        Assert.Contains("'by' is no tensor argument", Refusal(named), StringComparison.Ordinal);
    }

    [Fact]
    public void An_op_that_may_be_in_place_returns_a_tensor_per_activation()
    {
        var op = new OpIrDeclaration("pair", (TracedTensor x, TracedTensor xOther) => x + xOther) { AllowInPlace = true };

        Assert.Contains("returns 1 tensors for 2 activations", Refusal(op), StringComparison.Ordinal);
    }

    [Fact]
    public void An_in_place_provider_needs_an_op_that_allows_it() =>
        Assert.Contains("overwrites activations", Refusal(Declare("twice", Twice, new OpIrProvider("fast", Twice) { IsInPlace = true })),
            StringComparison.Ordinal);

    [Fact]
    public void Every_problem_of_a_declaration_is_told_at_once()
    {
        var message = Refusal(
            Declare("twice", Twice, new OpIrProvider("fast", (TracedTensor y) => y), new OpIrProvider("fast", Twice) { IsInPlace = true }));

        Assert.Contains("given twice", message, StringComparison.Ordinal);
        Assert.Contains("native schema", message, StringComparison.Ordinal);
        Assert.Contains("overwrites", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Declaring_an_op_leaves_the_catalog_alone_and_its_meaning_is_the_functions()
    {
        var catalog = OpCalls.Catalog.WithOps(Declare("scale", Scale));
        var op = catalog[$"{Dialect.OpIrNamespace}::scale.default"];

        Assert.False(OpCalls.Catalog.TryGet(op.Name, out _));
        Assert.Equal("piecewise_ir::scale(Tensor x, float by=2.0) -> Tensor", op.Schema.Text);
        Assert.Equal(DType.BF16, ((TensorType)op.Infer(OpCalls.Types(op, [Tensor.Zeros(DType.BF16, 3), 2.0]))).DType);
    }

    [Fact]
    public void Default_tolerances_are_pytorchs_and_an_op_can_have_its_own()
    {
        Assert.Equal(new Tolerance(1e-5, 1.3e-6), OpCalls.Op("rms_norm").Tolerance(DType.F32));
        Assert.Equal(new Tolerance(1e-2, 2e-3), OpCalls.Op("rms_norm").Tolerance(DType.F16));
        Assert.Equal(new Tolerance(1e-3, 1.6e-2), OpCalls.Op("rotary_embedding").Tolerance(DType.BF16));
        Assert.Equal(Tolerance.Exact, OpCalls.Op("quantize_static").Tolerance(DType.I8));
    }

    private static TracedTensor Twice(TracedTensor x) => x + x;

    private static TracedTensor Scale(TracedTensor x, double by = 2.0) => x * by;

    private static OpIrDeclaration Declare(string name, Delegate native, params ImmutableArray<OpIrProvider> providers) =>
        new(name, native) { Providers = providers };

    private static string Refusal(OpIrDeclaration declaration) =>
        Assert.Throws<ArgumentException>(() => OpCalls.Catalog.WithOps(declaration)).Message;
}
