using Piecewise.Tensors;
using Piecewise.Tracing;

namespace Piecewise.Operators.Composites;

/// <summary>
/// Floats rounded to what integers of a scale and a zero point can hold, by tensors of these, for all elements or for each channel; and
/// which elements were in reach. Source: <c>torch.fake_quantize_per_channel_affine</c>, <c>torch.fake_quantize_per_tensor_affine</c>.
/// </summary>
internal sealed class FakeQuantization : ICompositeSource
{
    private const string Levels = "int quant_min, int quant_max) -> ";
    private const string Both = "(Tensor output, Tensor mask)";

    public IEnumerable<Composite> Declare() =>
    [
        new($"aten::fake_quantize_per_channel_affine(Tensor self, Tensor scale, Tensor zero_point, int axis, {Levels}Tensor",
            call => OfChannels(call)[0]),
        new($"aten::fake_quantize_per_channel_affine_cachemask(Tensor self, Tensor scale, Tensor zero_point, int axis, {Levels}{Both}",
            OfChannels),
        new($"aten::fake_quantize_per_tensor_affine.tensor_qparams(Tensor self, Tensor scale, Tensor zero_point, {Levels}Tensor",
            call => OfTensor(call)[0]),
        new($"aten::fake_quantize_per_tensor_affine_cachemask(Tensor self, float scale, int zero_point, {Levels}{Both}", OfNumbers),
        new("aten::_fake_quantize_per_tensor_affine_cachemask_tensor_qparams(Tensor self, Tensor scale, Tensor zero_point, "
            + $"Tensor fake_quant_enabled, {Levels}{Both}", WhereEnabled),
    ];

    private static TracedTensor[] OfNumbers(CompositeCall call) => Quantized(
        call, call.Make("aten::scalar_tensor.default", call.Number("scale"), Op.Named("dtype", DType.F32)),
        call.Make("aten::scalar_tensor.default", call.Int("zero_point"), Op.Named("dtype", DType.I64)));

    private static TracedTensor[] OfTensor(CompositeCall call) =>
        Quantized(call, call.Tensor("scale").Reshape(), Zeros(call).Reshape());

    private static TracedTensor[] OfChannels(CompositeCall call)
    {
        var x = call.Tensor("self");
        var shape = Enumerable.Repeat((SymbolicInt)1, x.Rank).ToArray();
        shape[call.Dim(call.Int("axis"), x.Rank)] = -1;
        return Quantized(call, call.Tensor("scale").View(shape), Zeros(call).View(shape));
    }

    private static TracedTensor[] WhereEnabled(CompositeCall call)
    {
        var isEnabled = call.Tensor("fake_quant_enabled").Reshape().Eq(1);
        var results = OfTensor(call);
        return [Op.Where(isEnabled, results[0], call.Tensor("self")), results[1] | ~isEnabled];
    }

    private static TracedTensor Zeros(CompositeCall call) => call.Tensor("zero_point") is var zeros && zeros.DType.IsIntegral() ? zeros
        : throw call.Error($"takes integers as zero points, found {zeros.Type}.");

    // In f32; f64 is so until it is a level. NaN becomes the smallest.
    private static TracedTensor[] Quantized(CompositeCall call, TracedTensor scale, TracedTensor zero)
    {
        var (x, min, max) = (call.Tensor("self"), call.Int("quant_min"), call.Int("quant_max"));
        if (!x.DType.IsFloat() || min > max)
        {
            throw call.Error($"takes floats and levels from a smaller to a larger one, found {x.Type} and {min} … {max}.");
        }
        var compute = x.DType == DType.F64 ? DType.F64 : DType.F32;
        var step = scale.To(DType.F32);
        var level = call.Make("aten::round.default", x.To(compute) * step.Reciprocal().To(compute)) + zero.To(compute);
        level = level.MaskedFill(level.Ne(level), (double)long.MinValue);
        var inReach = (level >= (TracedArgument)min) & (level <= (TracedArgument)max);
        var result = (level.AtLeast(min).AtMost(max) - zero.To(compute)).To(DType.F32) * step;
        return [result.To(x.DType), inReach];
    }
}
