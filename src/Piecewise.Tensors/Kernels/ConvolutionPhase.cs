namespace Piecewise.Tensors.Kernels;

/// <summary>
/// The positions of a result that meet the same taps of the kernel (<see cref="ConvolutionDim"/>): all of them, but for transposed
/// convolutions.
/// </summary>
internal unsafe struct ConvolutionPhase
{
    /// <summary>Positions of the three dims.</summary>
    public nint Depth;
    public nint Height;
    public nint Width;

    /// <summary>How many taps these meet.</summary>
    public nint Taps;

    /// <summary>[<see cref="Taps"/>]: where in a channel of the planes the first position meets each.</summary>
    public nint* Offsets;

    /// <summary>f32 [outputs, channels of a group · <see cref="Taps"/>].</summary>
    public float* Weight;
    public nint WeightRow;

    /// <summary>Where the first position lies in the result, and the distances of the others.</summary>
    public nint ResultOffset;
    public nint ResultDepth;
    public nint ResultHeight;
    public nint ResultWidth;

    public readonly nint Count => Depth * Height * Width;

    /// <summary>Whether positions that follow each other do so in the result too.</summary>
    public readonly bool IsDense => (ResultWidth == 1 || Width == 1) && (ResultHeight == Width || Height == 1)
        && (ResultDepth == Height * Width || Depth == 1);
}
