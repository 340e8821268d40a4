using System.Runtime.CompilerServices;

namespace Piecewise.Tensors.Kernels;

/// <summary>
/// An input of a convolution as floats, with a margin, where each tap of the kernel meets neighbours at neighbouring positions
/// (<see cref="ConvolutionDim"/>): [channels, planes of the three dims, sizes of these].
/// </summary>
/// <param name="depth">Dims of the input.</param>
/// <param name="height">Dims of the input.</param>
/// <param name="width">Dims of the input.</param>
/// <param name="outside">What lies around it.</param>
internal readonly unsafe struct PaddedPlanes(ConvolutionDim depth, ConvolutionDim height, ConvolutionDim width, float outside = 0)
{
    /// <summary>
    /// Floats that may be read after the end of planes, and written after that of what is computed of them: four of the widest vectors.
    /// </summary>
    public const int Slack = 64;

    private readonly nint planeHeight = height.PlaneSize;
    private readonly nint planeWidth = width.PlaneSize;
    private readonly nint planeSize = checked(depth.PlaneSize * height.PlaneSize * width.PlaneSize);

    public ConvolutionDim Depth { get; } = depth;

    public ConvolutionDim Height { get; } = height;

    public ConvolutionDim Width { get; } = width;

    /// <summary>How many positions there are.</summary>
    public nint Positions => Depth.Positions * Height.Positions * Width.Positions;

    /// <summary>Distance of two rows.</summary>
    public nint RowStride => planeWidth;

    /// <summary>Distance of two layers.</summary>
    public nint LayerStride => planeHeight * planeWidth;

    /// <summary>Elements of a plane, which are more than the positions of any phase, and what lies between their rows.</summary>
    public nint PlaneElements => planeSize;

    /// <summary>Distance of two channels, and the elements of one.</summary>
    public nint ChannelStride => checked(planeSize * Depth.Planes * Height.Planes * Width.Planes);

    /// <summary>Positions as runs of elements.</summary>
    public PlaneRuns Runs(nint depthPositions, nint heightPositions, nint widthPositions) =>
        PlaneRuns.Of(depthPositions, heightPositions, widthPositions, RowStride, LayerStride);

    /// <summary>Where in a channel the first position of a phase meets a tap; false where none of the phase does.</summary>
    /// <param name="phase">Of the depth, the height and the width.</param>
    /// <param name="tap">Number of the tap, in row-major order.</param>
    /// <param name="offset">Where.</param>
    public bool TryTap((nint Depth, nint Height, nint Width) phase, nint tap, out nint offset)
    {
        var (outer, column) = Math.DivRem(tap, Width.Taps);
        var (layer, row) = Math.DivRem(outer, Height.Taps);
        offset = 0;
        if (!Depth.TryTap(phase.Depth, layer, out var depthPlane, out var z)
            || !Height.TryTap(phase.Height, row, out var heightPlane, out var y)
            || !Width.TryTap(phase.Width, column, out var widthPlane, out var x))
        {
            return false;
        }
        offset = (((((depthPlane * Height.Planes) + heightPlane) * Width.Planes) + widthPlane) * planeSize)
            + (z * LayerStride) + (y * RowStride) + x;
        return true;
    }

    /// <summary>Lays a channel out.</summary>
    /// <param name="x">[depth, height, width].</param>
    /// <param name="strides">[3].</param>
    /// <param name="to">[<see cref="ChannelStride"/>].</param>
    /// <param name="isNew">Whether there is no channel yet, whose margin stays.</param>
    public void Fill<TLanes, TVector, T>(T* x, nint* strides, float* to, bool isNew)
        where TLanes : struct, ILanes<TVector> where TVector : unmanaged where T : unmanaged =>
        Fill(new Floats<TLanes, TVector, T>(x, strides, to, outside), isNew);

    /// <summary>Goes through all rows of a channel, in their order; through the margin only of a new one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Fill<TFill>(TFill fill, bool isNew) where TFill : struct, IPlaneFill
    {
        nint to = 0;
        for (nint d = 0; d < Depth.Planes; d++)
        {
            var (firstLayer, layerStep) = Depth.PlaneStart(d);
            for (nint h = 0; h < Height.Planes; h++)
            {
                var (firstRow, rowStep) = Height.PlaneStart(h);
                for (nint w = 0; w < Width.Planes; w++)
                {
                    var (first, step) = Width.PlaneStart(w);
                    // The elements that lie in the input: first + i * step in [0, Size).
                    var start = first >= 0 ? 0 : Math.Min(((-first - 1) / step) + 1, planeWidth);
                    var end = first >= Width.Size ? start
                        : Math.Clamp((checked(Width.Size - 1 - first) / step) + 1, start, planeWidth);
                    for (nint layer = 0; layer < Depth.PlaneSize; layer++)
                    {
                        var z = firstLayer + (layer * layerStep);
                        for (nint row = 0; row < planeHeight; row++, to += planeWidth)
                        {
                            var y = firstRow + (row * rowStep);
                            var isInside = z >= 0 && z < Depth.Size && y >= 0 && y < Height.Size && start < end;
                            if (isNew)
                            {
                                fill.Clear(to, isInside ? start : planeWidth);
                                fill.Clear(to + end, isInside ? planeWidth - end : 0);
                            }
                            if (isInside)
                            {
                                fill.Copy(z, y, first + (start * step), step, to + start, end - start);
                            }
                        }
                    }
                }
            }
        }
    }

    private readonly struct Floats<TLanes, TVector, T>(T* x, nint* strides, float* to, float outside) : IPlaneFill
        where TLanes : struct, ILanes<TVector> where TVector : unmanaged where T : unmanaged
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Clear(nint at, nint count)
        {
            for (nint i = 0; i < count; i++)
            {
                to[at + i] = outside;
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Copy(nint z, nint y, nint column, nint step, nint at, nint count)
        {
            var from = x + (z * strides[0]) + (y * strides[1]) + (column * strides[2]);
            var distance = step * strides[2];
            var target = to + at;
            if (typeof(T) != typeof(float) || distance is not (1 or 2))
            {
                FloatMatrix.Widen<TLanes, TVector, T>(from, 0, distance, 1, count, target, 0);
                return;
            }
            nint i = 0;
            // A vector of every second element reads one more than it needs.
            for (; i + TLanes.Width + (distance - 1) <= count; i += TLanes.Width)
            {
                var source = (float*)from + (i * distance);
                TLanes.Store(target + i, distance == 1 ? TLanes.Load(source) : TLanes.LoadEven(source));
            }
            for (; i < count; i += TLanes.Width)
            {
                var source = (float*)from + (i * distance);
                var left = Math.Min(count - i, TLanes.Width);
                TLanes.Store(target + i, distance == 1 ? TLanes.Load(source, left) : TLanes.LoadEven(source, left), left);
            }
        }
    }
}
