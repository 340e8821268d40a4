using Piecewise.Tensors;
using Piecewise.Tracing;

namespace Piecewise.Operators.Composites;

/// <summary>Fourier transforms of integers, as those of the floats that they become.</summary>
internal static class FourierForms
{
    public static CompositeForm[] All { get; } =
    [
        .. from name in new[] { "fft", "ifft", "rfft", "irfft", "hfft", "ihfft" }
        from dims in new[] { "", "2", "n" }
        select new CompositeForm($"aten::fft_{name}{dims}.default", OfFloats),
    ];

    private static TracedTensor[]? OfFloats(CompositeCall call)
    {
        var self = call.Tensor("self");
        return self.DType.IsIntegral()
            ? [call.Make(call.Operator, [self.To(DType.F32), .. call.Names.Skip(1).Select(n => call[n])])] : null;
    }
}
