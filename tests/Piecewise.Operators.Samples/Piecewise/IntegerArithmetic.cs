using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Samples;

internal sealed class IntegerArithmetic : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["piecewise::integer_add.default"] = () =>
        [
            OperatorSample.Of(Tensor.From<byte>([10, 11, 255, 0], 4), Tensor.From<sbyte>([-3, -1, 127, -128], 4), 0.5, 10L, 1.0, -3L, 2.0,
                4L, 0L, 100L, (Value)DType.U8)
                .Gives(Tensor.From<byte>([4, 5, 100, 0], 4)).Showing("values 0, 2.5, 252.5 and -130, in steps of 2 from 4"),
            OperatorSample.Of(Tensor.Zeros(DType.I8, 0), Tensor.Zeros(DType.I8, 0), 1.0, 0L, 1.0, 0L, 1.0, 0L, -128L, 127L, (Value)DType.I8)
                .Gives(Tensor.Zeros(DType.I8, 0)).Showing("no element"),
        ],
        ["piecewise::integer_mul.default"] = () =>
        [
            OperatorSample.Of(Tensor.From<byte>([10, 14, 8], 3), Tensor.From<sbyte>([2, 2, 3], 3), 0.5, 10L, 1.0, -1L, 4.0, 1L, -128L, 127L,
                (Value)DType.I8)
                .Gives(Tensor.From<sbyte>([1, 3, 0], 3)).Showing("0, 6 and -4, in steps of 4 from 1: 1.5 becomes 2"),
        ],
    };
}
