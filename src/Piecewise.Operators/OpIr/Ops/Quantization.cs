using Piecewise.Operators.Kernels;
using Piecewise.Tensors;
using Piecewise.Tracing;

namespace Piecewise.Operators.OpIr;

/// <summary>
/// Conversion to 8 bits by symmetric scales and back. Values are divided by the scale in f32, rounded to nearest even and clamped to the
/// dtype's range: -128 to 127, or ±448. Source: vLLM's <c>scaled_int8_quant</c> and <c>scaled_fp8_quant</c>.
/// </summary>
/// <remarks>A NaN becomes 0 in i8 and NaN in f8; its row's scale is NaN, so that it shows after dequantization either way.</remarks>
internal sealed class Quantization : IOpIrSource
{
    public IEnumerable<OpIrDeclaration> Declare() =>
    [
        new OpIrDeclaration("quantize_static", Static)
        {
            Providers = [QuantizationKernels.Static],
        },
        new OpIrDeclaration("quantize_per_token", PerToken)
        {
            Providers = [QuantizationKernels.PerToken],
        },
        new OpIrDeclaration("quantize_per_group", PerGroup)
        {
            Providers = [QuantizationKernels.PerGroup],
        },
        new OpIrDeclaration("dequantize", Dequantize)
        {
            Providers = [QuantizationKernels.Dequantization],
        },
    ];

    /// <param name="x">[…, width]; f32, f16 or bf16.</param>
    /// <param name="scale">One number, or broadcast to x; not 0.</param>
    /// <param name="dtype">i8 or f8e4m3fn.</param>
    /// <returns>x's shape, of that dtype.</returns>
    internal static TracedTensor Static(TracedTensor x, TracedTensor scale, DType dtype) =>
        Round(x.To(DType.F32) / scale.To(DType.F32), dtype);

    /// <param name="x">[…, width]; f32, f16 or bf16.</param>
    /// <param name="dtype">i8 or f8e4m3fn.</param>
    /// <returns>x's shape of that dtype, and f32 scales […, 1]: a row's largest magnitude over the dtype's, or 1 where that is 0.</returns>
    internal static (TracedTensor Values, TracedTensor Scales) PerToken(TracedTensor x, DType dtype)
    {
        var scale = Scale(x, dtype);
        return (Static(x, scale, dtype), scale);
    }

    /// <param name="x">[…, width]; f32, f16 or bf16.</param>
    /// <param name="groupSize">Divides the width.</param>
    /// <param name="dtype">i8 or f8e4m3fn.</param>
    /// <returns>x's shape of that dtype, and f32 scales […, width / groupSize], each as for a row of <see cref="PerToken"/>.</returns>
    internal static (TracedTensor Values, TracedTensor Scales) PerGroup(TracedTensor x, long groupSize, DType dtype)
    {
        var groups = Groups(x, groupSize);
        var scale = Scale(groups, dtype);
        return (Static(groups, scale, dtype).Flatten(-2, -1), scale.Squeeze(-1));
    }

    /// <summary><c>x · scale</c>, computed in f32.</summary>
    /// <param name="x">[…, width]; i8 or f8e4m3fn.</param>
    /// <param name="scale">One number, a column […, 1], or with a group size one per group: […, width / groupSize].</param>
    /// <param name="dtype">f32, f16 or bf16.</param>
    /// <param name="groupSize">Elements that share a scale; 0 where the scale is broadcast.</param>
    /// <returns>x's shape, of that dtype.</returns>
    private static TracedTensor Dequantize(TracedTensor x, TracedTensor scale, DType dtype, long groupSize = 0) => groupSize == 0
        ? (x.To(DType.F32) * scale.To(DType.F32)).To(dtype)
        : (Groups(x, groupSize).To(DType.F32) * scale.To(DType.F32).Unsqueeze(-1)).To(dtype).Flatten(-2, -1);

    private static TracedTensor Groups(TracedTensor x, long size) =>
        Op.Call("aten::unflatten.int", x, -1, (TracedArgument)(long[])[-1, size]);

    private static TracedTensor Scale(TracedTensor x, DType dtype)
    {
        var scale = x.To(DType.F32).Abs().Amax(-1, keepDim: true) / QuantizedRange.Of(dtype).Largest;
        return scale.MaskedFill(scale.Eq(0), 1.0);
    }

    private static TracedTensor Round(TracedTensor x, DType dtype)
    {
        var range = QuantizedRange.Of(dtype);
        TracedTensor rounded = dtype == DType.I8 ? Op.Call("aten::round", x) : x;
        return Op.Call("aten::clamp", rounded, range.Smallest, range.Largest).Tensor.To(dtype);
    }
}
