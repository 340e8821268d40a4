using Piecewise.Graphs;
using Piecewise.Tensors;
using Piecewise.Tracing;

namespace Piecewise.Operators.Composites;

/// <summary>
/// Conversion to integers and back by scales and zero points of blocks: a block has <c>block_size</c> elements of each dim, so that one is
/// the tensor, a row, a channel, or a group of a row. Source: <c>torchao.quantization.quant_primitives</c>, of which versions have more or
/// fewer arguments; those of all are taken.
/// </summary>
internal sealed class AffineQuantization : ICompositeSource
{
    private const string Bounds = "Scalar? quant_min=None, Scalar? quant_max=None";
    private const string Domain = "str? zero_point_domain=\"INT\"";

    public IEnumerable<Composite> Declare() =>
    [
        new("torchao::quantize_affine(Tensor input, SymInt[] block_size, Tensor scale, Tensor? zero_point, ScalarType output_dtype, "
            + $"{Bounds}, {Domain}) -> Tensor", Quantize),
        new("torchao::dequantize_affine(Tensor input, SymInt[] block_size, Tensor scale, Tensor? zero_point, ScalarType input_dtype, "
            + $"{Bounds}, {Domain}, ScalarType? output_dtype=None) -> Tensor", Dequantize),
        new("torchao::choose_qparams_affine(Tensor input, str mapping_type, SymInt[] block_size, ScalarType target_dtype, "
            + $"{Bounds}, float? eps=None, ScalarType? scale_dtype=None, ScalarType? zero_point_dtype=None, bool preserve_zero=True, "
            + $"{Domain}, bool keepdim=False) -> (Tensor, Tensor)", Choose),
    ];

    private static TracedTensor Quantize(CompositeCall call)
    {
        var (x, blocks, dtype) = (Floats(call), Blocks.Of(call), call.OptionalDType("output_dtype")!.Value);
        var (min, max) = Levels(call, dtype);
        var (scale, zero) = (blocks.Numbers(call.Tensor("scale")), Zero(call, blocks));
        var levels = DomainOf(call) switch
        {
            "FLOAT" when zero is { } middle => Round((blocks.Split(x) - (middle - (scale * Middle(min, max)))) / scale),
            "INT" when zero is { } shift => Round(blocks.Split(x) * scale.Reciprocal()) + shift,
            "INT" or "NONE" => Round(blocks.Split(x) * scale.Reciprocal()),
            var other => throw call.Error($"needs zero points in the domain {other}."),
        };
        return call.Make("aten::clamp.default", levels, min, max).To(dtype).Reshape(x.Shape);
    }

    private static TracedTensor Dequantize(CompositeCall call)
    {
        var (x, blocks, dtype) = (call.Tensor("input"), Blocks.Of(call), call.OptionalDType("input_dtype")!.Value);
        var result = call.OptionalDType("output_dtype") ?? DType.F32;
        if (x.DType != dtype || result is not (DType.F32 or DType.F16 or DType.BF16))
        {
            throw call.Error($"takes {dtype.TextName()} and gives f32, f16 or bf16, found {x.Type} and {result.TextName()}.");
        }
        var (min, max) = Levels(call, dtype);
        var (scale, zero) = (blocks.Numbers(call.Tensor("scale")), Zero(call, blocks));
        var levels = blocks.Split(x);
        var value = DomainOf(call) switch
        {
            "INT" when zero is { } shift => (levels.To(result) - shift.To(result)) * scale,
            "FLOAT" => (levels.To(DType.F32) - Middle(min, max)).To(result) * scale is var scaled && zero is { } shift
                ? scaled + shift : scaled,
            _ => levels.To(result) * scale,
        };
        return value.To(result).Reshape(x.Shape);
    }

    private static TracedTensor[] Choose(CompositeCall call)
    {
        var (x, blocks, target) = (Floats(call), Blocks.Of(call), call.OptionalDType("target_dtype")!.Value);
        var (min, max) = Levels(call, target);
        var (preservesZero, keepsDims, isInteger) = (call.Bool("preserve_zero"), call.Bool("keepdim"), DomainOf(call) == "INT");
        if (!preservesZero && isInteger)
        {
            throw call.Error("a zero point that is an integer is a level of 0: preserve_zero has to be true.");
        }
        var split = blocks.Split(x);
        var low = call.Make("aten::amin.default", split, blocks.Reduced, keepsDims);
        var high = call.Make("aten::amax.default", split, blocks.Reduced, keepsDims);
        if (preservesZero)
        {
            (low, high) = (low.AtMost(0L), high.AtLeast(0L));
        }
        var least = call.IsNone("eps") ? Epsilon(x.DType) : call.Number("eps");
        TracedTensor scale, zero;
        switch (call.String("mapping_type"))
        {
            case "SYMMETRIC":
                scale = (call.Make("aten::maximum.default", -low, high) / ((max - min) / 2.0)).AtLeast(least);
                zero = scale.ZerosLike() + (long)Middle(min, max);
                break;
            case "SYMMETRIC_NO_CLIPPING_ERR":
                var (below, above) = (low / (double)min, high / (double)max);
                scale = Op.Where(below > above, below, above).AtLeast(least);
                zero = scale.ZerosLike() + (long)Middle(min, max);
                break;
            case "ASYMMETRIC":
                scale = ((high - low) / (double)(max - min)).AtLeast(least);
                zero = isInteger ? (min - Round(low / scale)).AtLeast(min).AtMost(max) : low + (scale * Middle(min, max));
                zero = call.IsNone("zero_point_dtype") && isInteger ? zero.To(DType.I32) : zero;
                break;
            case var other:
                throw call.Error($"there is no mapping '{other}'.");
        }
        return [scale.To(call.OptionalDType("scale_dtype") ?? x.DType), zero.To(call.OptionalDType("zero_point_dtype") ?? zero.DType)];
    }

    private static double Middle(long min, long max) => (max + min + 1) / 2.0;

    private static TracedTensor Round(TracedTensor x) => Op.Call("aten::round.default", x);

    private static TracedTensor? Zero(CompositeCall call, Blocks blocks) =>
        call.OptionalTensor("zero_point") is { } zero && !zero.Shape.Any(s => s.IsStatic && (long)s == 0) ? blocks.Numbers(zero) : null;

    private static string DomainOf(CompositeCall call) => call.OptionalString("zero_point_domain") is { } name
        ? name is "INT" or "FLOAT" or "NONE" ? name : throw call.Error($"there is no domain '{name}' of zero points.") : "NONE";

    private static TracedTensor Floats(CompositeCall call) => call.Tensor("input") is { DType: DType.F32 or DType.F16 or DType.BF16 } x ? x
        : throw call.Error($"takes f32, f16 or bf16, found {call.Tensor("input").Type}.");

    private static double Epsilon(DType dtype) => Math.ScaleB(1, -dtype.FractionBits());

    private static (long Min, long Max) Levels(CompositeCall call, DType dtype)
    {
        var (lowest, highest) = dtype switch
        {
            DType.U8 => ((long)byte.MinValue, (long)byte.MaxValue),
            DType.I8 => (sbyte.MinValue, sbyte.MaxValue),
            DType.I16 => (short.MinValue, short.MaxValue),
            DType.I32 => (int.MinValue, int.MaxValue),
            _ => throw call.Error($"nothing is quantized to {dtype.TextName()} here."),
        };
        var min = call.IsNone("quant_min") ? lowest : (long)call.Number("quant_min");
        var max = call.IsNone("quant_max") ? highest : (long)call.Number("quant_max");
        return min >= lowest && max <= highest && min < max ? (min, max)
            : throw call.Error($"{min} … {max} is not in the range of {dtype.TextName()}.");
    }

    // A dim of blocks becomes two: which block, and which element of it.
    private sealed record Blocks(SymbolicInt[] Shape, SymbolicInt[] Counts, long[] Reduced)
    {
        public static Blocks Of(CompositeCall call)
        {
            var (x, sizes) = (call.Tensor("input"), call.Sizes("block_size"));
            if (sizes.Length != x.Rank)
            {
                throw call.Error($"takes {x.Rank} sizes of a block of {x.Type}, found {sizes.Length}.");
            }
            var (shape, counts, reduced) = (new List<SymbolicInt>(), new List<SymbolicInt>(), new List<long>());
            for (var i = 0; i < sizes.Length; i++)
            {
                var (size, block) = (x.Shape[i], sizes[i]);
                if (block.Value == 1)
                {
                    shape.Add(size);
                    counts.Add(size);
                    continue;
                }
                if (block.Value != -1 && call.Decide(SymBool.Eq(block.Value, size.Value)) is not true)
                {
                    call.Require(SymBool.Ge(block.Value, 2), "blocks have at least one element.");
                    call.Require(
                        SymBool.Eq(SymInt.Mod(size.Value, block.Value), 0), $"{size} elements of {x.Type} are no blocks of {block}.");
                    shape.Add(size / block);
                    counts.Add(size / block);
                    size = block;
                }
                reduced.Add(shape.Count);
                shape.Add(size);
                counts.Add(1);
            }
            return new([.. shape], [.. counts], [.. reduced]);
        }

        public TracedTensor Split(TracedTensor x) => x.Reshape(Shape);

        /// <summary>One number for each block.</summary>
        public TracedTensor Numbers(TracedTensor numbers) => numbers.Reshape(Counts);
    }
}
