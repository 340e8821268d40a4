using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Composites;

internal sealed class QuantizationParameters : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["quantized_decomposed::choose_qparams.tensor"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, -2, 0.25f, 0.3f, 127, -0.6f], 2, 3), -128L, 127L, 0.000244140625,
                Value.FromLiteral(new DTypeArgument(DType.I8)))
                .Gives(Value.List(Tensor.From([0.5058823823928833], 1), Tensor.From([-124L], 1))),
            OperatorSample.Of(Tensor.From([1f, 2, 0.25f, 0.3f, 127, 0.6f], 2, 3), 0L, 255L, 0.000244140625,
                Value.FromLiteral(new DTypeArgument(DType.U8)))
                .Gives(Value.List(Tensor.From([0.49803921580314636], 1), Tensor.From([0L], 1)))
                .Showing("0 is among the values"),
            OperatorSample.Of(Tensor.From([0f, 0], 2), 0L, 255L, 0.000244140625, Value.FromLiteral(new DTypeArgument(DType.U8)))
                .Gives(Value.List(Tensor.From([0.000244140625], 1), Tensor.From([0L], 1))),
            OperatorSample.Of(Cast.To(Tensor.From([1f, -2, 0.25f, 0.30078125f, 127, -0.6015625f], 2, 3), DType.BF16), -128L, 127L,
                0.000244140625, Value.FromLiteral(new DTypeArgument(DType.I8)))
                .Gives(Value.List(Tensor.From([0.5078125], 1), Tensor.From([-124L], 1))),
            OperatorSample.Of(Cast.To(Tensor.From([1f, -2, 0.25f, 0.30004883f, 127, -0.60009766f], 2, 3), DType.F16), -128L, 127L,
                0.000244140625, Value.FromLiteral(new DTypeArgument(DType.I8)))
                .Gives(Value.List(Tensor.From([0.505859375], 1), Tensor.From([-124L], 1))),
        ],
        ["quantized_decomposed::choose_qparams_symmetric.tensor"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, -2, 0.25f, 0.3f, 127, -0.6f], 2, 3), -127L, 127L, 0.000244140625,
                Value.FromLiteral(new DTypeArgument(DType.I8)))
                .Gives(Value.List(Tensor.From([1.0], 1), Tensor.From([0L], 1))),
            OperatorSample.Of(Tensor.From([-1f, 2, -0.25f, -0.3f, -127, 0.6f], 2, 3), 0L, 255L, 0.000244140625,
                Value.FromLiteral(new DTypeArgument(DType.U8)))
                .Gives(Value.List(Tensor.From([0.9960784316062927], 1), Tensor.From([128L], 1))),
        ],
        ["quantized_decomposed::choose_qparams_per_token.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, -2, 0.25f, 0.3f, 127, -0.6f], 2, 3), Value.FromLiteral(new DTypeArgument(DType.I8)))
                .Gives(Value.List(Tensor.From([0.015748031437397003, 1.0], 2, 1), Tensor.From([0L, 0], 2, 1))),
            OperatorSample.Of(Cast.To(Tensor.From([0f, -0f, 0, 0, 0, -0f], 2, 3), DType.F16),
                Value.FromLiteral(new DTypeArgument(DType.I8)))
                .Gives(Value.List(Tensor.From([7.874015750530816e-08, 7.874015750530816e-08], 2, 1), Tensor.From([0L, 0], 2, 1))),
            OperatorSample.Of(Cast.To(Tensor.From([1f, -2, 0.25f, 0.30078125f, 127, -0.6015625f], 2, 3), DType.BF16),
                Value.FromLiteral(new DTypeArgument(DType.I8)))
                .Gives(Value.List(Tensor.From([0.0157470703125, 1.0], 2, 1), Tensor.From([0L, 0], 2, 1))),
        ],
        ["quantized_decomposed::choose_qparams_per_token_asymmetric.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, -2, 0.25f, 0.3f, 127, -0.6f], 2, 3), Value.FromLiteral(new DTypeArgument(DType.I8)))
                .Gives(Value.List(Tensor.From([0.0117647061124444, 0.5003921389579773], 2, 1), Tensor.From([42L, -127], 2, 1))),
            OperatorSample.Of(Tensor.From([0f, 0], 1, 2), Value.FromLiteral(new DTypeArgument(DType.I8)))
                .Gives(Value.List(Tensor.From([1.1920928955078125e-07], 1, 1), Tensor.From([127L], 1, 1))),
            OperatorSample.Of(Cast.To(Tensor.From([1f, -2, 0.25f, 0.30078125f, 127, -0.6015625f], 2, 3), DType.BF16),
                Value.FromLiteral(new DTypeArgument(DType.I8)))
                .Gives(Value.List(Tensor.From([0.01177978515625, 0.5], 2, 1), Tensor.From([42L, -127], 2, 1))),
        ],
        ["quantized_decomposed::_choose_qparams_per_token_asymmetric_impl.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, -2, 0.25f, 0.3f, 127, -0.6f], 2, 3), Value.FromLiteral(new DTypeArgument(DType.I8)))
                .Gives(Value.List(Tensor.From([0.0117647061124444, 0.5003921389579773], 2, 1), Tensor.From([42L, -127], 2, 1))),
            OperatorSample.Of(Tensor.From([0f, 0], 1, 2), Value.FromLiteral(new DTypeArgument(DType.I8)))
                .Gives(Value.List(Tensor.From([1.1920928955078125e-07], 1, 1), Tensor.From([127L], 1, 1))),
            OperatorSample.Of(Cast.To(Tensor.From([1f, -2, 0.25f, 0.30078125f, 127, -0.6015625f], 2, 3), DType.BF16),
                Value.FromLiteral(new DTypeArgument(DType.I8)))
                .Gives(Value.List(Tensor.From([0.01177978515625, 0.5], 2, 1), Tensor.From([42L, -127], 2, 1))),
        ],
    };
}
