using Piecewise.Graphs;
using Piecewise.Tensors;
using Piecewise.Tensors.Kernels;

namespace Piecewise.Operators;

/// <summary>What products and convolutions of 8-bit integers have in common: their operands, and what becomes of exact sums.</summary>
internal static unsafe class IntegerRules
{
    /// <summary>What is said of the result: levels count where <c>dtype</c> is of 8 bits.</summary>
    public const string ResultArguments = "float y_scale, int y_zero, int y_min, int y_max, ScalarType dtype";

    /// <summary>Fails where x, its bias or the result are not what such calls take.</summary>
    /// <param name="context">The call.</param>
    /// <param name="outputs">Elements of a bias.</param>
    public static void Require(InferenceContext context, SymInt outputs)
    {
        RequireLevels(context, "x");
        RequireResult(context);
        if (context.OptionalTensor("bias") is { } bias
            && (bias.DType != DType.F32 || bias.Rank != 1 || context.Refutes(SymBool.Eq(bias.Shape[0], outputs))))
        {
            throw context.Error($"takes a bias of {outputs} elements of f32, found {bias}.");
        }
    }

    /// <summary>Fails where an operand has not 8 bits, or its level of 0 is none.</summary>
    public static void RequireLevels(InferenceContext context, string name)
    {
        var x = context.Tensor(name);
        if (Bounds(x.DType) is not var (least, most))
        {
            throw context.Error($"takes {name} of u8 or i8, found {x}.");
        }
        if (context.Int($"{name}_zero") is var zero && (zero < least || zero > most))
        {
            throw context.Error($"{name}_zero is {zero}, which {x.DType.TextName()} does not hold.");
        }
        if (KernelCalls.Number(context, $"{name}_scale") is null)
        {
            throw context.Error($"takes a literal number as {name}_scale.");
        }
    }

    /// <summary>Fails where there is no such result.</summary>
    public static void RequireResult(InferenceContext context)
    {
        var (dtype, min, max, zero) = (context.DType("dtype"), context.Int("y_min"), context.Int("y_max"), context.Int("y_zero"));
        if (KernelCalls.Number(context, "y_scale") is null)
        {
            throw context.Error("takes a literal number as y_scale.");
        }
        if (Bounds(dtype) is var (least, most)
            && (min < least || max > most || min > max || zero < int.MinValue || zero > int.MaxValue))
        {
            throw context.Error($"{min} … {max} around {zero} are no levels of {dtype.TextName()}.");
        }
        _ = KindOf(context);
    }

    /// <summary>The bytes of a packed weight.</summary>
    public static void RequireBytes(InferenceContext context, string name, nint bytes)
    {
        var weight = context.Tensor(name);
        if (weight.Rank != 1 || weight.DType != DType.U8 || context.Refutes(SymBool.Eq(weight.Shape[0], bytes)))
        {
            throw context.Error($"takes {bytes} bytes of a packed weight, found {weight}.");
        }
    }

    /// <summary>Scales of outputs: one number, or a vector.</summary>
    public static void RequireScales(InferenceContext context, SymInt outputs)
    {
        if (KernelCalls.Number(context, "scale") is null)
        {
            throw context.Error("takes a literal number as scale.");
        }
        if (context.OptionalTensor("scales") is { } scales
            && (scales.DType != DType.F32 || scales.Rank != 1 || context.Refutes(SymBool.Eq(scales.Shape[0], outputs))))
        {
            throw context.Error($"takes {outputs} scales of f32, found {scales}.");
        }
    }

    /// <summary>The same numbers.</summary>
    public static float[] Scales(EvaluationContext context) => context.OptionalTensor("scales") is { } scales
        ? scales.Contiguous().ToArray<float>() : [(float)context.Float("scale")];

    public static IntegerResult KindOf(InferenceContext context) => context.DType("dtype") switch
    {
        DType.F32 => IntegerResult.Floats,
        DType.U8 or DType.I8 => IntegerResult.Levels,
        DType.I32 => IntegerResult.Sums,
        var other => throw context.Error($"gives f32, u8, i8 or i32, not {other.TextName()}."),
    };

    public static LevelRange RangeOf(InferenceContext context) => KindOf(context) != IntegerResult.Levels ? default : new LevelRange
    {
        Scale = KernelCalls.Number(context, "y_scale")!.Value,
        Zero = (nint)context.Int("y_zero"),
        Least = (nint)context.Int("y_min"),
        Most = (nint)context.Int("y_max"),
    };

    /// <summary>Elements of 8 bits as numbers.</summary>
    public static int[] Integers(Tensor tensor) => Cast.To(tensor, DType.I32).Contiguous().ToArray<int>();

    /// <summary>Numbers as the result of a call; f32 that levels are made of.</summary>
    public static Tensor Result(EvaluationContext context, float[] numbers, params ReadOnlySpan<long> shape)
    {
        if (context.DType("dtype") == DType.F32)
        {
            return Tensor.From(numbers, shape);
        }
        var range = RangeOf(context.Types());
        return context.DType("dtype") == DType.U8 ? Tensor.From<byte>([.. numbers.Select(n => (byte)range.Of(n))], shape)
            : Tensor.From<sbyte>([.. numbers.Select(n => (sbyte)range.Of(n))], shape);
    }

    private static (long Least, long Most)? Bounds(DType dtype) => dtype switch
    {
        DType.U8 => (byte.MinValue, byte.MaxValue),
        DType.I8 => (sbyte.MinValue, sbyte.MaxValue),
        _ => null,
    };
}
