using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Aten;

/// <summary>
/// Incomplete gamma functions, zeta and polygamma functions, scaled Bessel and error functions. Source: <c>torch.special</c>,
/// <c>torch.igamma</c>, <c>torch.polygamma</c>, <c>torch.frexp</c>. Computed in double.
/// </summary>
internal sealed class SpecialMath : IOperatorSource
{
    public IEnumerable<Operator> Create() =>
    [
        .. Plain<I0E>("special_i0e"), .. Plain<I1>("special_i1", "aten::special_modified_bessel_i1"), .. Plain<I1E>("special_i1e"),
        .. Plain<ErfcX>("special_erfcx"), .. Plain<LogNormal>("special_log_ndtr"), .. Plain<Quantile>("special_ndtri"),
        .. FloatUnary.Of<I0>("aten::special_modified_bessel_i0(Tensor self) -> Tensor").Where(o => o.FunctionalForm is null),
        .. Floats<Lower>("igamma").WithInPlace(), Floats<Lower>("special_gammainc"),
        .. Floats<Upper>("igammac").WithInPlace(), Floats<Upper>("special_gammaincc"),
        Zeta("aten::special_zeta(Tensor self, Tensor other) -> Tensor"),
        Zeta("aten::special_zeta.other_scalar(Tensor self, Scalar other) -> Tensor"),
        Zeta("aten::special_zeta.self_scalar(Scalar self, Tensor other) -> Tensor"),
        Polygamma("polygamma"), Polygamma("special_polygamma"),
        new FunctionOperator("aten::frexp.Tensor(Tensor self) -> (Tensor mantissa, Tensor exponent)", Parts, Split),
    ];

    private static IEnumerable<Operator> Plain<F>(string name, params string[] names) where F : struct, IFloatFunction =>
        FloatUnary.Of<F>($"aten::{name}(Tensor self) -> Tensor", functionalNames: names)
            .Where(o => o.FunctionalForm is null);

    private static ElementwiseOperator Floats<F>(string name) where F : struct, IFloatFunction2 =>
        new($"aten::{name}(Tensor self, Tensor other) -> Tensor", (_, x) => Elements.Float<F>(x[0], x[1]), "self", "other")
        {
            Accepts = DTypeSet.Float,
        };

    private static ElementwiseOperator Zeta(string schema) =>
        new(schema, (_, x) => Elements.Float<HurwitzZeta>(x[0], x[1]), "self", "other")
        {
            Result = ResultDType.PromotedToFloat,
            Accepts = DTypeSet.Real,
        };

    private static ElementwiseOperator Polygamma(string name) =>
        new($"aten::{name}(int n, Tensor self) -> Tensor", (c, x) => Elements.Float(x[0], new Derivative(c.Int("n"))), "self")
        {
            Result = ResultDType.PromotedToFloat,
            Accepts = DTypeSet.Real,
            Objection = (context, _) => context.Int("n") < 0 ? "polygamma(n, x) does not support negative n." : null,
        };

    private static NodeType Parts(InferenceContext context)
    {
        var self = context.Tensor("self");
        if (!self.DType.IsFloat())
        {
            throw context.Error($"torch.frexp() only supports floating-point dtypes, found {self}.");
        }
        var mantissa = self.WithShape(self.Shape, Strides.Pointwise(context, self.Shape, self));
        return new TupleType([mantissa, mantissa.WithDType(DType.I32)]);
    }

    private static Value Split(EvaluationContext context)
    {
        var self = context.Tensor("self");
        var values = Cast.To(self, DType.F64).ToArray<double>();
        var exponents = new int[values.Length];
        for (var i = 0; i < values.Length; i++)
        {
            if (values[i] != 0 && double.IsFinite(values[i]))
            {
                exponents[i] = Math.ILogB(values[i]) + 1;
                values[i] = Math.ScaleB(values[i], -exponents[i]);
            }
        }
        var strides = MemoryFormats.Strides(self, MemoryFormat.Preserve);
        return Value.List(MemoryFormats.Copy(Tensor.From(values, self.Shape), self.DType, strides),
            MemoryFormats.Copy(Tensor.From(exponents, self.Shape), DType.I32, strides));
    }

    private static T Of<T>(T x, Func<double, double> function) where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T> =>
        T.CreateTruncating(function(double.CreateTruncating(x)));

    private readonly struct I0 : IFloatFunction
    {
        T IFloatFunction.Invoke<T>(T x) => Of(x, SpecialFunctions.BesselI0);
    }

    private readonly struct I0E : IFloatFunction
    {
        T IFloatFunction.Invoke<T>(T x) => Of(x, ScaledFunctions.BesselI0E);
    }

    private readonly struct I1 : IFloatFunction
    {
        T IFloatFunction.Invoke<T>(T x) => Of(x, ScaledFunctions.BesselI1);
    }

    private readonly struct I1E : IFloatFunction
    {
        T IFloatFunction.Invoke<T>(T x) => Of(x, ScaledFunctions.BesselI1E);
    }

    private readonly struct ErfcX : IFloatFunction
    {
        T IFloatFunction.Invoke<T>(T x) => Of(x, ScaledFunctions.ErfcX);
    }

    private readonly struct LogNormal : IFloatFunction
    {
        T IFloatFunction.Invoke<T>(T x) => Of(x, ScaledFunctions.LogNormal);
    }

    private readonly struct Quantile : IFloatFunction
    {
        T IFloatFunction.Invoke<T>(T x) => Of(x, ScaledFunctions.NormalQuantile);
    }

    private readonly struct Lower : IFloatFunction2
    {
        T IFloatFunction2.Invoke<T>(T x, T y) =>
            T.CreateTruncating(GammaFunctions.IncompleteLower(double.CreateTruncating(x), double.CreateTruncating(y)));
    }

    private readonly struct Upper : IFloatFunction2
    {
        T IFloatFunction2.Invoke<T>(T x, T y) =>
            T.CreateTruncating(GammaFunctions.IncompleteUpper(double.CreateTruncating(x), double.CreateTruncating(y)));
    }

    private readonly struct HurwitzZeta : IFloatFunction2
    {
        T IFloatFunction2.Invoke<T>(T x, T y) =>
            T.CreateTruncating(GammaFunctions.Zeta(double.CreateTruncating(x), double.CreateTruncating(y)));
    }

    private readonly struct Derivative(long n) : IFloatFunction
    {
        T IFloatFunction.Invoke<T>(T x) => T.CreateTruncating(GammaFunctions.Polygamma(n, double.CreateTruncating(x)));
    }
}
