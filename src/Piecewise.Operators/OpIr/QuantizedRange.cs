using Piecewise.Tensors;
using Piecewise.Tracing;

namespace Piecewise.Operators.OpIr;

/// <summary>The values of a dtype that tensors are quantized to.</summary>
internal readonly record struct QuantizedRange(double Smallest, double Largest)
{
    /// <exception cref="TraceException">Nothing is quantized to that dtype.</exception>
    public static QuantizedRange Of(DType dtype) => dtype switch
    {
        DType.I8 => new(-128, 127),
        DType.F8E4M3FN => new(-dtype.Largest(), dtype.Largest()),
        _ => throw new TraceException($"Values are quantized to i8 or f8e4m3fn, not {dtype.TextName()}."),
    };
}
