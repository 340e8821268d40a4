namespace Piecewise.Tensors;

/// <summary>Element type of a tensor. Values are our own; front ends translate theirs.</summary>
public enum DType : byte
{
    Bool, U8, I8, I16, I32, I64, U16, U32, U64, F8E4M3FN, F8E5M2, F16, BF16, F32, F64, C64, C128,
}

/// <summary>Category of a dtype, in the order in which PyTorch promotes between categories.</summary>
internal enum DTypeCategory : byte { Bool, Integer, Float, Complex }

/// <summary>Facts about each <see cref="DType"/>: names, size, category, a float's range.</summary>
public static class DTypes
{
    private static readonly DTypeFacts[] Facts =
    [
        new("bool", "BOOL", "bool", 1, DTypeCategory.Bool),
        new("u8", "U8", "byte", 1, DTypeCategory.Integer),
        new("i8", "I8", "sbyte", 1, DTypeCategory.Integer),
        new("i16", "I16", "short", 2, DTypeCategory.Integer),
        new("i32", "I32", "int", 4, DTypeCategory.Integer),
        new("i64", "I64", "long", 8, DTypeCategory.Integer),
        new("u16", "U16", "ushort", 2, DTypeCategory.Integer),
        new("u32", "U32", "uint", 4, DTypeCategory.Integer),
        new("u64", "U64", "ulong", 8, DTypeCategory.Integer),
        new("f8e4m3fn", "F8_E4M3", nameof(Float8E4M3), 1, DTypeCategory.Float, 448, 3),
        new("f8e5m2", "F8_E5M2", nameof(Float8E5M2), 1, DTypeCategory.Float, 57344, 2),
        new("f16", "F16", nameof(Half), 2, DTypeCategory.Float, 65504, 10),
        new("bf16", "BF16", nameof(BFloat16), 2, DTypeCategory.Float, 3.3895313892515355e38, 7),
        new("f32", "F32", "float", 4, DTypeCategory.Float, float.MaxValue, 23),
        new("f64", "F64", "double", 8, DTypeCategory.Float, double.MaxValue, 52),
        new("c64", "C64", nameof(Complex64), 8, DTypeCategory.Complex, float.MaxValue, 23),
        new("c128", "C128", "System.Numerics.Complex", 16, DTypeCategory.Complex, double.MaxValue, 52),
    ];

    /// <summary>The name used in the text form: <c>f32</c>, <c>bf16</c>, <c>i64</c>, <c>bool</c>, …</summary>
    public static string TextName(this DType dtype) => Facts[(int)dtype].Name;

    /// <summary>Bytes per element.</summary>
    public static int Size(this DType dtype) => Facts[(int)dtype].Size;

    internal static DTypeCategory Category(this DType dtype) => Facts[(int)dtype].Category;

    /// <summary>The type of its elements, as C# reads it under <c>using System;</c> and <c>using Piecewise.Tensors;</c>.</summary>
    internal static string ElementName(this DType dtype) => Facts[(int)dtype].ElementName;

    /// <summary>The name in safetensors files.</summary>
    internal static string SafetensorsName(this DType dtype) => Facts[(int)dtype].SafetensorsName;

    /// <summary>The largest finite number of a float, or of a complex number's parts.</summary>
    internal static double Largest(this DType dtype) => Facts[(int)dtype].Largest;

    /// <summary>Stored bits of a float's fraction, or of a complex number's parts': neighbours in [1, 2) lie 2^-bits apart.</summary>
    internal static int FractionBits(this DType dtype) => Facts[(int)dtype].FractionBits;

    public static bool IsFloat(this DType dtype) => dtype.Category() == DTypeCategory.Float;

    public static bool IsComplex(this DType dtype) => dtype.Category() == DTypeCategory.Complex;

    /// <summary>True for integers and bool: what PyTorch calls an integral type including bool.</summary>
    public static bool IsIntegral(this DType dtype) => dtype.Category() <= DTypeCategory.Integer;

    public static bool IsSigned(this DType dtype) => dtype is not (DType.Bool or DType.U8 or DType.U16 or DType.U32 or DType.U64);

    public static bool TryParse(string name, out DType dtype)
    {
        var index = Array.FindIndex(Facts, f => f.Name == name);
        dtype = (DType)Math.Max(index, 0);
        return index >= 0;
    }

    internal static DType? FromSafetensors(string name) =>
        Array.FindIndex(Facts, f => f.SafetensorsName == name) is >= 0 and var index ? (DType)index : null;

    /// <summary>The dtype of the result of a binary operation between tensors of these dtypes (PyTorch <c>promote_types</c>).</summary>
    /// <exception cref="NotSupportedException">
    /// A float8 or an unsigned type wider than 8 bits meets another type: PyTorch has no promotion either.
    /// </exception>
    public static DType Promote(DType a, DType b)
    {
        if (a == b)
        {
            return a;
        }
        var (ca, cb) = (a.Category(), b.Category());
        if (ca == DTypeCategory.Bool || cb == DTypeCategory.Bool)
        {
            return ca == DTypeCategory.Bool ? b : a;
        }
        if (ca == DTypeCategory.Complex || cb == DTypeCategory.Complex)
        {
            return a == DType.C128 || b == DType.C128 || a == DType.F64 || b == DType.F64 ? DType.C128 : DType.C64;
        }
        if (ca != cb)
        {
            return ca == DTypeCategory.Float ? a : b;
        }
        if (ca == DTypeCategory.Float)
        {
            return a.Size() == 1 || b.Size() == 1
                ? throw NoPromotion(a, b)
                : a is DType.F16 or DType.BF16 && b is DType.F16 or DType.BF16 ? DType.F32 : (DType)Math.Max((byte)a, (byte)b);
        }
        return PromoteIntegers(a, b);
    }

    private static DType PromoteIntegers(DType a, DType b)
    {
        if (a is DType.U16 or DType.U32 or DType.U64 || b is DType.U16 or DType.U32 or DType.U64)
        {
            throw NoPromotion(a, b);
        }
        if (a == DType.U8 || b == DType.U8)
        {
            var signed = a == DType.U8 ? b : a;
            return signed == DType.I8 ? DType.I16 : signed;
        }
        return (DType)Math.Max((byte)a, (byte)b);
    }

    private static NotSupportedException NoPromotion(DType a, DType b) =>
        new($"No promotion is defined between {a.TextName()} and {b.TextName()} (PyTorch has none either); cast one operand first.");

    private readonly record struct DTypeFacts(
        string Name, string SafetensorsName, string ElementName, int Size, DTypeCategory Category,
        double Largest = 0, int FractionBits = 0);
}
