using System.Runtime.CompilerServices;

namespace Piecewise.Tensors.Kernels;

/// <summary>
/// An input of a convolution as floats, with zeros around it, where each tap of the kernel meets neighbours at neighbouring positions
/// (<see cref="ConvolutionDim"/>): [channels, planes of the three dims, sizes of these].
/// </summary>
internal readonly unsafe struct PaddedPlanes(ConvolutionDim depth, ConvolutionDim height, ConvolutionDim width)
{
    private readonly nint planeHeight = height.PlaneSize;
    private readonly nint planeWidth = width.PlaneSize;
    private readonly nint planeSize = checked(depth.PlaneSize * height.PlaneSize * width.PlaneSize);

    /// <summary>Distance of two rows.</summary>
    public nint RowStride => planeWidth;

    /// <summary>Distance of two layers.</summary>
    public nint LayerStride => planeHeight * planeWidth;

    /// <summary>Elements of a plane, which are more than the positions of any phase, and what lies between their rows.</summary>
    public nint PlaneElements => planeSize;

    /// <summary>Distance of two channels, and the elements of one.</summary>
    public nint ChannelStride => checked(planeSize * depth.Planes * height.Planes * width.Planes);

    /// <summary>Where a plane begins in its channel.</summary>
    public nint Offset(nint depthPlane, nint heightPlane, nint widthPlane) =>
        ((((depthPlane * height.Planes) + heightPlane) * width.Planes) + widthPlane) * planeSize;

    /// <summary>Lays a channel out.</summary>
    /// <param name="x">[depth, height, width].</param>
    /// <param name="strides">[3].</param>
    /// <param name="to">[<see cref="ChannelStride"/>].</param>
    public void Fill<TLanes, TVector, T>(T* x, nint* strides, float* to)
        where TLanes : struct, ILanes<TVector> where TVector : unmanaged where T : unmanaged
    {
        for (nint d = 0; d < depth.Planes; d++)
        {
            var (firstLayer, layerStep) = depth.PlaneStart(d);
            for (nint h = 0; h < height.Planes; h++)
            {
                var (firstRow, rowStep) = height.PlaneStart(h);
                for (nint w = 0; w < width.Planes; w++)
                {
                    for (nint layer = 0; layer < depth.PlaneSize; layer++)
                    {
                        var z = firstLayer + (layer * layerStep);
                        for (nint row = 0; row < planeHeight; row++, to += planeWidth)
                        {
                            var y = firstRow + (row * rowStep);
                            if (z < 0 || z >= depth.Size || y < 0 || y >= height.Size)
                            {
                                Clear(to, planeWidth);
                                continue;
                            }
                            FillRow<TLanes, TVector, T>(x + (z * strides[0]) + (y * strides[1]), strides[2], w, to);
                        }
                    }
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void FillRow<TLanes, TVector, T>(T* x, nint stride, nint plane, float* to)
        where TLanes : struct, ILanes<TVector> where TVector : unmanaged where T : unmanaged
    {
        var (first, step) = width.PlaneStart(plane);
        // The elements that lie in the input: first + i * step in [0, Size).
        var start = first >= 0 ? 0 : Math.Min((-first + step - 1) / step, planeWidth);
        var end = first >= width.Size ? start : Math.Clamp(((width.Size - 1 - first) / step) + 1, start, planeWidth);
        Clear(to, start);
        Clear(to + end, planeWidth - end);
        if (start == end)
        {
            return;
        }
        var from = x + ((first + (start * step)) * stride);
        var distance = step * stride;
        if (distance == 2 && typeof(T) == typeof(float))
        {
            // A vector of every second element reads one more than it needs.
            for (; start + TLanes.Width < end; start += TLanes.Width, from += 2 * TLanes.Width)
            {
                TLanes.Store(to + start, TLanes.LoadEven((float*)from));
            }
        }
        FloatMatrix.Widen<TLanes, TVector, T>(from, 0, distance, 1, end - start, to + start, 0);
    }

    private static void Clear(float* to, nint count)
    {
        for (nint i = 0; i < count; i++)
        {
            to[i] = 0;
        }
    }
}
