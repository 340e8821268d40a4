using Piecewise.Tensors;

namespace Piecewise.Tracing;

// Functions of single elements.
internal sealed partial class TracedTensor
{
    public TracedTensor Sigmoid() => Call("aten::sigmoid.default");

    public TracedTensor Relu() => Call("aten::relu.default");

    public TracedTensor Silu() => Call("aten::silu.default");

    /// <param name="approximate"><c>none</c> (the exact form) or <c>tanh</c>.</param>
    public TracedTensor Gelu(string approximate = "none") => Call("aten::gelu.default", Op.Named("approximate", approximate));

    public TracedTensor Tanh() => Call("aten::tanh.default");

    public TracedTensor Exp() => Call("aten::exp.default");

    public TracedTensor Log() => Call("aten::log.default");

    public TracedTensor Sqrt() => Call("aten::sqrt.default");

    public TracedTensor Rsqrt() => Call("aten::rsqrt.default");

    public TracedTensor Reciprocal() => Call("aten::reciprocal.default");

    public TracedTensor Abs() => Call("aten::abs.default");

    public TracedTensor Sin() => Call("aten::sin.default");

    public TracedTensor Cos() => Call("aten::cos.default");

    /// <param name="exponent">A number.</param>
    public TracedTensor Pow(TracedArgument exponent) => Call("aten::pow.Tensor_Scalar", exponent);

    public TracedTensor Pow(TracedTensor exponent) => Call("aten::pow.Tensor_Tensor", exponent);

    /// <summary>The tensor with <paramref name="value"/> where <paramref name="mask"/> is true.</summary>
    /// <param name="mask">bool, broadcast to this tensor's shape.</param>
    /// <param name="value">A number.</param>
    public TracedTensor MaskedFill(TracedTensor mask, TracedArgument value) => Call("aten::masked_fill.Scalar", mask, value);

    /// <summary>The elements converted; the tensor itself where it has that dtype already.</summary>
    public TracedTensor To(DType dtype) => Call("aten::to.dtype", dtype);

    /// <summary>A copy in memory of its own.</summary>
    public TracedTensor Clone() => Call("aten::clone.default");

    /// <summary>Row-major memory: the tensor itself where it is so already, else a copy.</summary>
    public TracedTensor Contiguous() => Call("aten::contiguous.default");

    /// <summary>Uninitialized memory of this shape and dtype.</summary>
    public TracedTensor EmptyLike() => Call("aten::empty_like.default");

    public TracedTensor ZerosLike() => Call("aten::zeros_like.default");
}
