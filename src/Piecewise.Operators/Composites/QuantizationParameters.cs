using Piecewise.Tensors;
using Piecewise.Tracing;

namespace Piecewise.Operators.Composites;

/// <summary>
/// Scales and zero points that fit elements, as programs compute them for quantization in each call. They have the dtypes that PyTorch
/// records in programs: f64 and i64. Source: <c>torch.ops.quantized_decomposed.choose_qparams</c> and its kind.
/// </summary>
internal sealed class QuantizationParameters : ICompositeSource
{
    private const string Namespace = "quantized_decomposed::";
    private const string Whole = "(Tensor input, int quant_min, int quant_max, float eps, ScalarType dtype) -> (Tensor, Tensor)";

    public IEnumerable<Composite> Declare() =>
    [
        new($"{Namespace}choose_qparams.tensor{Whole}", Affine),
        new($"{Namespace}choose_qparams_symmetric.tensor{Whole}", Symmetric),
        new($"{Namespace}choose_qparams_per_token(Tensor input, ScalarType dtype) -> (Tensor, Tensor)", PerToken),
        new($"{Namespace}choose_qparams_per_token_asymmetric(Tensor input, ScalarType dtype) -> (Tensor, Tensor)", PerTokenAsymmetric),
        new($"{Namespace}_choose_qparams_per_token_asymmetric_impl(Tensor input, ScalarType dtype) -> (Tensor, Tensor)",
            PerTokenAsymmetric),
    ];

    private static TracedTensor[] Affine(CompositeCall call)
    {
        var (low, high, min, max) = Extent(call);
        _ = call.OptionalDType("dtype");
        var scale = AtLeastEpsilon(call, (high - low) / (double)(max - min));
        var zero = min - Round(low / scale).To(DType.I32);
        return [scale.To(DType.F64).Reshape(1), zero.AtLeast(min).AtMost(max).To(DType.I64).Reshape(1)];
    }

    private static TracedTensor[] Symmetric(CompositeCall call)
    {
        var (low, high, min, max) = Extent(call);
        var largest = call.Make("aten::maximum.default", -low, high);
        var scale = AtLeastEpsilon(call, largest / ((max - min) / 2.0)).To(DType.F64).Reshape(1);
        return [scale, scale.ZerosLike().To(DType.I64) + (call.OptionalDType("dtype") == DType.U8 ? 128L : 0L)];
    }

    private static TracedTensor[] PerToken(CompositeCall call)
    {
        if (call.OptionalDType("dtype") is var dtype && dtype != DType.I8)
        {
            throw call.Error($"tokens are quantized to i8, not to {dtype?.TextName()}.");
        }
        var largest = call.Tensor("input").Abs().Amax(-1, keepDim: true);
        largest = largest.DType == DType.F16 ? largest.To(DType.F32) : largest;
        var scales = (largest.AtLeast(1e-5) / 127L).To(DType.F64);
        return [scales, scales.ZerosLike().To(DType.I64)];
    }

    private static TracedTensor[] PerTokenAsymmetric(CompositeCall call)
    {
        const long Min = -128, Max = 127;
        var x = call.Tensor("input");
        _ = call.OptionalDType("dtype");
        var low = call.Make("aten::amin.default", x, (TracedArgument)(long[])[-1], true).AtMost(0L);
        var high = x.Amax(-1, keepDim: true).AtLeast(0L);
        // The smallest step from 1 in f32.
        var scale = ((high - low) / (double)(Max - Min)).AtLeast(MathF.BitIncrement(1f) - 1f);
        var (first, last) = (low / scale, high / scale);
        var zero = Op.Where(((first + Min) + (last + Max)) > 0L, Min - first, Max - last);
        return [scale.To(DType.F64), Round(zero.AtLeast(Min).AtMost(Max)).To(DType.I64)];
    }

    // The smallest and the largest element, between which lies 0, and the levels.
    private static (TracedTensor Low, TracedTensor High, long Min, long Max) Extent(CompositeCall call)
    {
        var (x, min, max) = (call.Tensor("input"), call.Int("quant_min"), call.Int("quant_max"));
        if (x.DType is not (DType.F32 or DType.F16 or DType.BF16) || min >= max)
        {
            throw call.Error($"takes f32, f16 or bf16 and levels from a smaller to a larger one, found {x.Type} and {min} … {max}.");
        }
        var none = TracedArgument.List([]);
        var (low, high) = (call.Make("aten::amin.default", x, none, false), call.Make("aten::amax.default", x, none, false));
        return (low.AtMost(0L), high.AtLeast(0L), min, max);
    }

    // PyTorch has epsilon as an f32 tensor of one element.
    private static TracedTensor AtLeastEpsilon(CompositeCall call, TracedTensor scale) =>
        scale.To(DType.F32).AtLeast((double)(float)call.Number("eps"));

    private static TracedTensor Round(TracedTensor x) => Op.Call("aten::round.default", x);
}
