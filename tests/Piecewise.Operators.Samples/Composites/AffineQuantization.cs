using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Composites;

/// <summary>Groups of two, rows, and whole tensors; numbers that can be checked by hand.</summary>
internal sealed class AffineQuantization : ISampleSource
{
    private static Tensor X => Tensor.From([1f, -2, 3, 0.5f, 8, -4, 0, 6], 2, 4);

    public SampleTable Samples => new()
    {
        ["torchao::quantize_affine.default"] = () =>
        [
            OperatorSample.Of(X, Value.Ints(1, 2), Tensor.From([1f, 0.5f, 2, 2], 2, 2), Tensor.From([0, 1, 0, -1], 2, 2), DType.I8)
                .Gives(Tensor.From<sbyte>([1, -2, 7, 2, 4, -2, -1, 2], 2, 4)).Showing("a scale and a zero for each two of a row"),
            OperatorSample.Of(X, Value.Ints(1, 4), Tensor.From([1f, 2], 2), Value.None, DType.I8, -2L, 3L, "NONE")
                .Gives(Tensor.From<sbyte>([1, -2, 3, 0, 3, -2, 0, 3], 2, 4)).Showing("rows, without a zero, bounded"),
            OperatorSample.Of(X, Value.Ints(-1, -1), Tensor.From([1f], 1), Tensor.From([4f], 1), DType.U8, 0L, 7L, "FLOAT")
                .Gives(Tensor.From<byte>([1, 0, 3, 0, 7, 0, 0, 6], 2, 4)).Showing("a zero in floats: the middle of the levels is 4"),
        ],
        ["torchao::dequantize_affine.default"] = () =>
        [
            OperatorSample.Of(Tensor.From<sbyte>([1, -2, 7, 2], 1, 4), Value.Ints(1, 2), Tensor.From([1f, 0.5f], 1, 2),
                Tensor.From([0, 1], 1, 2), DType.I8)
                .Gives(Tensor.From([1f, -2, 3, 0.5f], 1, 4)),
            OperatorSample.Of(Tensor.From<sbyte>([1, -2, 7, 2], 2, 2), Value.Ints(1, 2), Tensor.From([1f, 0.5f], 2), Value.None, DType.I8,
                -8L, 7L, "NONE")
                .Gives(Tensor.From([1f, -2, 3.5f, 1], 2, 2)).Showing("rows without a zero"),
            OperatorSample.Of(Tensor.From<byte>([1, 0, 3, 7], 4), Value.Ints(4), Tensor.From([2f], 1), Tensor.From([5f], 1), DType.U8, 0L,
                7L, "FLOAT", DType.BF16)
                .Gives(Cast.To(Tensor.From([-1f, -3, 3, 11], 4), DType.BF16)).Showing("from the middle of the levels, in bf16"),
        ],
        ["torchao::choose_qparams_affine.default"] = () =>
        [
            OperatorSample.Of(X, "SYMMETRIC", Value.Ints(1, 4), DType.I8, -4L, 4L, 0.001)
                .Gives(Value.List(Tensor.From([0.75f, 2], 2), Tensor.From([0f, 0], 2))).Showing("of rows"),
            OperatorSample.Of(X, "ASYMMETRIC", Value.Ints(2, 4), DType.U8, 0L, 6L, 0.001, DType.F64, DType.I64)
                .Gives(Value.List(Tensor.Scalar(2.0), Tensor.Scalar(2L))).Showing("of the tensor: from -4 to 8"),
            OperatorSample.Of(X, "SYMMETRIC_NO_CLIPPING_ERR", Value.Ints(1, 2), DType.I8, -4L, 3L, 0.001, Value.None, DType.I32)
                .With("keepdim", true)
                .Gives(Value.List(Tensor.From([0.5f, 1, 8f / 3, 2], 2, 2, 1), Tensor.From([0, 0, 0, 0], 2, 2, 1)))
                .Showing("the larger of two scales, with the dims that were reduced"),
            OperatorSample.Of(X, "ASYMMETRIC", Value.Ints(1, 4), DType.U8, 0L, 15L, 0.001).With("preserve_zero", false)
                .With("zero_point_domain", "FLOAT")
                .Gives(Value.List(Tensor.From([1 / 3f, 0.8f], 2), Tensor.From([2f / 3, 2.4f], 2)))
                .Showing("in floats: the smallest, and eight steps more"),
            OperatorSample.Of(Tensor.Zeros(DType.F32, 1, 2), "ASYMMETRIC", Value.Ints(1, 2), DType.I8)
                .Gives(Value.List(Tensor.From([1.1920929e-7f], 1), Tensor.From([-128], 1))).Showing("the smallest scale"),
        ],
    };
}
