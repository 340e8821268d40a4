using System.Collections.Immutable;
using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Aten;

/// <summary>
/// Normalization over the last dims by mean and variance; the native form also gives the mean and <c>1 / sqrt(variance + eps)</c>.
/// The result is row-major. Source: <c>torch.nn.functional.layer_norm</c>, <c>torch.native_layer_norm</c>.
/// </summary>
internal sealed class LayerNorm : IOperatorSource
{
    public IEnumerable<Operator> Create() =>
    [
        new LayerNormOperator("aten::layer_norm(Tensor input, SymInt[] normalized_shape, Tensor? weight=None, Tensor? bias=None, float eps=1.0000000000000001e-05, bool cudnn_enable=True) -> Tensor"),
        new LayerNormOperator("aten::native_layer_norm(Tensor input, SymInt[] normalized_shape, Tensor? weight, Tensor? bias, float eps) -> (Tensor, Tensor, Tensor)"),
    ];

    private sealed class LayerNormOperator(string schema) : Operator(schema)
    {
        public override IEnumerable<OperatorSample> Samples => Schema.BaseName switch
        {
            "layer_norm" =>
            [
                OperatorSample.Of(
                    Tensor.From(
                        [
                            1.5f, -1.5f, -0.25f, 0.25f, 0.75f, -1.5f, 1.5f, -0.75f, 0.25f, 1.5f, -1.5f, -1.75f, 1.5f, 1.75f, -0.75f,
                            -1.25f, -0.25f, -2, 1.25f, -1.25f, 1.5f, -1.75f, 0, -1.25f
                        ], 2, 3, 4),
                    Value.Ints(4), Tensor.From([-0.25f, 1.25f, 0.5f, -0.75f], 4), Tensor.From([-1.25f, -1, 0.5f, 0], 4))
                    .Gives(
                        Tensor.From(
                            [
                                -1.5987414f, -2.7437072f, 0.38375288f, -0.1743707f, -1.4081134f, -2.5811331f, 1.1324532f, 0.47433996f,
                                -1.3675897f, 0.7638466f, 0.076676816f, 0.7760925f, -1.4736681f, 0.35378078f, 0.09975177f, 0.8829005f,
                                -1.314208f, -2.4767833f, 1.2448125f, 0.42377257f, -1.6231377f, -2.3681717f, 0.6492551f, 0.52239287f
                            ], 2, 3, 4)),
                OperatorSample.Of(
                    Tensor.From(
                        [
                            1.5f, -1.5f, -0.25f, 0.25f, 0.75f, -1.5f, 1.5f, -0.75f, 0.25f, 1.5f, -1.5f, -1.75f, 1.5f, 1.75f, -0.75f,
                            -1.25f, -0.25f, -2, 1.25f, -1.25f, 1.5f, -1.75f, 0, -1.25f
                        ], 2, 3, 4),
                    Value.Ints(3, 4))
                    .Gives(
                        Tensor.From(
                            [
                                1.3384719f, -1.1325532f, -0.10295938f, 0.30887812f, 0.72071564f, -1.1325532f, 1.3384719f, -0.5147969f,
                                0.30887812f, 1.3384719f, -1.1325532f, -1.3384719f, 1.292016f, 1.4810916f, -0.40966362f, -0.7878146f,
                                -0.03151259f, -1.3550411f, 1.1029406f, -0.7878146f, 1.292016f, -1.1659657f, 0.15756293f, -0.7878146f
                            ], 2, 3, 4)),
                OperatorSample.Of(
                    Tensor.From(
                        [
                            1.5f, -1.5f, -0.25f, 0.25f, 0.75f, -1.5f, 1.5f, -0.75f, 0.25f, 1.5f, -1.5f, -1.75f, 1.5f, 1.75f, -0.75f,
                            -1.25f, -0.25f, -2, 1.25f, -1.25f, 1.5f, -1.75f, 0, -1.25f
                        ], 3, 4, 2)
                        .AsStrided([2, 3, 4], [1, 8, 2], 0),
                    Value.Ints(4), Tensor.From([-0.25f, 1.25f, 0.5f, -0.75f], 4), Value.None, 1e-06)
                    .Gives(
                        Tensor.From(
                            [
                                -0.21759686f, -1.9583716f, -0.08703874f, -0.65279055f, -0.0833333f, -1.5277772f, 0.7222219f, 0.4166665f,
                                0.28769797f, 1.0274928f, 0.57539594f, 0.6164956f, 0.21759686f, 1.9583716f, -0.43519372f, -0.1305581f,
                                -0.22818175f, -1.4385371f, 0.5357311f, 0.62501955f, 0.33678606f, 1.2028074f, -0.28867376f, -0.72168446f
                            ], 2, 3, 4))
                    .Showing("row-major whatever the operand is"),
                OperatorSample.Of(
                    Cast.To(
                        Tensor.From([1.5f, -1.5f, -0.25f, 0.25f, 0.75f, -1.5f, 1.5f, -0.75f, 0.25f, 1.5f, -1.5f, -1.75f], 3, 4), DType.BF16),
                    Value.Ints(4), Cast.To(Tensor.From([-0.25f, 1.25f, 0.5f, -0.75f], 4), DType.BF16),
                    Cast.To(Tensor.From([-1.25f, -1, 0.5f, 0], 4), DType.BF16))
                    .Gives(
                        Cast.To(
                            Tensor.From(
                                [
                                    -1.6015625f, -2.75f, 0.3828125f, -0.17480469f, -1.40625f, -2.578125f, 1.1328125f, 0.47460938f,
                                    -1.3671875f, 0.765625f, 0.076660156f, 0.77734375f
                                ], 3, 4),
                            DType.BF16)),
                OperatorSample.Of(Tensor.Zeros(DType.F32, 0, 4), Value.Ints(4)).Gives(Tensor.Zeros(DType.F32, 0, 4)),
                OperatorSample.Of(
                    Tensor.From([1.5, -1.5, -0.25, 0.25, 0.75, -1.5, 1.5, -0.75, 0.25, 1.5, -1.5, -1.75], 3, 4), Value.Ints(4),
                    Tensor.From([-0.25, 1.25, 0.5, -0.75], 4))
                    .Gives(
                        Tensor.From(
                            [
                                -0.3487414081637643, -1.7437070408188216, -0.1162471360545881, -0.17437070408188216, -0.1581133208287221,
                                -1.581133208287221, 0.6324532833148884, 0.4743399624861663, -0.11758977555082667, 1.7638466332624,
                                -0.423323191982976, 0.7760925186354561
                            ], 3, 4)),
            ],
            _ =>
            [
                OperatorSample.Of(
                    Tensor.From(
                        [
                            1.5f, -1.5f, -0.25f, 0.25f, 0.75f, -1.5f, 1.5f, -0.75f, 0.25f, 1.5f, -1.5f, -1.75f, 1.5f, 1.75f, -0.75f,
                            -1.25f, -0.25f, -2, 1.25f, -1.25f, 1.5f, -1.75f, 0, -1.25f
                        ], 2, 3, 4),
                    Value.Ints(4), Tensor.From([-0.25f, 1.25f, 0.5f, -0.75f], 4), Tensor.From([-1.25f, -1, 0.5f, 0], 4), 1e-05)
                    .Gives(
                        Value.List(
                            Tensor.From(
                                [
                                    -1.5987414f, -2.7437072f, 0.38375288f, -0.1743707f, -1.4081134f, -2.5811331f, 1.1324532f, 0.47433996f,
                                    -1.3675897f, 0.7638466f, 0.076676816f, 0.7760925f, -1.4736681f, 0.35378078f, 0.09975177f, 0.8829005f,
                                    -1.314208f, -2.4767833f, 1.2448125f, 0.42377257f, -1.6231377f, -2.3681717f, 0.6492551f, 0.52239287f
                                ], 2, 3, 4),
                            Tensor.From([0f, 0, -0.375f, 0.3125f, -0.5625f, -0.375f], 2, 3, 1),
                            Tensor.From([0.92997706f, 0.843271f, 0.75257456f, 0.75340843f, 0.821862f, 0.7960272f], 2, 3, 1))),
                OperatorSample.Of(
                    Tensor.From(
                        [
                            1.5f, -1.5f, -0.25f, 0.25f, 0.75f, -1.5f, 1.5f, -0.75f, 0.25f, 1.5f, -1.5f, -1.75f, 1.5f, 1.75f, -0.75f,
                            -1.25f, -0.25f, -2, 1.25f, -1.25f, 1.5f, -1.75f, 0, -1.25f
                        ], 2, 3, 4),
                    Value.Ints(3, 4), Value.None, Value.None, 0.001)
                    .Gives(
                        Value.List(
                            Tensor.From(
                                [
                                    1.3380227f, -1.1321731f, -0.102924824f, 0.30877447f, 0.72047377f, -1.1321731f, 1.3380227f, -0.5146241f,
                                    0.30877447f, 1.3380227f, -1.1321731f, -1.3380227f, 1.2916504f, 1.4806724f, -0.4095477f, -0.78759164f,
                                    -0.03150367f, -1.3546576f, 1.1026284f, -0.78759164f, 1.2916504f, -1.1656357f, 0.15751833f, -0.78759164f
                                ], 2, 3, 4),
                            Tensor.From([-0.12499999f, -0.20833333f], 2, 1, 1), Tensor.From([0.8233986f, 0.756088f], 2, 1, 1))),
            ],
        };

        public override NodeType Infer(InferenceContext context)
        {
            var input = context.Tensor("input");
            var kept = NormalizedDims.Check(context, input, context.SymInts("normalized_shape"));
            Shapes.RequireShape(context, "weight", input.Shape[kept..]);
            Shapes.RequireShape(context, "bias", input.Shape[kept..]);
            var result = input.WithShape(input.Shape);
            var statistics = input.WithShape([.. input.Shape[..kept], .. Enumerable.Repeat((SymInt)1, input.Rank - kept)]);
            return Schema.Results.Length == 1 ? result : new TupleType([result, statistics, statistics]);
        }

        public override LoopForm? Loops(InferenceContext context)
        {
            if (KernelCalls.Number(context, "eps") is not { } epsilon)
            {
                return null;
            }
            var kept = context.Tensor("input").Rank - context.SymInts("normalized_shape").Length;
            var form = NormForms.ByDeviation(context, "input", kept, epsilon, "weight", "bias");
            return Schema.Results.Length == 1 ? form with { Results = [form.Results[0]] } : form;
        }

        public override Value Evaluate(EvaluationContext context)
        {
            var input = context.Tensor("input");
            var kept = input.Rank - context.Ints("normalized_shape").Length;
            var (rows, mean, scale) = RowNormalization.ByDeviation(NormalizedDims.ToRows(input, kept), context.Float("eps"));
            var result = Affine.Apply(rows.View(input.Shape), context.OptionalTensor("weight"), context.OptionalTensor("bias"));
            if (Schema.Results.Length == 1)
            {
                return Cast.To(result, input.DType);
            }
            long[] statistics = [.. input.Shape[..kept], .. Enumerable.Repeat(1L, input.Rank - kept)];
            return Value.List(Cast.To(result, input.DType), Cast.To(mean, input.DType).View(statistics), Cast.To(scale, input.DType).View(statistics));
        }
    }
}
