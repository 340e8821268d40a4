using Piecewise.Graphs;
using Piecewise.Tensors;
using Piecewise.Tensors.Reference;

namespace Piecewise.Operators.Aten;

/// <summary>
/// Dropout. In inference nothing is dropped; in training mode elements are dropped at random, and with a probability of 1 all of them.
/// Source: <c>torch.nn.functional.dropout</c>, <c>feature_dropout</c>, <c>alpha_dropout</c>, <c>feature_alpha_dropout</c>;
/// <c>torch.native_dropout</c>.
/// </summary>
internal sealed class Dropout : IOperatorSource
{
    // What a dropped element becomes in a self-normalizing network: -scale·alpha of its SELU.
    private const double Alpha = 1.7580993408473766;

    public IEnumerable<Operator> Create() =>
    [
        .. new[] { "dropout", "feature_dropout", "alpha_dropout", "feature_alpha_dropout" }.SelectMany(Forms),
        new NativeDropout(),
    ];

    private enum Drops : byte { None, All, Some }

    // PyTorch's schemas promise fresh memory, but the result is the tensor itself where nothing is dropped.
    private static Operator[] Forms(string name)
    {
        var op = new DropoutOperator($"aten::{name}(Tensor(a) input, float p, bool train) -> Tensor(a)");
        return [op, new AliasInPlaceOperator($"aten::{name}_(Tensor(a!) self, float p, bool train) -> Tensor(a!)", op)];
    }

    private static Drops Of(InferenceContext context, bool trains) => !trains ? Drops.None
        : KernelCalls.Number(context, "p") switch
        {
            0 => Drops.None,
            1 => Drops.All,
            > 0 and < 1 => Drops.Some,
            _ => throw context.Error($"dropout probability has to be between 0 and 1, but got {context["p"]}"),
        };

    // As PyTorch: NaN and infinities become NaN, and a negative number -0.
    private static Tensor Dropped(Tensor input) =>
        MemoryFormats.Copy(Elements.Float<TimesZero>(Cast.To(input, Pointwise.ComputeDType(input.DType))), input.DType,
            MemoryFormats.Strides(input, MemoryFormat.Preserve));

    private static TensorType Dropped(InferenceContext context, TensorType input) => input.DType.IsFloat()
        ? input.WithShape(input.Shape, MemoryFormats.Strides(context, input, MemoryFormat.Preserve))
        : throw context.Error($"takes floats, not {input.DType.TextName()}.");

    // 1 for what is kept, in the order in which elements lie in memory; of features, one for all of a channel.
    private static Tensor Kept(EvaluationContext context, Tensor input, double p, bool features)
    {
        if (features && input.Rank < 2)
        {
            throw context.Error("Feature dropout requires at least 2 dimensions in the input");
        }
        long[] shape = features ? [.. input.Shape[..2], .. Enumerable.Repeat(1L, input.Rank - 2)] : [.. input.Shape];
        var strides = features ? Layout.ContiguousStrides(shape) : MemoryFormats.Strides(input, MemoryFormat.Preserve);
        var coins = new double[Layout.ElementCount(shape)];
        if (coins.Length > 0)
        {
            RandomOperator.Coins(RandomOperator.Source(context), coins, 1 - p);
        }
        return Tensor.From(coins, coins.Length).AsStrided(shape, strides, 0);
    }

    private sealed class DropoutOperator(string schema) : AliasOperator(schema)
    {
        private bool IsAlpha => Schema.BaseName.Contains("alpha", StringComparison.Ordinal);

        public override bool IsRandom => true;

        public override bool IsPointwise => false;

        public override NodeType Infer(InferenceContext context) => Of(context, context.Bool("train")) == Drops.None
            ? base.Infer(context) : Dropped(context, context.Tensor(Viewed));

        public override bool? ResultIsView(InferenceContext context) => Of(context, context.Bool("train")) == Drops.None;

        public override string? SameAs(InferenceContext context) =>
            Of(context, context.Bool("train")) == Drops.None ? base.SameAs(context) : null;

        public override RowRule? RowWise(InferenceContext call, int dim) =>
            Of(call, call.Bool("train")) == Drops.None ? RowRule.Pointwise(call, dim) : null;

        public override LoopForm? Loops(InferenceContext context)
        {
            if (Of(context, context.Bool("train")) != Drops.All || context[Viewed] is not NodeArgument { Node: var node }
                || context.Result() is not { DType: var dtype } result || !dtype.IsFloat())
            {
                return null;
            }
            var x = new ScalarOperand(0, dtype).As(Pointwise.ComputeDType(dtype));
            return LoopForm.Pointwise([node], result, (x * x.Constant(0)).As(dtype));
        }

        public override Value Evaluate(EvaluationContext context)
        {
            var input = context.Tensor(Viewed);
            switch (Of(context.Types(), context.Bool("train")))
            {
                case Drops.None:
                    return base.Evaluate(context);
                case Drops.All:
                    return Dropped(input);
                default:
                    var p = context.Float("p");
                    var kept = Kept(context, input, p, Schema.BaseName.StartsWith("feature", StringComparison.Ordinal));
                    return Scaled(input, kept, p);
            }
        }

        private Tensor Scaled(Tensor input, Tensor kept, double p)
        {
            var scale = 1 / Math.Sqrt(((Alpha * Alpha * p) + 1) * (1 - p));
            var compute = Pointwise.ComputeDType(input.DType);
            var factor = Elementwise.Map<Line, double, double>(kept, IsAlpha ? new(scale, 0) : new(1 / (1 - p), 0));
            // Rounded as PyTorch does, which keeps the factors in the input's dtype.
            var product = Elements.Float<Product>(Cast.To(input, compute), Rounded(factor, input.DType, compute));
            if (IsAlpha)
            {
                var added = Elementwise.Map<Line, double, double>(kept, new(Alpha * scale, (Alpha * scale * p) - (Alpha * scale)));
                product = Elements.Float<Sum>(Cast.To(Cast.To(product, input.DType), compute), Rounded(added, input.DType, compute));
            }
            return MemoryFormats.Copy(product, input.DType, MemoryFormats.Strides(input, MemoryFormat.Preserve));
        }

        private static Tensor Rounded(Tensor x, DType dtype, DType compute) => Cast.To(Cast.To(x, dtype), compute);
    }

    /// <summary>The tensor and the mask of what is kept.</summary>
    private sealed class NativeDropout() : Operator("aten::native_dropout(Tensor input, float p, bool? train) -> (Tensor, Tensor)")
    {
        public override bool IsRandom => true;

        public override NodeType Infer(InferenceContext context)
        {
            // No answer to "train?" means yes.
            Of(context, context.IsNone("train") || context.Bool("train"));
            var kept = Dropped(context, context.Tensor("input"));
            return new TupleType([kept, kept.WithDType(DType.Bool)]);
        }

        public override Value Evaluate(EvaluationContext context)
        {
            var input = context.Tensor("input");
            var drops = Of(context.Types(), context.IsNone("train") || context.Bool("train"));
            var strides = MemoryFormats.Strides(input, MemoryFormat.Preserve);
            if (drops == Drops.Some)
            {
                var (p, compute) = (context.Float("p"), Pointwise.ComputeDType(input.DType));
                var kept = Kept(context, input, p, features: false);
                var product = Elements.Float<Product>(Cast.To(input, compute), Cast.To(kept, compute));
                var scale = Cast.To(Tensor.Scalar(1 / (1 - p)), compute);
                return Value.List(MemoryFormats.Copy(Elements.Float<Product>(product, scale), input.DType, strides),
                    MemoryFormats.Copy(kept, DType.Bool, strides));
            }
            var mask = MemoryFormats.Copy(Tensor.Scalar(drops == Drops.None).Broadcast(input.Shape), DType.Bool, strides);
            return Value.List(drops == Drops.All ? Dropped(input) : MemoryFormats.Copy(input, input.DType, strides), mask);
        }
    }

    private readonly struct Line(double slope, double start) : IUnaryFunction<double, double>
    {
        public double Invoke(double x) => (x * slope) + start;
    }

    private readonly struct Product : IFloatFunction2
    {
        public T Invoke<T>(T x, T y) where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T> => x * y;
    }

    private readonly struct Sum : IFloatFunction2
    {
        public T Invoke<T>(T x, T y) where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T> => x + y;
    }

    private readonly struct TimesZero : IFloatFunction
    {
        public T Invoke<T>(T x) where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T> => x * T.Zero;
    }
}
