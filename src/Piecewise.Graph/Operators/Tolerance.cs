using Piecewise.Tensors;

namespace Piecewise.Graphs;

/// <summary>Allowed distance: <c>|a - b| &lt;= Absolute + Relative * |b|</c>, as <c>torch.testing.assert_close</c>.</summary>
internal readonly record struct Tolerance(double Absolute, double Relative)
{
    public static Tolerance Exact { get; }

    /// <summary>PyTorch's defaults per dtype, most of a step of an 8-bit float; exact for integers and bool.</summary>
    public static Tolerance Default(DType dtype) => dtype switch
    {
        DType.F64 or DType.C128 => new(1e-8, 1e-8),
        DType.F32 or DType.C64 => new(1e-5, 1.3e-6),
        DType.F16 => new(1e-3, 1e-3),
        DType.BF16 => new(1e-3, 1.6e-2),
        _ when dtype.IsFloat() && Math.ScaleB(0.8, -dtype.FractionBits()) is var step => new(step, step),
        _ => Exact,
    };
}
