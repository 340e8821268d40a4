using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Tests;

/// <summary>What operators do beside returning a value: writes, refusals, failing checks (G1, F3).</summary>
public sealed class EffectTests
{
    private static readonly OperatorCatalog Catalog = StandardOperators.Create();

    [Fact]
    public void An_in_place_operator_writes_through_a_view_in_the_views_dtype()
    {
        var whole = Tensor.From([1L, 2, 3, 4], 4);

        Call("aten::mul_.Tensor", whole.AsStrided([2], [2], 1), 0.75);

        Assert.Equal([1L, 1, 3, 3], whole.AsSpan<long>());
    }

    [Fact]
    public void In_place_forms_are_marked_as_writes_and_name_their_functional_form()
    {
        var op = Catalog["aten::__iand__.Tensor"];

        Assert.True(op.Schema.HasWrites);
        Assert.Equal("aten::__and__.Tensor", op.FunctionalForm!.Name);
        Assert.Equal("aten::pow.Tensor_Scalar", Catalog["aten::pow_.Scalar"].FunctionalForm!.Name);
        Assert.Equal("aten::floor_divide.default", Catalog["aten::floor_divide_.Tensor"].FunctionalForm!.Name);
    }

    [Fact]
    public unsafe void Detaching_leaves_read_only_memory_alone()
    {
        var owner = Tensor.From([1f, 2], 2);
        var mapped = new Tensor(Storage.Borrow(owner, owner.Pointer, 8, isReadOnly: true), DType.F32, [2], [1], 0);

        Assert.Same(mapped, Call("aten::detach_.default", mapped).Tensor);
        Assert.Throws<InvalidOperationException>(() => Call("aten::neg_.default", mapped));
        GC.KeepAlive(owner);
    }

    [Fact]
    public void Copying_reads_before_it_writes()
    {
        var whole = Tensor.From([1f, 2, 3], 3);

        Call("aten::copy_.default", whole.AsStrided([2], [1], 1), whole.AsStrided([2], [1], 0), false);

        Assert.Equal([1f, 1, 2], whole.AsSpan<float>());
    }

    [Fact]
    public void Integers_refuse_division_by_zero_and_wrap_where_the_quotient_overflows()
    {
        var smallest = Tensor.From([long.MinValue], 1);

        Assert.Throws<DivideByZeroException>(() => Call("aten::floor_divide.Scalar", smallest, 0L));
        Assert.Equal(long.MinValue, Call("aten::floor_divide.Scalar", smallest, -1L).Tensor.Item<long>());
        Assert.Equal(0, Call("aten::remainder.Scalar", smallest, -1L).Tensor.Item<long>());
    }

    [Fact]
    public void Checks_fail_with_the_message_they_carry()
    {
        Assert.Equal("a is not b",
            Assert.Throws<EvaluationException>(() => Call("aten::_assert_scalar.default", false, "a is not b")).Message);
        Assert.Equal("none", Assert.Throws<EvaluationException>(
            () => Call("aten::_assert_async.msg", Tensor.Scalar(false), "none")).Message);
        Assert.Throws<EvaluationException>(() => Call("aten::_assert_async.default", Tensor.From([true, true], 2)));
        Assert.Contains("[2, 3]", Assert.Throws<EvaluationException>(() => Call(
            "aten::_assert_tensor_metadata.default", Tensor.Zeros(DType.F32, 2, 3), Value.Ints(3, 2), Value.None, Value.None, Value.None,
            Value.None)).Message, StringComparison.Ordinal);
        Assert.Contains("-1", Assert.Throws<EvaluationException>(() => Call(
            "aten::sym_constrain_range_for_size.default", -1L, Value.None, Value.None)).Message, StringComparison.Ordinal);
        Assert.True(Catalog["aten::_assert_scalar.default"].IsCheck);
    }

    [Fact]
    public void Only_uninitialized_memory_is_an_allocation()
    {
        Assert.All(["aten::empty.memory_format", "aten::empty_like.default", "aten::new_empty.default"],
            n => Assert.True(Catalog[n].IsAllocation));
        Assert.False(Catalog["aten::zeros.default"].IsAllocation);
    }

    private static Value Call(string name, params Value[] arguments) =>
        Catalog[name].Evaluate(new EvaluationContext(Catalog[name], [.. arguments], new Interpreter()));
}
