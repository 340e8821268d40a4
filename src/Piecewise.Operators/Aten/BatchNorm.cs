using System.Collections.Immutable;
using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Aten;

/// <summary>
/// Normalization of each channel (dim 1), by stored statistics or, where none are kept, by those of the batch or of each example. Both at once,
/// stored statistics that those of the batch update, is training, and refused. Source: <c>torch.nn.functional.batch_norm</c>,
/// <c>torch.nn.functional.instance_norm</c>.
/// </summary>
internal sealed class BatchNorm : IOperatorSource
{
    private const string Training =
        "with running statistics it updates them in this mode, which is training; call model.eval() before torch.export.export and export again.";

    public IEnumerable<Operator> Create() =>
    [
        new StoredStatisticsOperator("aten::batch_norm(Tensor input, Tensor? weight, Tensor? bias, Tensor? running_mean, Tensor? running_var, bool training, float momentum, float eps, bool cudnn_enabled) -> Tensor"),
        new StoredStatisticsOperator("aten::native_batch_norm(Tensor input, Tensor? weight, Tensor? bias, Tensor? running_mean, Tensor? running_var, bool training, float momentum, float eps) -> (Tensor, Tensor, Tensor)"),
        new StoredStatisticsOperator("aten::_native_batch_norm_legit_no_training(Tensor input, Tensor? weight, Tensor? bias, Tensor running_mean, Tensor running_var, float momentum, float eps) -> (Tensor, Tensor, Tensor)"),
        // PyTorch's schema says that the running statistics are written, which happens in training only.
        new StoredStatisticsOperator("aten::_native_batch_norm_legit(Tensor input, Tensor? weight, Tensor? bias, Tensor running_mean, Tensor running_var, bool training, float momentum, float eps) -> (Tensor, Tensor, Tensor)"),
        new StoredStatisticsOperator("aten::_native_batch_norm_legit_functional(Tensor input, Tensor? weight, Tensor? bias, Tensor running_mean, Tensor running_var, bool training, float momentum, float eps) -> (Tensor, Tensor, Tensor, Tensor running_mean_out, Tensor running_var_out)"),
        new BatchStatisticsOperator(),
        new InstanceNormOperator(),
    ];

    private static Tensor Normalize(EvaluationContext context, Tensor input)
    {
        var operand = Cast.To(input, Pointwise.ComputeDType(input.DType));
        var mean = Cast.To(context.Tensor("running_mean"), DType.F64);
        var variance = Cast.To(context.Tensor("running_var"), DType.F64);
        var scale = Elementwise.Map<InverseRoot, double, double>(variance, new(context.Float("eps")));
        var shift = Elementwise.Map<NegatedProduct, double, double>(mean, scale, default);
        var normalized = Affine.Apply(operand, Affine.OverChannels(scale, input.Rank), Affine.OverChannels(shift, input.Rank));
        return Finish(context, normalized, input.DType);
    }

    // By each channel's mean and variance over the batch; with the mean and 1 / sqrt(variance + eps).
    private static (Tensor Result, Tensor Mean, Tensor Scale) ByBatch(EvaluationContext context, Tensor input)
    {
        int[] dims = [0, .. Enumerable.Range(2, input.Rank - 2)];
        var rows = Reductions.ToRows(Cast.To(input, Pointwise.ComputeDType(input.DType)), dims);
        var (normalized, mean, scale) = RowNormalization.ByDeviation(rows, context.Float("eps"));
        long[] moved = [input.Shape[1], input.Shape[0], .. input.Shape[2..]];
        var strides = Layout.ContiguousStrides(moved);
        var back = normalized.AsStrided(input.Shape, [strides[1], strides[0], .. strides[2..]], 0);
        var laid = Tensor.ZerosStrided(input.DType, input.Shape, OutputLayout.Strides(input.Shape, input));
        laid.CopyFrom(Finish(context, back, input.DType));
        return (laid, Cast.To(mean, input.DType), Cast.To(scale, input.DType));
    }

    // The channels' weights and biases.
    private static Tensor Finish(EvaluationContext context, Tensor normalized, DType dtype) => Cast.To(
        Affine.Apply(
            normalized,
            Affine.OverChannels(context.OptionalTensor("weight"), normalized.Rank),
            Affine.OverChannels(context.OptionalTensor("bias"), normalized.Rank)),
        dtype);

    private static TensorType Operand(InferenceContext context)
    {
        var input = context.Tensor("input");
        if (input.Rank < 2 || !input.DType.IsFloat())
        {
            throw context.Error($"takes floats [N, C, ...], found {input}.");
        }
        foreach (var name in new[] { "weight", "bias", "running_mean", "running_var" }.Where(context.Operator.Schema.HasArgument))
        {
            Shapes.RequireVector(context, name, input.Shape[1]);
        }
        return input;
    }

    /// <summary>
    /// The stored statistics are used, and those that the native forms would have taken of the batch are empty; or, in training mode without stored
    /// ones, those of the batch.
    /// </summary>
    private sealed class StoredStatisticsOperator(string schema) : Operator(schema)
    {
        private bool IsFunctional => Schema.Results.Length == 5;

        public override IEnumerable<OperatorSample> Samples => Schema.BaseName switch
        {
            "batch_norm" =>
            [
                OperatorSample.Of(
                    Tensor.From(
                        [
                            1.5f, -1.5f, -0.25f, 0.25f, 0.75f, -1.5f, 1.5f, -0.75f, 0.25f, 1.5f, -1.5f, -1.75f, 1.5f, 1.75f, -0.75f,
                            -1.25f, -0.25f, -2, 1.25f, -1.25f, 1.5f, -1.75f, 0, -1.25f
                        ], 2, 4, 3),
                    Tensor.From([-0.25f, 1.25f, 0.5f, -0.75f], 4), Tensor.From([-1.25f, -1, 0.5f, 0], 4),
                    Tensor.From([1.25f, 0.25f, -2, -0.25f], 4), Tensor.From([3f, 1.25f, 1.25f, 1.5f], 4), false, 0.1, 1e-05, true)
                    .Gives(
                        Tensor.From(
                            [
                                -1.2860843f, -0.8530723f, -1.033494f, -1, -0.4409852f, -2.9565518f, 2.0652416f, 1.0590148f, 1.5062267f,
                                -1.0716481f, 0.765463f, 0.91855556f, -1.2860843f, -1.3221686f, -0.9613253f, -2.6770444f, -1.5590148f,
                                -3.5155666f, 1.9534385f, 0.8354089f, 2.0652416f, 0.91855556f, -0.1530926f, 0.6123704f
                            ], 2, 4, 3)),
                OperatorSample.Of(
                    Tensor.From(
                        [
                            1.5f, -1.5f, -0.25f, 0.25f, 0.75f, -1.5f, 1.5f, -0.75f, 0.25f, 1.5f, -1.5f, -1.75f, 1.5f, 1.75f, -0.75f, -1.25f,
                            -0.25f, -2, 1.25f, -1.25f, 1.5f, -1.75f, 0, -1.25f
                        ], 2, 4, 3),
                    Tensor.From([-0.25f, 1.25f, 0.5f, -0.75f], 4), Tensor.From([-1.25f, -1, 0.5f, 0], 4), Value.None, Value.None, true, 0.1, 1e-05, true)
                    .Gives(
                        Tensor.From(
                            [
                                -1.4724193f, -0.879301f, -1.1264336f, 0.16208105f, 0.79594344f, -2.0564373f, 0.9941838f, -0.032197915f,
                                0.4239717f, -1.4502676f, 0.4482645f, 0.60647553f, -1.4724193f, -1.5218458f, -1.0275806f, -1.7395061f,
                                -0.4717813f, -2.6902997f, 0.8801414f, -0.26028273f, 0.9941838f, 0.60647553f, -0.50100154f, 0.2900535f
                            ], 2, 4, 3))
                    .Showing("without running statistics, those of the batch"),
                OperatorSample.Of(
                    Tensor.From([1.5f, 0.25f, 1.5f, 1.5f, 1.5f, -1.25f, 1.25f, -1.75f], 2, 4), Value.None, Value.None,
                    Tensor.From([1.25f, 0.25f, -2, -0.25f], 4), Tensor.From([3f, 1.25f, 1.25f, 1.5f], 4), false, 0.1, 0.001, true)
                    .Gives(Tensor.From([0.14431354f, 0, 3.1292436f, 1.4283929f, 0.14431354f, -1.3411044f, 2.9057262f, -1.2243367f], 2, 4)),
                OperatorSample.Of(
                    Cast.To(
                        Tensor.From(
                            [
                                1.5f, -1.5f, -0.25f, 0.25f, 0.75f, -1.5f, 1.5f, -0.75f, 0.25f, 1.5f, -1.5f, -1.75f, 1.5f, 1.75f, -0.75f,
                                -1.25f, -0.25f, -2, 1.25f, -1.25f, 1.5f, -1.75f, 0, -1.25f
                            ], 2, 4, 3),
                        DType.BF16),
                    Tensor.From([-0.25f, 1.25f, 0.5f, -0.75f], 4), Tensor.From([-1.25f, -1, 0.5f, 0], 4),
                    Tensor.From([1.25f, 0.25f, -2, -0.25f], 4), Tensor.From([3f, 1.25f, 1.25f, 1.5f], 4), false, 0.1, 1e-05, true)
                    .Gives(
                        Cast.To(
                            Tensor.From(
                                [
                                    -1.2890625f, -0.8515625f, -1.03125f, -1, -0.44140625f, -2.953125f, 2.0625f, 1.0625f, 1.5078125f,
                                    -1.0703125f, 0.765625f, 0.91796875f, -1.2890625f, -1.3203125f, -0.9609375f, -2.671875f, -1.5625f,
                                    -3.515625f, 1.953125f, 0.8359375f, 2.0625f, 0.91796875f, -0.15332031f, 0.61328125f
                                ], 2, 4, 3),
                            DType.BF16)),
            ],
            "_native_batch_norm_legit" or "_native_batch_norm_legit_functional" =>
            [
                OperatorSample.Of(
                    Tensor.From([1.5f, 0.25f, 1.5f, 1.5f, 1.5f, -1.25f, 1.25f, -1.75f], 2, 4), Value.None, Value.None,
                    Tensor.From([1.25f, 0.25f, -2, -0.25f], 4), Tensor.From([3f, 1.25f, 1.25f, 1.5f], 4), false, 0.1, 0.001)
                    .Gives(
                        Value.List(
                            [
                                Tensor.From([0.14431354f, 0, 3.1292436f, 1.4283929f, 0.14431354f, -1.3411044f, 2.9057262f, -1.2243367f], 2, 4),
                                Tensor.Zeros(DType.F32, 0), Tensor.Zeros(DType.F32, 0),
                                .. IsFunctional ? new Value[] { Tensor.From([1.25f, 0.25f, -2, -0.25f], 4), Tensor.From([3f, 1.25f, 1.25f, 1.5f], 4) } : [],
                            ])),
            ],
            "native_batch_norm" =>
            [
                OperatorSample.Of(
                    Tensor.From(
                        [
                            1.5f, -1.5f, -0.25f, 0.25f, 0.75f, -1.5f, 1.5f, -0.75f, 0.25f, 1.5f, -1.5f, -1.75f, 1.5f, 1.75f, -0.75f,
                            -1.25f, -0.25f, -2, 1.25f, -1.25f, 1.5f, -1.75f, 0, -1.25f
                        ], 2, 4, 3),
                    Tensor.From([-0.25f, 1.25f, 0.5f, -0.75f], 4), Tensor.From([-1.25f, -1, 0.5f, 0], 4),
                    Tensor.From([1.25f, 0.25f, -2, -0.25f], 4), Tensor.From([3f, 1.25f, 1.25f, 1.5f], 4), false, 0.1, 1e-05)
                    .Gives(
                        Value.List(
                            Tensor.From(
                                [
                                    -1.2860843f, -0.8530723f, -1.033494f, -1, -0.4409852f, -2.9565518f, 2.0652416f, 1.0590148f, 1.5062267f,
                                    -1.0716481f, 0.765463f, 0.91855556f, -1.2860843f, -1.3221686f, -0.9613253f, -2.6770444f, -1.5590148f,
                                    -3.5155666f, 1.9534385f, 0.8354089f, 2.0652416f, 0.91855556f, -0.1530926f, 0.6123704f
                                ], 2, 4, 3),
                            Tensor.Zeros(DType.F32, 0), Tensor.Zeros(DType.F32, 0))),
                OperatorSample.Of(
                    Tensor.From([1f, 3, -1, 5, 2, 2], 3, 2), Value.None, Value.None, Value.None, Value.None, true, 0.1, 0.0)
                    .Gives(
                        Value.List(
                            Tensor.From([0.26726124f, -0.26726124f, -1.3363062f, 1.3363062f, 1.069045f, -1.069045f], 3, 2),
                            Tensor.From([0.6666667f, 3.3333333f], 2), Tensor.From([0.80178373f, 0.80178373f], 2)))
                    .Showing("without running statistics, those of the batch"),
            ],
            _ =>
            [
                OperatorSample.Of(
                    Tensor.From(
                        [
                            1.5f, -1.5f, -0.25f, 0.25f, 0.75f, -1.5f, 1.5f, -0.75f, 0.25f, 1.5f, -1.5f, -1.75f, 1.5f, 1.75f, -0.75f,
                            -1.25f, -0.25f, -2, 1.25f, -1.25f, 1.5f, -1.75f, 0, -1.25f
                        ], 2, 4, 3),
                    Tensor.From([-0.25f, 1.25f, 0.5f, -0.75f], 4), Tensor.From([-1.25f, -1, 0.5f, 0], 4),
                    Tensor.From([1.25f, 0.25f, -2, -0.25f], 4), Tensor.From([3f, 1.25f, 1.25f, 1.5f], 4), 0.1, 1e-05)
                    .Gives(
                        Value.List(
                            Tensor.From(
                                [
                                    -1.2860843f, -0.8530723f, -1.033494f, -1, -0.4409852f, -2.9565518f, 2.0652416f, 1.0590148f, 1.5062267f,
                                    -1.0716481f, 0.765463f, 0.91855556f, -1.2860843f, -1.3221686f, -0.9613253f, -2.6770444f, -1.5590148f,
                                    -3.5155666f, 1.9534385f, 0.8354089f, 2.0652416f, 0.91855556f, -0.1530926f, 0.6123704f
                                ], 2, 4, 3),
                            Tensor.Zeros(DType.F32, 0), Tensor.Zeros(DType.F32, 0))),
                OperatorSample.Of(
                    Tensor.From(
                        [
                            1f, 0.5f, 1.75f, -0.75f, 1.25f, 1.25f, -1.25f, -1, -1.25f, -0.75f, 0.5f, -0.75f, 0.75f, -1.5f, 0.5f, -1, 0.75f,
                            -1, -1.25f, 0.5f, -2, 1, -0.75f, 0, 1.5f, 0.5f, -1.5f, -1.75f, 0.5f, -0.5f, 1, -0.5f
                        ], 2, 2, 2, 4)
                        .AsStrided([2, 4, 2, 2], [16, 1, 8, 4], 0),
                    Tensor.From([-0.25f, 1.25f, 0.5f, -0.75f], 4), Tensor.From([-1.25f, -1, 0.5f, 0], 4),
                    Tensor.From([1.25f, 0.25f, -2, -0.25f], 4), Tensor.From([3f, 1.25f, 1.25f, 1.5f], 4), 0.1, 1e-05)
                    .Gives(
                        Value.List(
                            Tensor.From(
                                [
                                    -1.2139156f, -1.25f, -0.88915664f, -1.1778313f, -0.7204926f, 0.118029594f, -2.1180296f, -2.9565518f,
                                    2.1770444f, 0.8354089f, 1.6180296f, 1.6180296f, 0.3061852f, 0.45927778f, 0.3061852f, 0.45927778f,
                                    -1.1778313f, -0.78090364f, -1.2860843f, -1.141747f, -2.397537f, -0.1614778f, -0.7204926f, -1.8385222f,
                                    0.8354089f, 1.0590148f, 0.723606f, 1.8416356f, -0.45927778f, -0.1530926f, 0.91855556f, 0.1530926f
                                ], 2, 4, 2, 2),
                            Tensor.Zeros(DType.F32, 0), Tensor.Zeros(DType.F32, 0)))
                    .WithStrides(16, 1, 8, 4),
            ],
        };

        public override NodeType Infer(InferenceContext context)
        {
            var input = Operand(context);
            var usesBatch = Schema.HasArgument("training") && context.Bool("training");
            if (context.IsNone("running_mean") != context.IsNone("running_var"))
            {
                throw context.Error("takes a running mean and a running variance, or neither.");
            }
            if (usesBatch != context.IsNone("running_mean"))
            {
                throw context.Error(usesBatch ? Training : "has neither running statistics nor, with training=False, those of the batch.");
            }
            var result = input.WithShape(input.Shape, Strides.Pointwise(context, input.Shape, input));
            var statistics = input.WithShape([usesBatch ? input.Shape[1] : 0]);
            return Schema.Results.Length == 1 ? result
                : IsFunctional ? new TupleType([result, statistics, statistics, context.Tensor("running_mean"), context.Tensor("running_var")])
                : new TupleType([result, statistics, statistics]);
        }

        public override Value Evaluate(EvaluationContext context)
        {
            var input = context.Tensor("input");
            if (context.IsNone("running_mean"))
            {
                var (ofBatch, mean, scale) = ByBatch(context, input);
                return Schema.Results.Length == 1 ? ofBatch : Value.List(ofBatch, mean, scale);
            }
            var result = Normalize(context, input);
            return Schema.Results.Length == 1 ? result
                : IsFunctional ? Value.List(result, None(), None(), Results.CopyOf(context.Tensor("running_mean")), Results.CopyOf(context.Tensor("running_var")))
                : Value.List(result, None(), None());

            Value None() => Tensor.Zeros(input.DType, 0);
        }
    }

    /// <summary>Statistics of the batch; what <c>instance_norm</c> decomposes to.</summary>
    private sealed class BatchStatisticsOperator() : Operator(
        "aten::_native_batch_norm_legit.no_stats(Tensor input, Tensor? weight, Tensor? bias, bool training, float momentum, float eps) -> (Tensor, Tensor, Tensor)")
    {
        public override IEnumerable<OperatorSample> Samples =>
        [
            OperatorSample.Of(
                Tensor.From(
                    [
                        1.5f, -1.5f, -0.25f, 0.25f, 0.75f, -1.5f, 1.5f, -0.75f, 0.25f, 1.5f, -1.5f, -1.75f, 1.5f, 1.75f, -0.75f, -1.25f,
                        -0.25f, -2, 1.25f, -1.25f, 1.5f, -1.75f, 0, -1.25f
                    ], 2, 4, 3),
                Tensor.From([-0.25f, 1.25f, 0.5f, -0.75f], 4), Tensor.From([-1.25f, -1, 0.5f, 0], 4), true, 0.1, 1e-05)
                .Gives(
                    Value.List(
                        Tensor.From(
                            [
                                -1.4724193f, -0.879301f, -1.1264336f, 0.16208105f, 0.79594344f, -2.0564373f, 0.9941838f, -0.032197915f,
                                0.4239717f, -1.4502676f, 0.4482645f, 0.60647553f, -1.4724193f, -1.5218458f, -1.0275806f, -1.7395061f,
                                -0.4717813f, -2.6902997f, 0.8801414f, -0.26028273f, 0.9941838f, 0.60647553f, -0.50100154f, 0.2900535f
                            ], 2, 4, 3),
                        Tensor.From([0.375f, -0.6666667f, 0.41666666f, -0.7916667f], 4),
                        Tensor.From([0.7908244f, 1.0141798f, 0.91233927f, 0.843792f], 4))),
            OperatorSample.Of(
                Tensor.From(
                    [
                        1f, 1.25f, -1.25f, 0.75f, 0.5f, 1.25f, -0.75f, -1.5f, 1.75f, -1.25f, 0.5f, 0.5f, -0.75f, -1, -0.75f, -1, 0.75f, -2,
                        1.5f, 0.5f, -1, 1, 0.5f, -0.5f, -1.25f, -0.75f, -1.5f, 1, 0.5f, 0, -1.75f, -0.5f
                    ], 2, 4, 2, 2),
                Value.None, Value.None, true, 0.1, 0.001)
                .Gives(
                    Value.List(
                        Tensor.From(
                            [
                                0.5869225f, 0.80034894f, -1.3339149f, 0.37349617f, 0.5970145f, 1.3930337f, -0.72968435f, -1.5257037f,
                                1.6458294f, -0.9874977f, 0.54860985f, 0.54860985f, -0.14708284f, -0.5393038f, -0.14708284f, -0.5393038f,
                                0.37349617f, -1.974194f, 1.0137753f, 0.1600698f, -0.9950241f, 1.127694f, 0.5970145f, -0.4643446f,
                                -0.9874977f, -0.54860985f, -1.2069416f, 0.9874977f, 1.8140218f, 1.02958f, -1.7159666f, 0.24513811f
                            ], 2, 4, 2, 2),
                        Tensor.From([0.3125f, -0.0625f, -0.125f, -0.65625f], 4),
                        Tensor.From([0.8537055f, 1.061359f, 0.8777757f, 1.5688838f], 4))),
        ];

        public override NodeType Infer(InferenceContext context)
        {
            var input = Operand(context);
            if (!context.Bool("training"))
            {
                throw context.Error("has neither running statistics nor, with training=False, those of the batch.");
            }
            var statistics = input.WithShape([input.Shape[1]]);
            return new TupleType([input.WithShape(input.Shape, Strides.Pointwise(context, input.Shape, input)), statistics, statistics]);
        }

        public override Value Evaluate(EvaluationContext context)
        {
            var (result, mean, scale) = ByBatch(context, context.Tensor("input"));
            return Value.List(result, mean, scale);
        }
    }

    private sealed class InstanceNormOperator() : Operator(
        "aten::instance_norm(Tensor input, Tensor? weight, Tensor? bias, Tensor? running_mean, Tensor? running_var, bool use_input_stats, float momentum, float eps, bool cudnn_enabled) -> Tensor")
    {
        public override IEnumerable<OperatorSample> Samples =>
        [
            OperatorSample.Of(
                Tensor.From(
                    [
                        1.5f, -1.5f, -0.25f, 0.25f, 0.75f, -1.5f, 1.5f, -0.75f, 0.25f, 1.5f, -1.5f, -1.75f, 1.5f, 1.75f, -0.75f, -1.25f,
                        -0.25f, -2, 1.25f, -1.25f, 1.5f, -1.75f, 0, -1.25f
                    ], 2, 4, 3),
                Tensor.From([-0.25f, 1.25f, 0.5f, -0.75f], 4), Tensor.From([-1.25f, -1, 0.5f, 0], 4), Value.None, Value.None, true, 0.1,
                1e-05, true)
                .Gives(
                    Tensor.From(
                        [
                            -1.5717096f, -0.9621547f, -1.2161359f, -0.46008518f, 0.1878126f, -2.7277274f, 1.1337465f, -0.08847891f,
                            0.45473236f, -1.0581212f, 0.46557337f, 0.5925479f, -1.3982493f, -1.4538428f, -0.89790803f, -1.1453083f,
                            0.5983894f, -2.4530816f, 0.80201924f, -0.20471156f, 0.9026923f, 0.7642799f, -1.0190399f, 0.25475997f
                        ], 2, 4, 3)),
            OperatorSample.Of(
                Tensor.From(
                    [
                        1.5f, -1.5f, -0.25f, 0.25f, 0.75f, -1.5f, 1.5f, -0.75f, 0.25f, 1.5f, -1.5f, -1.75f, 1.5f, 1.75f, -0.75f, -1.25f,
                        -0.25f, -2, 1.25f, -1.25f, 1.5f, -1.75f, 0, -1.25f
                    ], 2, 4, 3),
                Value.None, Value.None, Tensor.From([1.25f, 0.25f, -2, -0.25f], 4), Tensor.From([3f, 1.25f, 1.25f, 1.5f], 4), false, 0.1,
                1e-05, true)
                .Gives(
                    Tensor.From(
                        [
                            0.14433736f, -1.5877106f, -0.8660239f, 0, 0.44721183f, -1.5652415f, 3.130483f, 1.1180296f, 2.0124533f,
                            1.4288642f, -1.0206174f, -1.2247407f, 0.14433736f, 0.28867468f, -1.1546986f, -1.3416355f, -0.44721183f,
                            -2.0124533f, 2.9068768f, 0.67081773f, 3.130483f, -1.2247407f, 0.20412347f, -0.81649387f
                        ], 2, 4, 3)),
        ];

        public override NodeType Infer(InferenceContext context)
        {
            var input = Operand(context);
            if (context.IsNone("running_mean") != context.IsNone("running_var"))
            {
                throw context.Error("takes a running mean and a running variance, or neither.");
            }
            if (context.Bool("use_input_stats") != context.IsNone("running_mean"))
            {
                throw context.Error(context.Bool("use_input_stats") ? Training : "has neither running statistics nor, with use_input_stats=False, those of the input.");
            }
            return input.WithShape(input.Shape);
        }

        public override Value Evaluate(EvaluationContext context)
        {
            var input = context.Tensor("input");
            if (!context.Bool("use_input_stats"))
            {
                return Normalize(context, input.Contiguous());
            }
            var operand = Cast.To(input, Pointwise.ComputeDType(input.DType)).Contiguous();
            var perChannel = Layout.ElementCount(input.Shape[2..]);
            var (rows, _, _) = RowNormalization.ByDeviation(operand.View(input.Shape[0] * input.Shape[1], perChannel), context.Float("eps"));
            return Finish(context, rows.View(input.Shape), input.DType);
        }
    }

    private readonly struct InverseRoot(double eps) : IUnaryFunction<double, double>
    {
        public double Invoke(double x) => 1 / Math.Sqrt(x + eps);
    }

    private readonly struct NegatedProduct : IBinaryFunction<double, double>
    {
        public double Invoke(double x, double y) => -x * y;
    }
}
