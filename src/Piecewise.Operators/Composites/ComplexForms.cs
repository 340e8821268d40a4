using Piecewise.Graphs;
using Piecewise.Tensors;
using Piecewise.Tracing;

namespace Piecewise.Operators.Composites;

/// <summary>Operators of complex numbers as those of their parts, which loops are generated for.</summary>
internal static class ComplexForms
{
    public static CompositeForm[] All { get; } =
    [
        .. new[] { "add", "sub", "subtract" }.Select(n => new CompositeForm($"aten::{n}.Tensor", Sum) { Concerns = AreComplex }),
        .. new[] { "mul", "multiply" }.Select(n => new CompositeForm($"aten::{n}.Tensor", Converted) { Concerns = AreComplex }),
        .. new[] { "conj", "_conj", "conj_physical", "_conj_physical" }.Select(n => new CompositeForm($"aten::{n}.default", Conjugate)),
        new("aten::imag.default", call => call.Tensor("self") is { DType: DType.C64 or DType.C128 } self ? [Part(call, self, 1)] : null),
    ];

    private static TracedTensor Pairs(CompositeCall call, TracedTensor x) => call.Make("aten::view_as_real.default", x);

    private static TracedTensor Part(CompositeCall call, TracedTensor x, int part) => Pairs(call, x).Select(-1, part);

    // Two tensors, at least one of them of complex numbers.
    private static bool AreComplex(InferenceContext call) => call.IsTensor("self") && call.IsTensor("other")
        && (call.Tensor("self").DType.IsComplex() || call.Tensor("other").DType.IsComplex());

    // Without a factor.
    private static TracedTensor[]? Sum(CompositeCall call)
    {
        var (self, other) = (call.Tensor("self"), call.Tensor("other"));
        return call.Number("alpha") != 1 ? null
            : self.DType != other.DType ? Converted(call)
            : [call.Make("aten::view_as_complex.default", call.Make(call.Operator, Pairs(call, self), Pairs(call, other)))];
    }

    // Real numbers beside complex ones become these.
    private static TracedTensor[]? Converted(CompositeCall call)
    {
        var (self, other) = (call.Tensor("self"), call.Tensor("other"));
        return self.DType.IsComplex() && other.DType == self.DType.RealPart() ? [call.Make(call.Operator, self, Whole(call, other))]
            : other.DType.IsComplex() && self.DType == other.DType.RealPart() ? [call.Make(call.Operator, Whole(call, self), other)]
            : null;
    }

    private static TracedTensor Whole(CompositeCall call, TracedTensor real) => call.Make("aten::complex.default", real,
        call.Make("aten::zeros.default", Array.Empty<long>(), Op.Named("dtype", real.DType)));

    private static TracedTensor[]? Conjugate(CompositeCall call) => call.Tensor("self") is { DType: DType.C64 or DType.C128 } self
        ? [call.Make("aten::complex.default", Part(call, self, 0), call.Make("aten::neg.default", Part(call, self, 1)))] : null;
}
