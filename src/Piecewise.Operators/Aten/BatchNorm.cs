using Piecewise.Graphs;
using Piecewise.Tensors;
using Piecewise.Tensors.Reference;

namespace Piecewise.Operators.Aten;

/// <summary>
/// Normalization of each channel (dim 1), by stored statistics or, where none are kept, by those of the batch or of each example. Both at
/// once, stored statistics that those of the batch update, is training, and refused. Source: <c>torch.nn.functional.batch_norm</c>,
/// <c>torch.nn.functional.instance_norm</c>.
/// </summary>
internal sealed class BatchNorm : IOperatorSource
{
    private const string Training =
        "with running statistics it updates them in this mode, which is training; "
        + "call model.eval() before torch.export.export and export again.";

    public IEnumerable<Operator> Create() =>
    [
        new StoredStatisticsOperator(
            "aten::batch_norm(Tensor input, Tensor? weight, Tensor? bias, Tensor? running_mean, Tensor? running_var, bool training, "
            + "float momentum, float eps, bool cudnn_enabled) -> Tensor"),
        new StoredStatisticsOperator(
            "aten::native_batch_norm(Tensor input, Tensor? weight, Tensor? bias, Tensor? running_mean, Tensor? running_var, bool training, "
            + "float momentum, float eps) -> (Tensor, Tensor, Tensor)"),
        new StoredStatisticsOperator(
            "aten::_native_batch_norm_legit_no_training(Tensor input, Tensor? weight, Tensor? bias, Tensor running_mean, "
            + "Tensor running_var, float momentum, float eps) -> (Tensor, Tensor, Tensor)"),
        // PyTorch's schema says that the running statistics are written, which happens in training only.
        new StoredStatisticsOperator(
            "aten::_native_batch_norm_legit(Tensor input, Tensor? weight, Tensor? bias, Tensor running_mean, Tensor running_var, "
            + "bool training, float momentum, float eps) -> (Tensor, Tensor, Tensor)"),
        new StoredStatisticsOperator(
            "aten::_native_batch_norm_legit_functional(Tensor input, Tensor? weight, Tensor? bias, Tensor running_mean, "
            + "Tensor running_var, bool training, float momentum, float eps) -> (Tensor, Tensor, Tensor, "
            + "Tensor running_mean_out, Tensor running_var_out)"),
        new BatchStatisticsOperator(),
        new InstanceNormOperator(),
    ];

    private static Tensor Normalize(EvaluationContext context, Tensor input)
    {
        var operand = Cast.To(input, Pointwise.ComputeDType(input.DType));
        var mean = Cast.To(context.Tensor("running_mean"), DType.F64);
        var variance = Cast.To(context.Tensor("running_var"), DType.F64);
        // Two numbers for each channel, as PyTorch's kernel has them: weight / sqrt(variance + eps), and bias - mean · that.
        var scale = Elementwise.Map<InverseRoot, double, double>(variance, new(context.Float("eps")));
        if (context.OptionalTensor("weight") is { } weight)
        {
            scale = Affine.Apply(scale, Cast.To(weight, DType.F64), null);
        }
        var shift = Elementwise.Map<NegatedProduct, double, double>(mean, scale, default);
        if (context.OptionalTensor("bias") is { } bias)
        {
            shift = Affine.Apply(shift, null, Cast.To(bias, DType.F64));
        }
        return Cast.To(
            Affine.Apply(operand, Affine.OverChannels(scale, input.Rank), Affine.OverChannels(shift, input.Rank)), input.DType);
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
    /// The stored statistics are used, and those that the native forms would have taken of the batch are empty; or, in training mode
    /// without stored ones, those of the batch.
    /// </summary>
    private sealed class StoredStatisticsOperator(string schema) : Operator(schema)
    {
        private bool IsFunctional => Schema.Results.Length == 5;

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
                : IsFunctional ? new TupleType(
                    [result, statistics, statistics, context.Tensor("running_mean"), context.Tensor("running_var")])
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
                : IsFunctional ? Value.List(result, None(), None(), Results.CopyOf(context.Tensor("running_mean")),
                    Results.CopyOf(context.Tensor("running_var")))
                : Value.List(result, None(), None());

            Value None() => Tensor.Zeros(input.DType, 0);
        }
    }

    /// <summary>Statistics of the batch; what <c>instance_norm</c> decomposes to.</summary>
    private sealed class BatchStatisticsOperator() : Operator(
        "aten::_native_batch_norm_legit.no_stats(Tensor input, Tensor? weight, Tensor? bias, bool training, float momentum, "
        + "float eps) -> (Tensor, Tensor, Tensor)")
    {
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
        "aten::instance_norm(Tensor input, Tensor? weight, Tensor? bias, Tensor? running_mean, Tensor? running_var, bool use_input_stats, "
        + "float momentum, float eps, bool cudnn_enabled) -> Tensor")
    {
        public override NodeType Infer(InferenceContext context)
        {
            var input = Operand(context);
            if (context.IsNone("running_mean") != context.IsNone("running_var"))
            {
                throw context.Error("takes a running mean and a running variance, or neither.");
            }
            if (context.Bool("use_input_stats") != context.IsNone("running_mean"))
            {
                throw context.Error(context.Bool("use_input_stats") ? Training
                    : "has neither running statistics nor, with use_input_stats=False, those of the input.");
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
            var (rows, _, _) = RowNormalization.ByDeviation(
                operand.View(input.Shape[0] * input.Shape[1], perChannel), context.Float("eps"));
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
