using System.Numerics;
using Piecewise.Graphs;
using Piecewise.Tensors;
using Piecewise.Tensors.Reference;

namespace Piecewise.Operators.Aten;

/// <summary>
/// Activation functions made of straight parts. Source: <c>torch.nn.functional.relu</c>, <c>relu6</c>, <c>leaky_relu</c>, <c>rrelu</c>,
/// <c>prelu</c>, <c>hardtanh</c>, <c>hardsigmoid</c>, <c>hardswish</c>, <c>hardshrink</c>, <c>softshrink</c>, <c>threshold</c>.
/// </summary>
internal sealed class PiecewiseActivations : IOperatorSource
{
    public IEnumerable<Operator> Create() =>
    [
        .. Of(
            "aten::relu(Tensor self) -> Tensor", DTypeSet.Numbers, (_, x) => Elements.Real<Relu>(x[0]), (_, x) => ReluOf(x)).WithInPlace(),
        .. Of(
            "aten::relu6(Tensor self) -> Tensor", DTypeSet.Numbers, (_, x) => Elements.Real(x[0], new Between(0, 6)),
            (_, x) => BetweenOf(x, 0, 6)).WithInPlace(),
        .. Of("aten::hardtanh(Tensor self, Scalar min_val=-1, Scalar max_val=1) -> Tensor", DTypeSet.Numbers,
            (context, x) => Elements.Real(x[0], new Between(context.Float("min_val"), context.Float("max_val"))),
            (c, x) => (KernelCalls.Number(c, "min_val"), KernelCalls.Number(c, "max_val")) is ({ } low, { } high)
                ? BetweenOf(x, low, high) : null).WithInPlace(),
        .. Of("aten::leaky_relu(Tensor self, Scalar negative_slope=0.01) -> Tensor", DTypeSet.Float,
            (context, x) => Elements.Float(x[0], new LeakyRelu(context.Float("negative_slope"))),
            (c, x) => KernelCalls.Number(c, "negative_slope") is { } slope
                ? Is(ScalarFunction.Greater, x, 0).Select(x, x * x.Constant(slope)) : null).WithInPlace(),
        .. new ElementwiseOperator(
            "aten::rrelu(Tensor self, Scalar lower=0.125, Scalar upper=0.33333333333333331, bool training=False, "
            + "Generator? generator=None) -> Tensor", Rrelu, "self")
        {
            Accepts = DTypeSet.Float,
            Objection = (context, _) => context.Bool("training")
                ? "with training=True it draws random slopes, which is training; "
                    + "call model.eval() before torch.export.export and export again."
                : null,
        }.WithInPlace(),
        .. Of(
            "aten::hardsigmoid(Tensor self) -> Tensor", DTypeSet.Float, (_, x) => Elements.Float<HardSigmoid>(x[0]),
            (_, x) => RampOf(x) / x.Constant(6)).WithInPlace(),
        .. Of(
            "aten::hardswish(Tensor self) -> Tensor", DTypeSet.Float, (_, x) => Elements.Float<HardSwish>(x[0]),
            (_, x) => x * RampOf(x) / x.Constant(6)).WithInPlace(),
        Of("aten::hardshrink(Tensor self, Scalar lambd=0.5) -> Tensor", DTypeSet.Float,
            (context, x) => Elements.Float(x[0], new HardShrink(context.Float("lambd")))),
        Of("aten::softshrink(Tensor self, Scalar lambd=0.5) -> Tensor", DTypeSet.Float,
            (context, x) => Elements.Float(x[0], new SoftShrink(context.Float("lambd")))),
        .. Of("aten::threshold(Tensor self, Scalar threshold, Scalar value) -> Tensor", DTypeSet.Numbers,
            (context, x) => Elements.Real(x[0], new Above(context.Float("threshold"), context.Float("value"))),
            (c, x) => (KernelCalls.Number(c, "threshold"), KernelCalls.Number(c, "value")) is ({ } limit, { } value)
                ? Is(ScalarFunction.LessOrEqual, x, limit).Select(Constant(x, value), x) : null).WithInPlace(),
        new ElementwiseOperator("aten::_prelu_kernel(Tensor self, Tensor weight) -> Tensor", (_, x) =>
            Elements.Float<Prelu>(x[0], x[1]), "self", "weight")
        {
            Accepts = DTypeSet.Float,
        },
        new PreluOperator(),
    ];

    private static ElementwiseOperator Of(
        string schema, DTypeSet accepts, Func<EvaluationContext, Tensor[], Tensor> apply) =>
        Of(schema, accepts, apply, null);

    private static ElementwiseOperator Of(
        string schema, DTypeSet accepts, Func<EvaluationContext, Tensor[], Tensor> apply,
        Func<InferenceContext, ScalarExpression, ScalarExpression?>? formula) =>
        new(schema, apply, "self") { Accepts = accepts, Formula = formula is null ? null : (context, x) => formula(context, x[0]) };

    // A number as elements of that dtype, integers cut.
    private static ScalarExpression Constant(ScalarExpression x, double value) =>
        x.DType == DType.I64 ? new ScalarInteger((long)value) : x.Constant(value);

    private static ScalarExpression Is(ScalarFunction comparison, ScalarExpression x, double value) =>
        ScalarExpression.Call(comparison, x, Constant(x, value));

    private static ScalarExpression BetweenOf(ScalarExpression x, double low, double high) =>
        Is(ScalarFunction.Less, x, low).Select(Constant(x, low), Is(ScalarFunction.Greater, x, high).Select(Constant(x, high), x));

    private static ScalarExpression RampOf(ScalarExpression x) => ScalarExpression.Call(
        ScalarFunction.Min, ScalarExpression.Call(ScalarFunction.Max, x + x.Constant(3), x.Constant(0)), x.Constant(6));

    private static ScalarExpression ReluOf(ScalarExpression x)
    {
        var zero = new ScalarInteger(0).As(x.DType);
        return ScalarExpression.Call(ScalarFunction.Less, x, zero).Select(zero, x);
    }

    private static Tensor Rrelu(EvaluationContext context, Tensor[] x) =>
        Elements.Float(x[0], new LeakyRelu((context.Float("lower") + context.Float("upper")) / 2));

    /// <summary>A slope per channel: the second dim, or one slope for all.</summary>
    private sealed class PreluOperator() : Operator("aten::prelu(Tensor self, Tensor weight) -> Tensor")
    {
        public override NodeType Infer(InferenceContext context)
        {
            var (self, weight) = (context.Tensor("self"), context.Tensor("weight"));
            return weight.Rank > 1 || self.DType != weight.DType
                || (!Shapes.AreEqual(context, weight.ElementCount, 1)
                    && context.Refutes(SymBool.Eq(weight.ElementCount, self.Rank > 1 ? self.Shape[1] : 1)))
                ? throw context.Error($"{weight} can't hold slopes for {self}: one dtype, one dim at most.")
                : self.WithShape(self.Shape, Strides.Pointwise(context, self.Shape, self));
        }

        public override Value Evaluate(EvaluationContext context)
        {
            var (self, weight) = (context.Tensor("self"), context.Tensor("weight"));
            if (weight.Rank == 1 && weight.ElementCount > 1)
            {
                var shape = Enumerable.Repeat(1L, Math.Max(self.Rank, 1)).ToArray();
                shape[Math.Min(1, shape.Length - 1)] = weight.ElementCount;
                weight = weight.View(shape);
            }
            else
            {
                weight = weight.View();
            }
            var compute = Pointwise.ComputeDType(self.DType);
            return Cast.To(Elements.Float<Prelu>(Cast.To(self, compute), Cast.To(weight, compute)), self.DType);
        }
    }

    private readonly struct Relu : IRealFunction
    {
        T IRealFunction.Invoke<T>(T x) => x < T.Zero ? T.Zero : x;
    }

    private readonly struct Between(double low, double high) : IRealFunction
    {
        T IRealFunction.Invoke<T>(T x) =>
            x < T.CreateTruncating(low) ? T.CreateTruncating(low) : x > T.CreateTruncating(high) ? T.CreateTruncating(high) : x;
    }

    private readonly struct LeakyRelu(double slope) : IFloatFunction
    {
        T IFloatFunction.Invoke<T>(T x) => x > T.Zero ? x : x * T.CreateTruncating(slope);
    }

    private readonly struct HardSigmoid : IFloatFunction
    {
        T IFloatFunction.Invoke<T>(T x) => Ramp(x) / T.CreateTruncating(6);
    }

    private readonly struct HardSwish : IFloatFunction
    {
        T IFloatFunction.Invoke<T>(T x) => x * Ramp(x) / T.CreateTruncating(6);
    }

    private readonly struct HardShrink(double lambda) : IFloatFunction
    {
        T IFloatFunction.Invoke<T>(T x) => T.Abs(x) <= T.CreateTruncating(lambda) ? T.Zero : x;
    }

    private readonly struct SoftShrink(double lambda) : IFloatFunction
    {
        T IFloatFunction.Invoke<T>(T x)
        {
            var margin = T.CreateTruncating(lambda);
            return x > margin ? x - margin : x < -margin ? x + margin : T.IsNaN(x) ? x : T.Zero;
        }
    }

    private readonly struct Above(double threshold, double value) : IRealFunction
    {
        T IRealFunction.Invoke<T>(T x) => x <= T.CreateTruncating(threshold) ? T.CreateTruncating(value) : x;
    }

    private readonly struct Prelu : IFloatFunction2
    {
        T IFloatFunction2.Invoke<T>(T x, T y) => x > T.Zero ? x : x * y;
    }

    // 0 below -3, 6 above 3, x + 3 between; NaN stays.
    private static T Ramp<T>(T x) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        T.Min(T.Max(x + T.CreateTruncating(3), T.Zero), T.CreateTruncating(6));
}
