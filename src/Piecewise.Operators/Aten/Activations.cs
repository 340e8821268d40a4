using System.Numerics;
using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Aten;

/// <summary>
/// Smooth activation functions. Source: <c>torch.nn.functional.silu</c>, <c>gelu</c>, <c>mish</c>, <c>softplus</c>, <c>logsigmoid</c>,
/// <c>elu</c>, <c>selu</c>, <c>celu</c>; <c>torch.logit</c>.
/// </summary>
internal sealed class Activations : IOperatorSource
{
    private const double SeluAlpha = 1.6732632423543772848170429916717;
    private const double SeluScale = 1.0507009873554804934193349852946;

    public IEnumerable<Operator> Create() =>
    [
        .. Of("aten::silu(Tensor self) -> Tensor", (_, x) => Elements.Float<Silu>(x[0]), SiluOf).WithInPlace(),
        .. new ElementwiseOperator("aten::gelu(Tensor self, *, str approximate=\"none\") -> Tensor", Gelu, "self")
        {
            Accepts = DTypeSet.Float,
            Formula = GeluOf,
            Objection = (context, _) =>
                context.String("approximate") is "none" or "tanh" ? null
                    : $"approximate is none or tanh, not '{context.String("approximate")}'.",
        }.WithInPlace(),
        .. Of("aten::mish(Tensor self) -> Tensor", (_, x) => Elements.Float<Mish>(x[0]), MishOf).WithInPlace(),
        Of("aten::softplus(Tensor self, Scalar beta=1, Scalar threshold=20) -> Tensor",
            (context, x) => Elements.Float(x[0], new Softplus(context.Float("beta"), context.Float("threshold"))), SoftplusOf),
        Of("aten::log_sigmoid(Tensor self) -> Tensor", (_, x) => Elements.Float<LogSigmoid>(x[0]), LogSigmoidOf),
        .. Of("aten::elu(Tensor self, Scalar alpha=1, Scalar scale=1, Scalar input_scale=1) -> Tensor",
            (context, x) => Elements.Float(x[0],
                new Elu(context.Float("alpha") * context.Float("scale"), context.Float("scale"), context.Float("input_scale"))),
            (c, x) => (Number(c, "alpha"), Number(c, "scale"), Number(c, "input_scale")) is ({ } alpha, { } scale, { } inner)
                ? EluOf(x, alpha * scale, scale, inner) : null).WithInPlace(),
        .. Of(
            "aten::selu(Tensor self) -> Tensor", (_, x) => Elements.Float(x[0], new Elu(SeluAlpha * SeluScale, SeluScale, 1)),
            (_, x) => EluOf(x, SeluAlpha * SeluScale, SeluScale, 1)).WithInPlace(),
        .. Of("aten::celu(Tensor self, Scalar alpha=1.) -> Tensor",
            (context, x) => Elements.Float(x[0], new Elu(context.Float("alpha"), 1, 1 / context.Float("alpha"))),
            (c, x) => Number(c, "alpha") is { } alpha ? EluOf(x, alpha, 1, 1 / alpha) : null).WithInPlace(),
        .. Logit("aten::logit(Tensor self, float? eps=None) -> Tensor").WithInPlace(),
        Logit("aten::special_logit(Tensor self, float? eps=None) -> Tensor"),
    ];

    private static ElementwiseOperator Of(
        string schema, Func<EvaluationContext, Tensor[], Tensor> apply, Func<ScalarExpression, ScalarExpression> formula) =>
        Of(schema, apply, (_, x) => formula(x));

    private static ElementwiseOperator Of(
        string schema, Func<EvaluationContext, Tensor[], Tensor> apply,
        Func<InferenceContext, ScalarExpression, ScalarExpression?> formula) =>
        new(schema, apply, "self") { Accepts = DTypeSet.Float, Formula = (context, x) => formula(context, x[0]) };

    /// <summary><c>x / (1 + e^-x)</c>.</summary>
    internal static ScalarExpression SiluOf(ScalarExpression x) => x / (x.Constant(1) + ScalarExpression.Call(ScalarFunction.Exp, -x));

    private static readonly double RootTwoOverPi = Math.Sqrt(2 / Math.PI);

    /// <summary><c>x/2 · (1 + erf(x/√2))</c>, for f32.</summary>
    internal static ScalarExpression? GeluOf(ScalarExpression x) =>
        ErrorFunctionForm.Of(x * x.Constant(Math.Sqrt(0.5))) is { } erf ? x.Constant(0.5) * x * (x.Constant(1) + erf) : null;

    /// <summary><c>x/2 · (1 + tanh(√(2/π) · (x + 0.044715 x³)))</c>.</summary>
    internal static ScalarExpression TanhGeluOf(ScalarExpression x)
    {
        var inner = x.Constant(RootTwoOverPi) * (x + (x.Constant(0.044715) * x * x * x));
        return x.Constant(0.5) * x * (x.Constant(1) + ScalarExpression.Call(ScalarFunction.Tanh, inner));
    }

    private static double? Number(InferenceContext context, string name) => KernelCalls.Number(context, name);

    private static ScalarExpression MishOf(ScalarExpression x) => x * ScalarExpression.Call(ScalarFunction.Tanh, Log1PExpOf(x));

    private static ScalarExpression? SoftplusOf(InferenceContext context, ScalarExpression x)
    {
        if (Number(context, "beta") is not { } beta || Number(context, "threshold") is not { } threshold)
        {
            return null;
        }
        var scaled = x * x.Constant(beta);
        return ScalarExpression.Call(ScalarFunction.Greater, scaled, x.Constant(threshold))
            .Select(x, Log1PExpOf(scaled) / x.Constant(beta));
    }

    private static ScalarExpression LogSigmoidOf(ScalarExpression x) =>
        ScalarExpression.Call(ScalarFunction.Min, x, x.Constant(0)) - Log1PExpOf(-ScalarExpression.Call(ScalarFunction.Abs, x));

    private static ScalarExpression EluOf(ScalarExpression x, double negative, double positive, double inner)
    {
        var below = ScalarExpression.Call(ScalarFunction.ExpM1, (x * x.Constant(inner)).As(DType.F64)).As(x.DType) * x.Constant(negative);
        return ScalarExpression.Call(ScalarFunction.Less, x, x.Constant(0)).Select(below, x * x.Constant(positive));
    }

    // log(1 + e^x)
    private static ScalarExpression Log1PExpOf(ScalarExpression x) =>
        ScalarExpression.Call(ScalarFunction.Log1P, ScalarExpression.Call(ScalarFunction.Exp, x.As(DType.F64))).As(x.DType);

    private static ScalarExpression? GeluOf(InferenceContext context, ScalarExpression[] operands)
    {
        var (x, self) = (operands[0], context.Tensor("self"));
        if (context.String("approximate") != "none")
        {
            return context.String("approximate") == "tanh" ? TanhGeluOf(x) : null;
        }
        if (self.DType is DType.F16 or DType.F64 || !Strides.IsContiguous(context, self) || self.ElementCount == 1)
        {
            return GeluOf(x);
        }
        // As the kernel for dense tensors: NaN at infinity.
        var isFinite = ScalarExpression.Call(ScalarFunction.Less, ScalarExpression.Call(ScalarFunction.Abs, x),
            x.Constant(double.PositiveInfinity));
        return GeluOf(x) is { } gelu ? isFinite.Select(gelu, x.Constant(double.NaN)) : null;
    }

    private static ElementwiseOperator Logit(string schema) => new(
        schema, (context, x) => Elements.Float(x[0], new LogOdds(context.OptionalFloat("eps"))), "self")
    {
        Result = ResultDType.PromotedToFloat,
        Accepts = DTypeSet.Real,
    };

    private static Tensor Gelu(EvaluationContext context, Tensor[] x) => context.String("approximate") switch
    {
        // PyTorch has another kernel for dense tensors of these dtypes, which gives NaN at infinity on both sides.
        "none" when context.Tensor("self") is { DType: DType.F32 or DType.BF16, IsContiguous: true, ElementCount: > 1 } =>
            Elements.Float<DenseGelu>(x[0]),
        "none" => Elements.Float<ExactGelu>(x[0]),
        _ => Elements.Float<TanhGelu>(x[0]),
    };

    private readonly struct Silu : IFloatFunction
    {
        T IFloatFunction.Invoke<T>(T x) => x / (T.One + T.Exp(-x));
    }

    private readonly struct ExactGelu : IFloatFunction
    {
        T IFloatFunction.Invoke<T>(T x) => Of(x);

        public static T Of<T>(T x)
            where T : IBinaryFloatingPointIeee754<T>
        {
            var value = double.CreateTruncating(x);
            return T.CreateTruncating(0.5 * value * (1 + SpecialFunctions.Erf(value * Math.Sqrt(0.5))));
        }
    }

    private readonly struct DenseGelu : IFloatFunction
    {
        T IFloatFunction.Invoke<T>(T x) => T.IsInfinity(x) ? T.NaN : ExactGelu.Of(x);
    }

    private readonly struct TanhGelu : IFloatFunction
    {
        T IFloatFunction.Invoke<T>(T x)
        {
            var inner = T.CreateTruncating(Math.Sqrt(2 / Math.PI)) * (x + T.CreateTruncating(0.044715) * x * x * x);
            return T.CreateTruncating(0.5) * x * (T.One + T.Tanh(inner));
        }
    }

    private readonly struct Mish : IFloatFunction
    {
        T IFloatFunction.Invoke<T>(T x) => x * T.Tanh(Log1PExp(x));
    }

    private readonly struct Softplus(double beta, double threshold) : IFloatFunction
    {
        T IFloatFunction.Invoke<T>(T x)
        {
            var scaled = x * T.CreateTruncating(beta);
            return scaled > T.CreateTruncating(threshold) ? x : Log1PExp(scaled) / T.CreateTruncating(beta);
        }
    }

    private readonly struct LogSigmoid : IFloatFunction
    {
        T IFloatFunction.Invoke<T>(T x) => T.Min(x, T.Zero) - Log1PExp(-T.Abs(x));
    }

    private readonly struct Elu(double negative, double positive, double inner) : IFloatFunction
    {
        T IFloatFunction.Invoke<T>(T x) => x < T.Zero
            ? T.CreateTruncating(SpecialFunctions.ExpM1(double.CreateTruncating(x * T.CreateTruncating(inner))))
                * T.CreateTruncating(negative)
            : x * T.CreateTruncating(positive);
    }

    private readonly struct LogOdds(double? eps) : IFloatFunction
    {
        T IFloatFunction.Invoke<T>(T x)
        {
            if (eps is { } margin)
            {
                x = T.Clamp(x, T.CreateTruncating(margin), T.One - T.CreateTruncating(margin));
            }
            return T.Log(x / (T.One - x));
        }
    }

    // log(1 + e^x)
    private static T Log1PExp<T>(T x) where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T> =>
        T.CreateTruncating(SpecialFunctions.Log1P(Math.Exp(double.CreateTruncating(x))));
}
