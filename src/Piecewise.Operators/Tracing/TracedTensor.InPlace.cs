namespace Piecewise.Tracing;

// Operators that write the tensor's memory: every view of it, and the caller's tensor or the model's buffer, sees the change.
internal sealed partial class TracedTensor
{
    public TracedTensor Add_(TracedArgument other) => Call("aten::add_.Tensor", other);

    public TracedTensor Sub_(TracedArgument other) => Call("aten::sub_.Tensor", other);

    public TracedTensor Mul_(TracedArgument other) => Call("aten::mul_.Tensor", other);

    public TracedTensor Div_(TracedArgument other) => Call("aten::div_.Tensor", other);

    /// <summary>Takes over the elements of another tensor, broadcast and converted.</summary>
    public TracedTensor Copy_(TracedTensor source) => Call("aten::copy_.default", source);

    /// <param name="value">A number.</param>
    public TracedTensor Fill_(TracedArgument value) => Call("aten::fill_.Scalar", value);

    public TracedTensor Zero_() => Call("aten::zero_.default");
}
