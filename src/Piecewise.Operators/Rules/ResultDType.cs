using Piecewise.Tensors;
using Piecewise.Tensors.Reference;

namespace Piecewise.Operators;

/// <summary>How an elementwise result's dtype follows from the promoted one.</summary>
internal enum ResultDType : byte
{
    /// <summary>The promoted dtype.</summary>
    Promoted,

    /// <summary>The promoted dtype, or f32 where that is integral (<c>sin</c>, <c>div</c>).</summary>
    PromotedToFloat,

    /// <summary>Bool (<c>eq</c>, <c>isnan</c>).</summary>
    Bool,

    /// <summary>The promoted dtype, or that of its parts where it is complex (<c>abs</c>).</summary>
    PromotedToReal,

    /// <summary>As <see cref="PromotedToReal"/>, or f32 where that is integral (<c>angle</c>).</summary>
    PromotedToRealFloat,

    /// <summary>F64, or c128 where an operand is complex (<c>float_power</c>).</summary>
    Double,
}

internal static class ResultDTypes
{
    public static DType Of(this ResultDType rule, DType promoted) => rule switch
    {
        ResultDType.Bool => DType.Bool,
        ResultDType.PromotedToFloat when promoted.IsIntegral() => DType.F32,
        ResultDType.PromotedToReal => promoted.RealPart(),
        ResultDType.PromotedToRealFloat => promoted.IsIntegral() ? DType.F32 : promoted.RealPart(),
        ResultDType.Double => promoted.IsComplex() ? DType.C128 : DType.F64,
        _ => promoted,
    };

    /// <summary>The dtype in which elements are computed for a result by this rule.</summary>
    public static DType Compute(this ResultDType rule, DType promoted) => Pointwise.ComputeDType(rule switch
    {
        ResultDType.Bool or ResultDType.PromotedToReal => promoted,
        ResultDType.PromotedToRealFloat => promoted.IsIntegral() ? DType.F32 : promoted,
        _ => rule.Of(promoted),
    });

    /// <summary>The dtype of a complex number's parts; any other dtype is its own.</summary>
    public static DType RealPart(this DType dtype) => dtype switch
    {
        DType.C64 => DType.F32,
        DType.C128 => DType.F64,
        _ => dtype,
    };
}
