using Piecewise.Tensors;
using Piecewise.Tracing;

namespace Piecewise.Operators.Composites;

/// <summary>
/// Conversion to integers by scales and zero points and back, as <c>torch.ao.quantization</c> writes it into programs, in the order of
/// roundings of PyTorch's own functions. Source: <c>torch.ops.quantized_decomposed</c>.
/// </summary>
internal sealed class QuantizedDecomposed : ICompositeSource
{
    private const string Namespace = "quantized_decomposed::";
    private const string Range = "int quant_min, int quant_max, ScalarType dtype";
    private const string TensorRange = "Tensor quant_min, Tensor quant_max, ScalarType dtype";
    private const string OutDType = "*, ScalarType? out_dtype=None";

    public IEnumerable<Composite> Declare() =>
    [
        new($"{Namespace}quantize_per_tensor(Tensor input, float scale, int zero_point, {Range}) -> Tensor", PerTensor),
        new($"{Namespace}quantize_per_tensor.tensor(Tensor input, Tensor scale, Tensor zero_point, {Range}) -> Tensor", PerTensorOf),
        new($"{Namespace}quantize_per_tensor.tensor2(Tensor input, Tensor scale, Tensor zero_point, {TensorRange}) -> Tensor",
            PerTensorWithin),
        new($"{Namespace}dequantize_per_tensor(Tensor input, float scale, int zero_point, {Range}, {OutDType}) -> Tensor", FromTensor),
        new($"{Namespace}dequantize_per_tensor.tensor(Tensor input, Tensor scale, Tensor zero_point, {Range}, {OutDType}) -> Tensor",
            FromTensorOf),
        new($"{Namespace}dequantize_per_tensor.tensor2(Tensor input, Tensor scale, Tensor zero_point, {TensorRange}, {OutDType}) -> Tensor",
            FromTensorWithin),
        new($"{Namespace}quantize_per_channel(Tensor input, Tensor scales, Tensor zero_points, int axis, {Range}) -> Tensor", PerChannel),
        new($"{Namespace}dequantize_per_channel(Tensor input, Tensor scales, Tensor? zero_points, int axis, {Range}, {OutDType}) -> Tensor",
            FromChannels),
        new($"{Namespace}fake_quant_per_channel(Tensor input, Tensor scales, Tensor zero_points, int axis, int quant_min, int quant_max) "
            + "-> Tensor", FakePerChannel),
        new($"{Namespace}quantize_per_token(Tensor input, Tensor scales, Tensor zero_points, {Range}) -> Tensor", PerToken),
        new($"{Namespace}dequantize_per_token(Tensor input, Tensor scales, Tensor zero_points, {Range}, ScalarType output_dtype) -> Tensor",
            FromTokens),
        new($"{Namespace}quantize_per_channel_group(Tensor input, Tensor scales, Tensor zero_points, {Range}, int group_size) -> Tensor",
            PerGroup),
        new($"{Namespace}dequantize_per_channel_group(Tensor input, Tensor scales, Tensor? zero_points, {Range}, int group_size, "
            + "ScalarType output_dtype) -> Tensor", FromGroups),
        new($"{Namespace}convert_element_type.no_fuse(Tensor input, ScalarType dtype) -> Tensor",
            call => call.Make("aten::_to_copy.default", call.Tensor("input"), Op.Named("dtype", call["dtype"]))),
    ];

    private static TracedTensor PerTensor(CompositeCall call) => Quantized(
        call, (Round(Single(call) * (1.0 / call.Number("scale"))) + call.Int("zero_point")));

    private static TracedTensor PerTensorOf(CompositeCall call) =>
        Quantized(call, Round(Single(call) * Inverse(call.Tensor("scale"))) + One(call.Tensor("zero_point")));

    private static TracedTensor PerTensorWithin(CompositeCall call) => call.Make(
        "aten::clamp.Tensor", Round(Single(call) * Inverse(call.Tensor("scale"))) + One(call.Tensor("zero_point")),
        One(call.Tensor("quant_min")), One(call.Tensor("quant_max"))).To(Target(call));

    private static TracedTensor FromTensor(CompositeCall call) =>
        (Bounded(call).To(Result(call)) - call.Int("zero_point")) * call.Number("scale");

    private static TracedTensor FromTensorOf(CompositeCall call) =>
        (Bounded(call).To(Result(call)) - One(call.Tensor("zero_point"))) * One(call.Tensor("scale"));

    private static TracedTensor FromTensorWithin(CompositeCall call)
    {
        // What the levels' bounds are is not looked at.
        (_, _) = (call.Tensor("quant_min"), call.Tensor("quant_max"));
        _ = Bounds(call);
        return (Typed(call).To(Result(call)) - One(call.Tensor("zero_point"))) * One(call.Tensor("scale"));
    }

    private static TracedTensor PerChannel(CompositeCall call) =>
        Quantized(call, Round(Single(call) * Along(call, "scales").Reciprocal()) + Along(call, "zero_points"));

    private static TracedTensor FromChannels(CompositeCall call)
    {
        var x = Bounded(call);
        var shifted = call.IsNone("zero_points") ? x : x - Along(call, "zero_points");
        return (shifted * Along(call, "scales")).To(Result(call));
    }

    private static TracedTensor FakePerChannel(CompositeCall call)
    {
        var x = call.Tensor("input");
        if (x.DType != DType.F32)
        {
            throw call.Error($"takes f32, found {x.Type}.");
        }
        var (factors, shifts) = (Along(call, "scales").To(DType.F32), Along(call, "zero_points").To(DType.I32));
        return (Clamped(call, Round(x * factors.Reciprocal()) + shifts) - shifts) * factors;
    }

    private static TracedTensor PerToken(CompositeCall call) =>
        Quantized(call, Round((call.Tensor("input") * OfTokens(call, "scales").Reciprocal()) + OfTokens(call, "zero_points")));

    private static TracedTensor FromTokens(CompositeCall call)
    {
        CheckRange(call);
        return ((call.Tensor("input") - OfTokens(call, "zero_points")) * OfTokens(call, "scales"))
            .To(call.OptionalDType("output_dtype")!.Value);
    }

    private static TracedTensor PerGroup(CompositeCall call) => Quantized(
            call, Round((Groups(call) * Column(call.Tensor("scales")).Reciprocal()) + Column(call.Tensor("zero_points"))))
        .Reshape(call.Tensor("input").Shape);

    private static TracedTensor FromGroups(CompositeCall call)
    {
        var x = Bounded(call);
        var groups = Groups(call);
        // Without zero points, an i32 zero is subtracted: integers become i32.
        var shifted = groups - (call.OptionalTensor("zero_points") is { } zeros ? Column(zeros) : groups.ZerosLike().To(DType.I32));
        return (shifted * Column(call.Tensor("scales"))).Reshape(x.Shape).To(call.OptionalDType("output_dtype")!.Value);
    }

    private static DType Target(CompositeCall call) => call.OptionalDType("dtype")!.Value;

    private static DType Result(CompositeCall call) => call.OptionalDType("out_dtype") ?? DType.F32;

    private static TracedTensor Round(TracedTensor x) => Op.Call("aten::round.default", x);

    private static TracedTensor Clamped(CompositeCall call, TracedTensor x) =>
        call.Make("aten::clamp.default", x, call.Int("quant_min"), call.Int("quant_max"));

    private static TracedTensor Quantized(CompositeCall call, TracedTensor levels)
    {
        CheckRange(call);
        return Clamped(call, levels).To(Target(call));
    }

    // Floats of 16 bits are widened; no other dtype is taken.
    private static TracedTensor Single(CompositeCall call) =>
        call.Tensor("input") is { DType: DType.F16 or DType.BF16 or DType.F32 } x ? x.To(DType.F32)
            : throw call.Error($"takes f32, f16 or bf16, found {call.Tensor("input").Type}.");

    // The operand, of the dtype that the call says it has.
    private static TracedTensor Typed(CompositeCall call) => call.Tensor("input") is var x && x.DType == Target(call) ? x
        : throw call.Error($"takes {Target(call).TextName()}, found {x.Type}.");

    private static TracedTensor Bounded(CompositeCall call)
    {
        CheckRange(call);
        return Typed(call);
    }

    // A tensor of one element as a number.
    private static TracedTensor One(TracedTensor x) => x.Reshape();

    // Of the number that Python reads: in f64, as Python computes.
    private static TracedTensor Inverse(TracedTensor scale) => One(scale).To(DType.F64).Reciprocal();

    private static TracedTensor Column(TracedTensor x) => x.Reshape(-1, 1);

    // A vector over the argument 'axis'.
    private static TracedTensor Along(CompositeCall call, string name)
    {
        var (x, vector) = (call.Tensor("input"), call.Tensor(name));
        var shape = Enumerable.Repeat((SymbolicInt)1, x.Rank).ToArray();
        shape[call.Dim(call.Int("axis"), x.Rank)] = -1;
        return vector.Rank == 1 ? vector.View(shape) : throw call.Error($"takes one number for each channel, found {vector.Type}.");
    }

    private static TracedTensor OfTokens(CompositeCall call, string name)
    {
        var (x, values) = (call.Tensor("input"), call.Tensor(name));
        return values.Rank == x.Rank && values.Shape[-1] is { IsStatic: true } count && (long)count == 1 ? values
            : throw call.Error($"takes one number for each row of {x.Type}, found {values.Type}.");
    }

    private static TracedTensor Groups(CompositeCall call)
    {
        var (x, scales, size) = (call.Tensor("input"), call.Tensor("scales"), call.Int("group_size"));
        if (x.Rank != 2 || size <= 1)
        {
            throw call.Error($"takes a matrix in groups of 2 elements or more, found {x.Type} in groups of {size}.");
        }
        var width = x.Shape[-1];
        // One scale for a whole row that is shorter than a group.
        var isRow = width.IsStatic && size > (long)width && scales.Rank > 0 && scales.Shape[-1].IsStatic && (long)scales.Shape[-1] == 1;
        return isRow ? x : x.Reshape(-1, size);
    }

    private static void CheckRange(CompositeCall call)
    {
        var ((lowest, highest), min, max) = (Bounds(call), call.Int("quant_min"), call.Int("quant_max"));
        if (min < lowest || max > highest)
        {
            throw call.Error($"{min} … {max} is not in the range of {Target(call).TextName()}.");
        }
    }

    private static (long Lowest, long Highest) Bounds(CompositeCall call) => Target(call) switch
    {
        DType.U8 => (byte.MinValue, byte.MaxValue),
        DType.I8 => (sbyte.MinValue, sbyte.MaxValue),
        DType.U16 => (ushort.MinValue, ushort.MaxValue),
        DType.I16 => (short.MinValue, short.MaxValue),
        DType.I32 => (int.MinValue, int.MaxValue),
        DType.F8E4M3FN => (-448, 448),
        DType.F8E5M2 => (-57344, 57344),
        var other => throw call.Error($"nothing is quantized to {other.TextName()}."),
    };
}
