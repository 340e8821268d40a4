using Piecewise.Tensors.Reference;

namespace Piecewise.Tensors.Kernels;

/// <summary>
/// One spatial dim of a convolution: which elements of the input each position meets.
/// <para>
/// A convolution meets <c>x[p · step + tap · dilation - padding]</c>. The input is laid out so that a tap meets neighbours at neighbouring
/// positions: as <em>planes</em> of every step-th element, of which a tap has one, and an offset in it.
/// </para>
/// <para>
/// A transposed convolution adds x[i] · weight[tap] to position <c>i · step + tap · dilation - padding</c>. Positions that lie a step apart
/// meet the same taps: each such <em>phase</em> is a convolution of step 1 with some of the taps.
/// </para>
/// </summary>
/// <param name="Size">Elements of the input.</param>
/// <param name="Positions">Elements of the result.</param>
/// <param name="Taps">Elements of the kernel.</param>
/// <param name="Step">Distance of two positions (PyTorch's stride).</param>
/// <param name="Padding">Zeros before the first element of the input.</param>
/// <param name="Dilation">Distance of two taps.</param>
/// <param name="IsTransposed">Whether input and result change roles.</param>
internal readonly record struct ConvolutionDim(
    nint Size, nint Positions, nint Taps, nint Step, nint Padding, nint Dilation, bool IsTransposed)
{
    /// <summary>The same for the reference.</summary>
    public WindowDim Window => new(Size, Positions, Taps, Step, Padding, Dilation);

    /// <summary>Whether each position meets the element of the same number, and no other.</summary>
    public bool IsPoint => this is { Taps: 1, Step: 1, Padding: 0, IsTransposed: false } && Size == Positions;

    /// <summary>Into how many planes the input is divided.</summary>
    public nint Planes => IsTransposed ? 1 : Math.Max(Math.Min(Step, Taps), 1);

    /// <summary>Elements of a plane.</summary>
    public nint PlaneSize => IsTransposed
        ? checked(PhaseSize(0) + ((PhaseCount - 1 + Padding) / Step) + Lead)
        : checked(Positions + (Taps > Step ? ((Taps - 1) * Dilation) / Step : 0));

    /// <summary>Phases that have positions.</summary>
    public nint PhaseCount => IsTransposed ? Math.Min(Step, Positions) : 1;

    /// <summary>Distance of two positions of a phase in the result; the first one of phase f is f.</summary>
    public nint PhaseStep => IsTransposed ? Step : 1;

    // Elements before the first one of the input.
    private nint Lead => checked(Math.Max((((Taps - 1) * Dilation) / Step) - (Padding / Step), 0));

    /// <summary>
    /// The same without taps that meet the input in no position, as a pool's window may have many: fewer than all even where none does.
    /// </summary>
    public ConvolutionDim WithoutIdleTaps()
    {
        var before = Padding - ((Positions - 1) * Step);
        var first = before <= 0 ? 0 : Math.Min(((before - 1) / Dilation) + 1, Taps - 1);
        var end = Math.Min(Taps, (checked(Size - 1 + Padding) / Dilation) + 1);
        return this with
        {
            Taps = Math.Max(end - first, 1),
            Padding = Padding - (first * Dilation),
            Step = Positions == 1 ? 1 : Step,
        };
    }

    /// <summary>Positions of a phase.</summary>
    public nint PhaseSize(nint phase) => IsTransposed ? ((Positions - phase - 1) / Step) + 1 : Positions;

    /// <summary>The element of the input that is a plane's first one (it may lie outside), and the distance of two.</summary>
    public (nint First, nint Step) PlaneStart(nint plane) => IsTransposed ? (-Lead, 1)
        : (checked((Taps > Step ? plane : plane * Dilation) - Padding), Step);

    /// <summary>Where a tap is met by the first position of a phase: false where none of the phase meets it.</summary>
    public bool TryTap(nint phase, nint tap, out nint plane, out nint offset)
    {
        var distance = tap * Dilation;
        if (IsTransposed)
        {
            (plane, offset) = (0, ((phase + Padding) / Step) - (distance / Step) + Lead);
            return distance % Step == (phase + Padding) % Step;
        }
        (plane, offset) = Taps > Step ? (distance % Step, distance / Step) : (tap, 0);
        return true;
    }
}
