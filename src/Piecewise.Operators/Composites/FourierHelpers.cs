using Piecewise.Tensors;
using Piecewise.Tracing;

namespace Piecewise.Operators.Composites;

/// <summary>
/// What goes with Fourier transforms: their frequencies, and dims turned so that frequency 0 is in the middle. Source: <c>torch.fft</c>.
/// </summary>
internal sealed class FourierHelpers : ICompositeSource
{
    private const string Options = "ScalarType? dtype=None, Layout? layout=None, Device? device=None, bool? pin_memory=None) -> Tensor";

    public IEnumerable<Composite> Declare() =>
    [
        new($"aten::fft_fftfreq(int n, float d=1.0, *, {Options}", call => Frequencies(call, isHalf: false)),
        new($"aten::fft_rfftfreq(int n, float d=1.0, *, {Options}", call => Frequencies(call, isHalf: true)),
        new("aten::fft_fftshift(Tensor self, int[1]? dim=None) -> Tensor", call => Shifted(call, back: false)),
        new("aten::fft_ifftshift(Tensor self, int[1]? dim=None) -> Tensor", call => Shifted(call, back: true)),
    ];

    private static TracedTensor Frequencies(CompositeCall call, bool isHalf)
    {
        var (n, dtype) = (call.Int("n"), call.OptionalDType("dtype") ?? DType.F32);
        if (!dtype.IsFloat() || n < 1)
        {
            throw call.Error($"takes a positive number of points and floats, found {n} and {dtype.TextName()}.");
        }
        // 0, 1, … and then the negative ones from the lowest on.
        var first = isHalf ? (n / 2) + 1 : (n + 1) / 2;
        var positions = call.Make("aten::arange.default", first, Op.Named("dtype", dtype), Op.Named("device", call["device"]));
        if (!isHalf && n > 1)
        {
            positions = Op.Cat([positions, call.Make("aten::arange.start", -(n / 2), 0, Op.Named("dtype", dtype),
                Op.Named("device", call["device"]))]);
        }
        return positions * (1.0 / (n * call.Number("d")));
    }

    private static TracedTensor Shifted(CompositeCall call, bool back)
    {
        var self = call.Tensor("self");
        int[] dims = call.IsNone("dim") ? [.. Enumerable.Range(0, self.Rank)] : [.. call.Ints("dim").Select(d => call.Dim(d, self.Rank))];
        if (dims.Length == 0)
        {
            return self.Clone();
        }
        var shifts = dims.Select(d => back ? (self.Shape[d] + 1) / 2 : self.Shape[d] / 2).ToArray();
        return call.Make("aten::roll.default", self, shifts, dims.Select(d => (long)d).ToArray());
    }
}
