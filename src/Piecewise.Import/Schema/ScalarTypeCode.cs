namespace Piecewise.Import;

/// <summary>Element types by the numbers that the file uses, which are not c10's (pt2-format §3.4).</summary>
internal enum ScalarTypeCode
{
    Unknown = 0,
    UInt8 = 1,
    Int8 = 2,
    Int16 = 3,
    Int32 = 4,
    Int64 = 5,
    Float16 = 6,
    Float32 = 7,
    Float64 = 8,
    ComplexFloat16 = 9,
    ComplexFloat32 = 10,
    ComplexFloat64 = 11,
    Bool = 12,
    BFloat16 = 13,
    UInt16 = 28,
    Float8E4M3FN = 29,
    Float8E5M2 = 30,
    Float8E4M3FNUZ = 31,
    Float8E5M2FNUZ = 32,
    Float8E8M0FNU = 33,
    UInt32 = 34,
    UInt64 = 35,
}

/// <summary>Facts about <see cref="ScalarTypeCode"/>.</summary>
internal static class ScalarTypeCodes
{
    /// <summary>Bytes of one element; 0 for <see cref="ScalarTypeCode.Unknown"/>.</summary>
    public static int ByteSize(this ScalarTypeCode code) => code switch
    {
        ScalarTypeCode.UInt8 or ScalarTypeCode.Int8 or ScalarTypeCode.Bool or ScalarTypeCode.Float8E4M3FN
            or ScalarTypeCode.Float8E5M2 or ScalarTypeCode.Float8E4M3FNUZ or ScalarTypeCode.Float8E5M2FNUZ
            or ScalarTypeCode.Float8E8M0FNU => 1,
        ScalarTypeCode.Int16 or ScalarTypeCode.UInt16 or ScalarTypeCode.Float16 or ScalarTypeCode.BFloat16 => 2,
        ScalarTypeCode.Int32 or ScalarTypeCode.UInt32 or ScalarTypeCode.Float32 or ScalarTypeCode.ComplexFloat16 => 4,
        ScalarTypeCode.Int64 or ScalarTypeCode.UInt64 or ScalarTypeCode.Float64 or ScalarTypeCode.ComplexFloat32 => 8,
        ScalarTypeCode.ComplexFloat64 => 16,
        _ => 0,
    };
}
