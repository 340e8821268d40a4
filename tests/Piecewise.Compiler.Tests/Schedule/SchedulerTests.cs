using Piecewise.Compiler.Schedule;
using Piecewise.Graphs;

namespace Piecewise.Compiler.Tests.Schedule;

/// <summary>What is computed together, and what is left to the interpreter.</summary>
public sealed class SchedulerTests
{
    [Fact]
    public void A_norm_joins_what_is_before_and_after_it()
    {
        var kernel = Assert.IsType<LoopKernel>(Assert.Single(Run("""
            %x: f32[s0, 64] = input "x"
            %w: f32[64] = parameter "w"
            %sum = aten.add.Tensor(%x, %x)
            %norm = piecewise_kernel.rms_norm.default(%sum, %w, 1e-05)
            %y = aten.relu.default(%norm)
            output %y
            """).Items));
        Assert.Equal(3, kernel.Members.Count);
        Assert.Equal([false, false, true], kernel.Members.Select(m => m.Results[0].IsStored));
    }

    [Fact]
    public void A_write_waits_for_those_who_read_other_elements()
    {
        var schedule = Run("""
            %x: f32[s0, 64] = input "x"
            %turned = aten.transpose.int(%x, 0, 1)
            %copy = aten.clone.default(%turned)
            %y = aten.mul_.Scalar(%x, 2)
            output %copy
            """, "imported");
        Assert.Equal(1, schedule.Kernels.Count(k => k.Members.Any(m => m.Node.Name == "y")));
    }

    [Fact]
    public void What_is_read_in_another_order_is_not_read_in_the_same_loops()
    {
        var schedule = Run("""
            %x: f32[64, 64] = input "x"
            %y = aten.relu.default(%x)
            %turned = aten.transpose.int(%y, 0, 1)
            %z = aten.add.Tensor(%y, %turned)
            output %z
            """);
        Assert.Equal(2, schedule.Items.Length);
        Assert.Contains("is not read in the order", schedule.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_activation_and_a_residual_are_computed_at_the_end_of_a_product()
    {
        var product = Assert.IsType<KernelItem>(Assert.Single(Run("""
            %x: f32[s0, 64] = input "x"
            %w: f32[128, 64] = parameter "w"
            %r: f32[s0, 128] = input "r"
            %p = aten.linear.default(%x, %w)
            %a = aten.silu.default(%p)
            %y = aten.add.Tensor(%a, %r)
            output %y
            """).Items));
        Assert.Equal(["a", "y"], product.Epilogue!.Members.Select(m => m.Node.Name));
    }

    [Theory]
    [InlineData("%v = aten.neg.default(%x)\n%y = aten.add.Tensor(%p, %r)", true)]
    [InlineData("%v = aten.mul_.Scalar(%x, 2)\n%y = aten.add.Tensor(%p, %r)", false)] // r may be x
    [InlineData("%y = aten.sum.dim_IntList(%p, [-1])", false)]
    [InlineData("%t = aten.view.default(%p, [%n, 2, 64])\n%y = aten.neg.default(%t)", false)]
    [InlineData("%t = aten.transpose.int(%p, 0, 1)\n%y = aten.neg.default(%t)", false)]
    [InlineData("%y = aten.mul_.Tensor(%r, %p)", false)] // r may be x
    [InlineData("%y = aten.mul_.Tensor(%p, %r)", true)]
    [InlineData("%h = aten.slice.Tensor(%p, 1, 0, 64)\n%y = aten.mul_.Tensor(%x, %h)", false)]
    [InlineData("%c = aten.cumsum.default(%r, 1)\n%y = aten.mul.Tensor(%c, %p)", false)]
    public void Loops_are_at_the_end_of_a_product_where_columns_are_independent(string calls, bool expected)
    {
        var schedule = Run($"""
            %x: f32[s0, 64] = input "x"
            %w: f32[128, 64] = parameter "w"
            %r: f32[s0, 128] = input "r"
            %n: sym_int = aten.sym_size.int(%x, 0) -> s0
            %p = aten.linear.default(%x, %w)
            {calls.Replace("\n", "\n" + new string(' ', 12), StringComparison.Ordinal)}
            output %y
            """, "imported");
        var product = schedule.Items.OfType<KernelItem>().Single(i => i.Node.Name == "p");
        Assert.True((product.Epilogue is not null) == expected, schedule.ToString());
        if (!expected)
        {
            Assert.Contains("not at the end of %p", schedule.ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Parts_of_a_result_are_written_by_those_who_compute_them()
    {
        var schedule = Run("""
            %x: f32[s0, 64] = input "x"
            %a = aten.neg.default(%x)
            %b = aten.relu.default(%x)
            %y = aten.cat.default([%a, %b], 0)
            output %y
            """);
        Assert.All(schedule.Items, i => Assert.IsType<LoopKernel>(i));
        Assert.Equal(0, schedule.ScratchBytes);
    }

    [Fact]
    public void A_call_without_loops_is_named()
    {
        var schedule = Run("""
            %x: f32[s0, 64] = input "x"
            %y = aten.logcumsumexp.default(%x, 1)
            output %y
            """);
        Assert.Contains("aten::logcumsumexp", Assert.Single(schedule.Calls).Reason, StringComparison.Ordinal);
        Assert.Contains("reference call", schedule.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Elements_that_move_over_each_other_are_left_to_the_interpreter() =>
        Assert.Contains("%written", Assert.Throws<ScheduleException>(() => Run("""
        %x: f32[s0, 64] = input "x"
        %from = aten.slice.Tensor(%x, 1, 0, 63)
        %to = aten.slice.Tensor(%x, 1, 1, 64)
        %written = aten.copy_.default(%to, %from)
        output %x
        """, "imported")).Message, StringComparison.Ordinal);

    private static PieceSchedule Run(string body, string stage = "functional") =>
        Scheduler.Run(GraphParser.Parse($"graph @main {stage} {{\n  symbol s0 in [1, 4096]\n{body}\n}}", TestOperators.Catalog));
}
