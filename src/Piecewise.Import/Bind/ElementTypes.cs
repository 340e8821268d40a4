using Piecewise.Tensors;

namespace Piecewise.Import;

/// <summary>Element types: the file's numbers against ours.</summary>
internal static class ElementTypes
{
    public static bool TryGet(ScalarTypeCode code, out DType dtype)
    {
        DType? found = code switch
        {
            ScalarTypeCode.Bool => DType.Bool,
            ScalarTypeCode.UInt8 => DType.U8,
            ScalarTypeCode.Int8 => DType.I8,
            ScalarTypeCode.Int16 => DType.I16,
            ScalarTypeCode.Int32 => DType.I32,
            ScalarTypeCode.Int64 => DType.I64,
            ScalarTypeCode.UInt16 => DType.U16,
            ScalarTypeCode.UInt32 => DType.U32,
            ScalarTypeCode.UInt64 => DType.U64,
            ScalarTypeCode.Float8E4M3FN => DType.F8E4M3FN,
            ScalarTypeCode.Float8E5M2 => DType.F8E5M2,
            ScalarTypeCode.Float16 => DType.F16,
            ScalarTypeCode.BFloat16 => DType.BF16,
            ScalarTypeCode.Float32 => DType.F32,
            ScalarTypeCode.Float64 => DType.F64,
            ScalarTypeCode.ComplexFloat32 => DType.C64,
            ScalarTypeCode.ComplexFloat64 => DType.C128,
            _ => null,
        };
        dtype = found ?? default;
        return found is not null;
    }
}
