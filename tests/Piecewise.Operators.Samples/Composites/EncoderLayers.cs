using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Composites;

internal sealed class EncoderLayers : ISampleSource
{
    // Two sequences of three tokens with four features.
    private static Tensor Source => Tensor.From([-0.08f, 0.36f, -0.78f, 0.07f, 0.66f, -0.29f, 1.62f, -1.6f, 0.4f, 0.61f, 0.76f, -0.03f,
        -0.34f, 0.49f, -0.08f, -1.81f, 0.49f, 0.21f, 0.34f, 1.35f, 0.37f, 0.01f, 0.77f, -0.11f], 2, 3, 4);

    public SampleTable Samples => new()
    {
        ["aten::_transformer_encoder_layer_fwd.default"] = () =>
        [
            Call(false, false).Gives(Tensor.From([0.0572266467f, 0.622874081f, -1.10129619f, -1.70947564f, -0.0115148397f, 0.643070757f,
                -1.10755897f, -1.70958149f, -0.0120568275f, 0.638762951f, -1.10637748f, -1.70971513f, 0.431827158f, 0.495664507f,
                -1.07997155f, -1.70837736f, 0.194506779f, 0.593533516f, -1.09479797f, -1.70876217f, 0.253171653f, 0.579338789f,
                -1.09280705f, -1.70843351f], 2, 3, 4)),
            Call(true, true).Gives(Tensor.From([-6.00024796f, 1.85334492f, 4.7253933f, -20.5047646f, -4.22324753f, -2.02377725f,
                7.58343315f, -20.9744377f, -4.66560936f, -0.802013993f, 6.73190355f, -19.5114155f, -6.05045462f, 2.7488842f, 5.29017448f,
                -20.5277767f, -3.16945028f, -2.58301973f, 6.37034178f, -11.5148125f, -3.30811644f, -1.26129436f, 6.63717699f,
                -12.447443f], 2, 3, 4)),
            Call(false, false, Tensor.From([0f, float.NegativeInfinity, float.NegativeInfinity, 0, 0, float.NegativeInfinity, 0, 0, 0],
                3, 3), 0).Gives(Tensor.From([0.47124064f, 0.497632056f, -1.08365047f, -1.70770597f, -0.0108968075f, 0.643233776f,
                -1.10759473f, -1.70957053f, -0.0120568275f, 0.638762951f, -1.10637748f, -1.70971513f, 0.131431133f, 0.61888665f,
                -1.10069871f, -1.70875812f, 0.218716592f, 0.591717184f, -1.09506023f, -1.70850813f, 0.253171653f, 0.579338789f,
                -1.09280705f, -1.70843351f], 2, 3, 4)),
            // The second sequence sees nothing.
            Call(false, true, Tensor.From([false, false, true, true, true, true], 2, 3), 1).Gives(Tensor.From([-5.11024475f,
                -1.04830348f, 5.02416515f, -19.1460018f, -3.90897393f, -3.87855411f, 7.71512747f, -20.7401791f, -4.26510096f,
                -2.95047331f, 6.8980422f, -19.1258488f, .. Enumerable.Repeat(float.NaN, 12)], 2, 3, 4)),
            Call(false, false, Tensor.From([false, false, false, false, false, false, false, false, false, false, true, true, false,
                false, false, false, false, false, false, false, false, false, false, false, true, false, false, false, false, false,
                false, false, false, true, false, false], 2, 2, 3, 3), 2).Gives(Tensor.From([0.460153252f, 0.499344051f, -1.08315969f,
                -1.70783222f, -0.0115148397f, 0.643070757f, -1.10755897f, -1.70958149f, -0.0120568275f, 0.638762951f, -1.10637748f,
                -1.70971513f, 0.431827158f, 0.495664507f, -1.07997155f, -1.70837736f, 0.194506779f, 0.593533516f, -1.09479797f,
                -1.70876217f, 0.309839189f, 0.556081891f, -1.08883953f, -1.7083652f], 2, 3, 4)),
        ],
    };

    private static OperatorSample Call(bool gelu, bool normFirst, Tensor? mask = null, long? maskType = null) => OperatorSample.Of(
        Source, 4L, 2L,
        Tensor.From([-1.2f, 1.03f, 0.07f, -0.18f, -1.52f, 0.91f, 0.25f, -0.69f, 0.56f, -0.25f, -1.08f, 0.59f, 0.72f, -0.35f, -0.53f,
            -0.69f, 0.62f, 1.91f, -1.58f, 0.51f, 0.2f, -0.2f, -0.41f, 0.69f, 0.62f, 1.14f, -0.12f, 0.63f, -1.95f, -1.22f, -0.33f, -0.42f,
            0.72f, 1.08f, 1.73f, -1.47f, 1.14f, 2.06f, -0.44f, 1.77f, 0.34f, 0.5f, 0.55f, -0.26f, -0.59f, 0.87f, -1.31f, 0.69f], 12, 4),
        Tensor.From([-0.53f, 0.81f, -0.8f, -1.05f, -0.11f, 0.35f, -0.44f, -0.95f, -0.06f, -1.44f, -1.21f, 1.09f], 12),
        Tensor.From([-0.38f, 0.51f, 0.58f, -0.02f, 2.25f, -0.31f, -0.7f, -2.63f, -0.47f, 0.03f, 0.16f, 0.4f, 0.02f, 2.36f, -0.8f, 0.19f],
            4, 4),
        Tensor.From([-0.03f, 1.46f, 3.79f, 0.27f], 4), gelu, normFirst, 1e-5, Tensor.From([0.4f, -0.61f, 0.38f, 0.49f], 4),
        Tensor.From([-1.97f, -2.03f, 0.57f, -0.12f], 4), Tensor.From([-0.92f, -0.74f, 0.17f, 0.01f], 4),
        Tensor.From([0.13f, -0.47f, -1.33f, -1.71f], 4),
        Tensor.From([0.12f, -0.05f, -0.37f, 1.01f, 1.36f, -0.6f, -1.23f, -0.02f, -0.53f, -0.55f, -1.07f, 1.52f], 3, 4),
        Tensor.From([-0.02f, -1.09f, 0.1f], 3),
        Tensor.From([0.64f, -0.4f, 0.46f, -1.88f, -0.61f, 0.2f, -0.79f, 0.54f, -0.43f, -0.25f, 0.15f, -1.02f], 4, 3),
        Tensor.From([0.17f, -2.13f, 0.93f, 0.27f], 4), mask is null ? Value.None : mask, maskType is { } kind ? kind : Value.None);
}
