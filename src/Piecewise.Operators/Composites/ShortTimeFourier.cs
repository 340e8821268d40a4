using Piecewise.Graphs;
using Piecewise.Tensors;
using Piecewise.Tracing;

namespace Piecewise.Operators.Composites;

/// <summary>
/// The spectra of a signal's overlapping frames, and the signal of such spectra. Source: <c>torch.stft</c>, <c>torch.istft</c>.
/// </summary>
internal sealed class ShortTimeFourier : ICompositeSource
{
    private const string Frames = "Tensor self, int n_fft, int? hop_length=None, int? win_length=None, Tensor? window=None, ";
    private const string Tail = "bool normalized=False, bool? onesided=None, ";

    // What a sum of squared windows has to reach, for the signal to be found by dividing by it.
    private const double SmallestEnvelope = 1e-11;

    public IEnumerable<Composite> Declare() =>
    [
        new($"aten::stft({Frames}{Tail}bool? return_complex=None, bool? align_to_window=None) -> Tensor", Spectra),
        new($"aten::stft.center({Frames}bool center=True, str pad_mode=\"reflect\", {Tail}"
            + "bool? return_complex=None, bool? align_to_window=None) -> Tensor", Centered),
        new($"aten::istft({Frames}bool center=True, {Tail}int? length=None, bool return_complex=False) -> Tensor", Signal),
    ];

    private static TracedTensor Centered(CompositeCall call)
    {
        var self = call.Tensor("self");
        var mode = call.String("pad_mode");
        if (!call.Bool("center"))
        {
            return Spectra(call, self);
        }
        var padding = call.Int("n_fft") / 2;
        RequireSignal(call, self);
        if (mode == "reflect")
        {
            call.Require(SymBool.Gt(self.Shape[^1].Value, padding), $"reflects {padding} elements of a longer signal, found {self.Type}.");
        }
        var flat = self.Rank == 1 ? self.Unsqueeze(0).Unsqueeze(0) : self.Unsqueeze(0);
        var padded = call.Make("aten::pad.default", flat, new[] { padding, padding }, mode).Squeeze(0);
        return Spectra(call, self.Rank == 1 ? padded.Squeeze(0) : padded);
    }

    private static TracedTensor Spectra(CompositeCall call) => Spectra(call, call.Tensor("self"));

    private static TracedTensor Spectra(CompositeCall call, TracedTensor self)
    {
        RequireSignal(call, self);
        if (!call.IsNone("align_to_window") && call.Bool("align_to_window"))
        {
            throw call.Error("places no frames by the window (align_to_window).");
        }
        var count = call.Int("n_fft");
        var hop = call.OptionalInt("hop_length") ?? count / 4;
        if (hop < 1)
        {
            throw call.Error($"expected hop_length > 0, but got hop_length={hop}");
        }
        var window = Window(call, count, self.DType.RealPart());
        call.Require(SymBool.And(SymBool.Ge(self.Shape[^1].Value, count), count > 0 ? SymBool.True : SymBool.False),
            $"expected 0 < n_fft <= {self.Shape[^1].Value}, but got n_fft={count}");
        var batch = self.Rank == 1 ? self.Unsqueeze(0) : self;
        var frames = call.Make("aten::unfold.default", batch, 1, count, hop);
        frames = window is null ? frames.Clone() : frames * window;
        var isOnesided = call.IsNone("onesided") ? !frames.DType.IsComplex() : call.Bool("onesided");
        if (frames.DType.IsComplex() && isOnesided)
        {
            throw call.Error("Cannot have onesided output if window or input is complex");
        }
        var scaling = call.Bool("normalized") ? 1 : 0;
        var spectra = (frames.DType.IsComplex() ? call.Make("aten::_fft_c2c.default", frames, new[] { 2L }, scaling, true)
            : call.Make("aten::_fft_r2c.default", frames, new[] { 2L }, scaling, isOnesided)).Transpose(1, 2);
        spectra = self.Rank == 1 ? spectra.Squeeze(0) : spectra;
        var isComplex = call.IsNone("return_complex") ? self.DType.IsComplex() || frames.DType.IsComplex() : call.Bool("return_complex");
        if (call.IsNone("return_complex") && !isComplex)
        {
            throw call.Error("stft requires the return_complex parameter be given for real inputs");
        }
        return isComplex ? spectra : call.Make("aten::view_as_real.default", spectra);
    }

    private static TracedTensor Signal(CompositeCall call)
    {
        var self = call.Tensor("self");
        if (!self.DType.IsComplex() || self.Rank is not (2 or 3))
        {
            throw call.Error($"takes complex numbers [frequencies, frames] or [batch, frequencies, frames], found {self.Type}.");
        }
        var count = call.Int("n_fft");
        var hop = call.OptionalInt("hop_length") ?? count / 4;
        var length = call.OptionalInt("win_length") ?? count;
        if (hop < 1 || hop > length)
        {
            throw call.Error($"expected 0 < hop_length <= win_length, found {hop} and {length}.");
        }
        var spectra = self.Rank == 2 ? self.Unsqueeze(0) : self;
        var (frequencies, frames) = (spectra.Shape[1].Value, spectra.Shape[2]);
        var isOnesided = call.IsNone("onesided") ? call.Decide(SymBool.Ne(frequencies, count)) != false : call.Bool("onesided");
        var expected = isOnesided ? (count / 2) + 1 : count;
        call.Require(SymBool.Eq(frequencies, expected), $"has {expected} frequencies where n_fft is {count}, found {self.Type}.");
        call.Require(SymBool.Ge(frames.Value, 1), $"has no frames in {self.Type}.");
        var window = Window(call, count, self.DType.RealPart()) ?? call.Make("aten::ones.default", new[] { count },
            Op.Named("dtype", self.DType.RealPart()));
        var scaling = call.Bool("normalized") ? 1 : 2;
        spectra = spectra.Transpose(1, 2);
        TracedTensor parts;
        if (call.Bool("return_complex"))
        {
            if (isOnesided)
            {
                throw call.Error("gives complex signals of all frequencies only (onesided=False).");
            }
            parts = call.Make("aten::_fft_c2c.default", spectra, new[] { 2L }, scaling, false);
        }
        else
        {
            spectra = isOnesided ? spectra : spectra.Slice(2, 0, (count / 2) + 1);
            parts = call.Make("aten::_fft_c2r.default", spectra, new[] { 2L }, scaling, count);
        }
        parts *= window;
        var total = ((frames - 1) * hop) + count;
        var signal = call.Make("aten::unfold_backward.default", parts, new[] { parts.Shape[0], total }, 1, count, hop);
        var squares = (window * window).Unsqueeze(0).Expand(frames, count).Unsqueeze(0);
        var envelope = call.Make("aten::unfold_backward.default", squares, new[] { 1, total }, 1, count, hop);
        var start = call.Bool("center") ? count / 2 : 0;
        SymbolicInt end = call.Bool("center") ? total - (count / 2) : total;
        if (call.OptionalInt("length") is { } wanted)
        {
            // What is there of it; the rest is filled up below.
            end = SymbolicInt.Min(total, start + wanted);
        }
        call.Require(SymBool.Gt(end.Value, start), $"leaves nothing of {self.Type}.");
        (signal, envelope) = (signal.Slice(1, start, end), envelope.Slice(1, start, end));
        var isLarge = call.Make("aten::ge.Scalar", call.Make("aten::min.default", envelope.Abs()), SmallestEnvelope);
        call.Call("aten::_assert_async.msg", isLarge, "window overlap add min is below 1e-11: the windows leave gaps in the signal");
        signal /= envelope;
        if (call.OptionalInt("length") is { } asked)
        {
            signal = call.Make("aten::constant_pad_nd.default", signal,
                new SymbolicInt[] { 0, SymbolicInt.Max(asked - signal.Shape[1], 0) });
            call.Require(SymBool.Eq(signal.Shape[1].Value, asked), $"gives {asked} elements.");
        }
        return self.Rank == 2 ? signal.Squeeze(0) : signal;
    }

    private static void RequireSignal(CompositeCall call, TracedTensor self)
    {
        if (self.Rank is not (1 or 2) || self.DType.IsIntegral())
        {
            throw call.Error($"takes signals [time] or [batch, time] of floats or complex numbers, found {self.Type}.");
        }
    }

    // The window with zeros on both sides, as long as a frame; null where all count alike.
    private static TracedTensor? Window(CompositeCall call, long count, DType part)
    {
        var length = call.OptionalInt("win_length") ?? count;
        if (length < 1 || length > count)
        {
            throw call.Error($"expected 0 < win_length <= n_fft, but got win_length={length}");
        }
        var window = call.OptionalTensor("window");
        if (window is not null)
        {
            if (window.Rank != 1)
            {
                throw call.Error($"takes a window of rank 1, found {window.Type}.");
            }
            call.Require(SymBool.Eq(window.Shape[0].Value, length), $"expected a window of {length} elements, found {window.Type}.");
        }
        if (length == count)
        {
            return window;
        }
        var left = (count - length) / 2;
        window ??= call.Make("aten::ones.default", new[] { length }, Op.Named("dtype", part));
        return call.Make("aten::constant_pad_nd.default", window, new[] { left, count - length - left });
    }
}
