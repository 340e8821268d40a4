using Piecewise.Tensors.Kernels.Assembled;

namespace Piecewise.Tensors.Kernels;

/// <summary>
/// Where things lie in the weight of a convolution of 8-bit integers, which is one run of bytes: elements in the order in which tiles read
/// them, scales of the outputs (f32), and the sums of their elements (i32). Channels that are missing to the last quad count as nothing.
/// </summary>
/// <param name="Outputs">Of all groups.</param>
/// <param name="Channels">Of a group.</param>
/// <param name="Taps">Elements of the kernel for each channel.</param>
/// <param name="Groups">Of outputs, and of channels.</param>
internal readonly record struct IntegerFilters(nint Outputs, nint Channels, nint Taps, nint Groups)
{
    private const int Alignment = 64;
    private const int QuadBytes = 4;

    // Of one channel; more are worth tiles.
    private const int MostFilters = 4;

    // Sums of so many products of integers of 9 bits and of 8 are exact in f32.
    private const int MostTaps = 1 << 9;

    /// <summary>The filters of a convolution; null where a sum may need more than 32 bits, or a place in them.</summary>
    /// <param name="outputs">Of all groups.</param>
    /// <param name="channels">Of a group.</param>
    /// <param name="kernel">Its spatial sizes.</param>
    /// <param name="groups">A divisor of the outputs.</param>
    public static IntegerFilters? Of(long outputs, long channels, IEnumerable<long> kernel, long groups)
    {
        // Sizes are anything: of many the product has no end.
        var taps = kernel.Aggregate((Int128)1, (a, b) => Int128.Min(a * Math.Max(b, 0), int.MaxValue));
        return outputs < 1 || channels < 1 || groups < 1 || taps < 1 || outputs % groups != 0 || taps * channels > IntegerSums.LongestRow
            || taps * channels * outputs > int.MaxValue / QuadBytes
                ? null : new IntegerFilters((nint)outputs, (nint)channels, (nint)taps, (nint)groups);
    }

    /// <summary>Whether groups have one channel and few outputs: such filters are added tap by tap, and elements are f32.</summary>
    public bool AreFilters => Channels == 1 && OutputsOfGroup <= MostFilters && Taps <= MostTaps;

    /// <summary>Outputs of a group.</summary>
    public nint OutputsOfGroup => Outputs / Groups;

    /// <summary>How many times four channels.</summary>
    public nint Quads => (Channels + QuadBytes - 1) / QuadBytes;

    /// <summary>Of an output's elements.</summary>
    public nint OutputBytes => checked(AreFilters ? Taps * sizeof(float) : Taps * Quads * QuadBytes);

    /// <summary>Place of the scales: f32 [outputs].</summary>
    public nint Scales => Aligned(checked(Outputs * OutputBytes));

    /// <summary>Place of the sums: i32 [outputs].</summary>
    public nint Sums => checked(Scales + Aligned(Outputs * sizeof(float)));

    /// <summary>Of everything.</summary>
    public nint Bytes => checked(Sums + Aligned(Outputs * sizeof(int)));

    /// <summary>Place of an element: f32 of <see cref="AreFilters"/>, else i8.</summary>
    /// <remarks>
    /// Of a group's outputs some are a block, which a tile takes at once: [taps, quads, outputs of the block, channels of the quad].
    /// </remarks>
    public nint Place(nint output, nint channel, nint tap)
    {
        if (AreFilters)
        {
            return (output * OutputBytes) + (tap * sizeof(float));
        }
        var within = output % OutputsOfGroup;
        var first = within / QuadTileForm.MostRows * QuadTileForm.MostRows;
        var rows = Math.Min(QuadTileForm.MostRows, OutputsOfGroup - first);
        return ((output - within + first) * OutputBytes)
            + ((((((tap * Quads) + (channel / QuadBytes)) * rows) + within - first) * QuadBytes) + (channel % QuadBytes));
    }

    private static nint Aligned(nint count) => checked(count + Alignment - 1) / Alignment * Alignment;
}
