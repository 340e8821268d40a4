using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators;

/// <summary>Memory for results: the shape rule says which shape and strides they have.</summary>
internal static class Results
{
    /// <summary>Zeroed memory for the single result of a call.</summary>
    public static Tensor Allocate(EvaluationContext context) => Allocate(context.Operator.Infer(context.Types()));

    public static Tensor Allocate(NodeType type) => type is TensorType tensor
        ? Tensor.ZerosStrided(tensor.DType, [.. tensor.Shape.Select(s => s.Constant)], [.. tensor.Strides.Select(s => s.Constant)])
        : throw new InvalidOperationException($"{type} is not the type of one tensor.");

    /// <summary>A number as a tensor of rank 0; a float becomes an integer by truncation.</summary>
    public static Tensor Number(Scalar number, DType dtype) =>
        Cast.To(number.IsFloat ? Tensor.Scalar(number.ToDouble()) : Tensor.Scalar(number.ToInt64()), dtype);

    /// <summary>A copy with the same strides, gaps and repeated elements included.</summary>
    public static Tensor CopyWithStrides(Tensor source)
    {
        var result = Tensor.ZerosStrided(source.DType, source.Shape, source.Strides);
        Strided.Copy(source, result);
        return result;
    }

    /// <summary>A new tensor in the memory order of another: dense, as <c>clone</c> with the preserve format makes it.</summary>
    public static Tensor CopyOf(Tensor source) => Cast.Copy(source, source.DType);
}
