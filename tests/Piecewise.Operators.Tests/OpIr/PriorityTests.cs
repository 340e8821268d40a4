using Piecewise.Graphs;
using Piecewise.Operators.OpIr;
using Piecewise.Tensors;
using Piecewise.Tracing;

namespace Piecewise.Operators.Tests.OpIr;

/// <summary>Which provider computes a call, and why not an earlier one (I3).</summary>
public sealed class PriorityTests
{
    private static readonly OpIrOperator Op = Declared();

    private static readonly ProviderPriorities Platform = new() { Platform = ["plain"] };

    [Fact]
    public void Native_is_last() => Assert.Equal("native", new ProviderPriorities().Choose(Op, Call(4)).Provider.Name);

    [Fact]
    public void The_users_list_is_asked_first_then_the_platforms()
    {
        Assert.Equal("plain", Platform.Choose(Op, Call(4)).Provider.Name);
        Assert.Equal("even", Platform.With("twice", "even").Choose(Op, Call(4)).Provider.Name);
        Assert.Equal("plain", Platform.With("twice", "even").Choose(Op, Call(3)).Provider.Name);
        Assert.Equal("plain", Platform.With("other", "even").Choose(Op, Call(4)).Provider.Name);
    }

    [Fact]
    public void Unsupported_providers_and_objections_are_passed_over_with_their_reasons()
    {
        var choice = Platform.With("twice", "gpu", "even").Choose(Op, Call(3));

        Assert.Equal("plain", choice.Provider.Name);
        Assert.Equal<string>(["gpu: there is no such device", "even: 3 is odd"], choice.PassedOver);
        Assert.Equal<string>(
            ["gpu: there is no such device"], new ProviderPriorities().With("twice", "gpu").Choose(Op, Call(4)).PassedOver);
    }

    [Fact]
    public void Naming_native_ends_the_search()
    {
        var choice = Platform.With("twice", "native", "even").Choose(Op, Call(4));

        Assert.Equal("native", choice.Provider.Name);
        Assert.Empty(choice.PassedOver);
        Assert.Equal("native", new ProviderPriorities { Platform = ["native", "plain"] }.Choose(Op, Call(4)).Provider.Name);
    }

    [Fact]
    public void A_name_that_no_provider_has_is_an_error_in_the_users_list_only()
    {
        var message = Assert.Throws<UnknownNameException>(() => Platform.With("twice", "evne").Choose(Op, Call(4))).Message;

        Assert.Contains("has no provider 'evne'; it has gpu, even, plain, native", message, StringComparison.Ordinal);
        Assert.Equal("plain", new ProviderPriorities { Platform = ["evne", "plain"] }.Choose(Op, Call(4)).Provider.Name);
    }

    [Fact]
    public void A_provider_in_both_lists_is_asked_once()
    {
        var choice = new ProviderPriorities { Platform = ["even", "gpu"] }.With("twice", "even").Choose(Op, Call(3));

        Assert.Equal<string>(["even: 3 is odd", "gpu: there is no such device"], choice.PassedOver);
    }

    [Fact]
    public void An_override_is_another_value()
    {
        var scoped = Platform.With("twice", "even");

        Assert.Empty(Platform.User);
        Assert.Equal("plain", Platform.Choose(Op, Call(4)).Provider.Name);
        Assert.Equal("even", scoped.Choose(Op, Call(4)).Provider.Name);
        Assert.Equal("plain", scoped.With("twice").Choose(Op, Call(4)).Provider.Name);
        Assert.Equal("twice=even *=plain", scoped.ToString());
        Assert.NotEqual(Platform.ToString(), scoped.ToString());
    }

    [Fact]
    public void Kernels_are_chosen_where_nothing_is_said()
    {
        var op = OpCalls.Op("fused_add_rms_norm");
        var x = Tensor.Zeros(DType.F32, 2, 4);
        var call = OpCalls.Types(op, OpCalls.Fill(op, x, x, Value.None, 1e-6));

        Assert.Equal("kernel", ProviderPriorities.Default.Choose(op, call).Provider.Name);
        Assert.True(ProviderPriorities.Default.With(op.Declaration.Name, "kernel_inplace").Choose(op, call).Provider.IsInPlace);

        var wide = Tensor.Zeros(DType.F64, 2, 4);
        var choice = ProviderPriorities.Default.Choose(op, OpCalls.Types(op, OpCalls.Fill(op, wide, wide, Value.None, 1e-6)));
        Assert.Equal("native", choice.Provider.Name);
        Assert.Equal<string>(["kernel: x is f64; the kernel takes f32, f16 and bf16"], choice.PassedOver);
    }

    private static TracedTensor Twice(TracedTensor x) => x + x;

    private static OpIrOperator Declared()
    {
        var declaration = new OpIrDeclaration("twice", Twice)
        {
            Providers =
            [
                new OpIrProvider("gpu", Twice) { Unsupported = "there is no such device" },
                new OpIrProvider("even", Twice)
                {
                    Objection = call => call.Tensor("x").Shape[0].Constant % 2 == 0 ? null : $"{call.Tensor("x").Shape[0]} is odd",
                },
                new OpIrProvider("plain", Twice),
            ],
        };
        return (OpIrOperator)OpCalls.Catalog.WithOps(declaration)[$"{Dialect.OpIrNamespace}::{declaration.Name}.default"];
    }

    private static InferenceContext Call(long rows) => OpCalls.Types(Op, [Tensor.Zeros(DType.F32, rows)]);
}
