namespace Piecewise.Tracing;

// Arithmetic, comparison and bitwise operators. A number beside a tensor stays a number, as PyTorch records it.
internal sealed partial class TracedTensor
{
    public static TracedTensor operator +(TracedTensor left, TracedTensor right) => Binary("aten::add.Tensor", left, right);

    public static TracedTensor operator +(TracedTensor left, TracedArgument right) => Binary("aten::add.Tensor", left, right);

    public static TracedTensor operator +(TracedArgument left, TracedTensor right) => Binary("aten::add.Tensor", right, left);

    public static TracedTensor operator -(TracedTensor left, TracedTensor right) => Binary("aten::sub.Tensor", left, right);

    public static TracedTensor operator -(TracedTensor left, TracedArgument right) => Binary("aten::sub.Tensor", left, right);

    public static TracedTensor operator -(TracedArgument left, TracedTensor right) =>
        left.Content is TracedTensor tensor ? tensor - right : Binary("aten::rsub.Scalar", right, left);

    public static TracedTensor operator *(TracedTensor left, TracedTensor right) => Binary("aten::mul.Tensor", left, right);

    public static TracedTensor operator *(TracedTensor left, TracedArgument right) => Binary("aten::mul.Tensor", left, right);

    public static TracedTensor operator *(TracedArgument left, TracedTensor right) => Binary("aten::mul.Tensor", right, left);

    /// <summary>True division: ints give floats, as in Python.</summary>
    public static TracedTensor operator /(TracedTensor left, TracedTensor right) => Binary("aten::div.Tensor", left, right);

    /// <inheritdoc cref="op_Division(TracedTensor, TracedTensor)"/>
    public static TracedTensor operator /(TracedTensor left, TracedArgument right) => Binary("aten::div.Tensor", left, right);

    /// <inheritdoc cref="op_Division(TracedTensor, TracedTensor)"/>
    public static TracedTensor operator /(TracedArgument left, TracedTensor right) =>
        left.Content is TracedTensor tensor ? tensor / right : NotNull(right).Reciprocal() * left;

    public static TracedTensor operator -(TracedTensor value) => NotNull(value).Call("aten::neg.default");

    public static TracedTensor operator <(TracedTensor left, TracedTensor right) => Binary("aten::lt.Tensor", left, right);

    public static TracedTensor operator <(TracedTensor left, TracedArgument right) => Binary("aten::lt.Scalar", left, right);

    public static TracedTensor operator >(TracedTensor left, TracedTensor right) => Binary("aten::gt.Tensor", left, right);

    public static TracedTensor operator >(TracedTensor left, TracedArgument right) => Binary("aten::gt.Scalar", left, right);

    public static TracedTensor operator <=(TracedTensor left, TracedTensor right) => Binary("aten::le.Tensor", left, right);

    public static TracedTensor operator <=(TracedTensor left, TracedArgument right) => Binary("aten::le.Scalar", left, right);

    public static TracedTensor operator >=(TracedTensor left, TracedTensor right) => Binary("aten::ge.Tensor", left, right);

    public static TracedTensor operator >=(TracedTensor left, TracedArgument right) => Binary("aten::ge.Scalar", left, right);

    public static TracedTensor operator &(TracedTensor left, TracedTensor right) => Binary("aten::bitwise_and.Tensor", left, right);

    public static TracedTensor operator |(TracedTensor left, TracedTensor right) => Binary("aten::bitwise_or.Tensor", left, right);

    public static TracedTensor operator ~(TracedTensor value) => NotNull(value).Call("aten::bitwise_not.default");

    /// <summary>Elementwise equality; <c>==</c> compares handles.</summary>
    public TracedTensor Eq(TracedTensor other) => Call("aten::eq.Tensor", other);

    /// <inheritdoc cref="Eq(TracedTensor)"/>
    public TracedTensor Eq(TracedArgument number) => Call("aten::eq.Scalar", number);

    public TracedTensor Ne(TracedTensor other) => Call("aten::ne.Tensor", other);

    public TracedTensor Ne(TracedArgument number) => Call("aten::ne.Scalar", number);

    private static TracedTensor Binary(string op, TracedTensor self, TracedArgument other) => NotNull(self).Call(op, other);

    private static TracedTensor NotNull(TracedTensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        return tensor;
    }
}
