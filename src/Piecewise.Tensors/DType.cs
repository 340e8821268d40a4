namespace Piecewise.Tensors;

/// <summary>Element type of a tensor. Values are our own; front ends translate theirs.</summary>
public enum DType : byte
{
    Bool, U8, I8, I16, I32, I64, U16, U32, U64, F8E4M3FN, F8E5M2, F16, BF16, F32, F64, C64, C128,
}

/// <summary>Category of a dtype, in the order in which PyTorch promotes between categories.</summary>
internal enum DTypeCategory : byte { Bool, Integer, Float, Complex }

/// <summary>Facts about each <see cref="DType"/>: size, category, text name.</summary>
public static class DTypes
{
    private static readonly (string Name, int Size, DTypeCategory Category)[] Facts =
    [
        ("bool", 1, DTypeCategory.Bool), ("u8", 1, DTypeCategory.Integer), ("i8", 1, DTypeCategory.Integer),
        ("i16", 2, DTypeCategory.Integer), ("i32", 4, DTypeCategory.Integer), ("i64", 8, DTypeCategory.Integer),
        ("u16", 2, DTypeCategory.Integer), ("u32", 4, DTypeCategory.Integer), ("u64", 8, DTypeCategory.Integer),
        ("f8e4m3fn", 1, DTypeCategory.Float), ("f8e5m2", 1, DTypeCategory.Float),
        ("f16", 2, DTypeCategory.Float), ("bf16", 2, DTypeCategory.Float), ("f32", 4, DTypeCategory.Float),
        ("f64", 8, DTypeCategory.Float), ("c64", 8, DTypeCategory.Complex), ("c128", 16, DTypeCategory.Complex),
    ];

    /// <summary>The name used in the text form: <c>f32</c>, <c>bf16</c>, <c>i64</c>, <c>bool</c>, …</summary>
    public static string TextName(this DType dtype) => Facts[(int)dtype].Name;

    /// <summary>Bytes per element.</summary>
    public static int Size(this DType dtype) => Facts[(int)dtype].Size;

    internal static DTypeCategory Category(this DType dtype) => Facts[(int)dtype].Category;

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
}
