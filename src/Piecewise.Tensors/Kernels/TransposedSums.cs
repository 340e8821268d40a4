using System.Runtime.CompilerServices;

namespace Piecewise.Tensors.Kernels;

/// <summary>
/// A transposed convolution element by element, for weights that are not all finite: an element of the weight that meets nothing at some
/// position is no term of its sum, where zeros around the input would make it NaN.
/// </summary>
internal unsafe struct TransposedSums<T> : IPartJob where T : unmanaged
{
    public ConvolutionCall<T> Call;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Run(int part, int parts)
    {
        var share = Share.Of(Call.Batch * Call.Outputs, part, parts);
        for (var item = share.Start; item < share.End; item++)
        {
            var (image, output) = Math.DivRem(item, Call.Outputs);
            var bias = new AddRowBias<T>(Call.Bias, Call.BiasStride).Of(output);
            var result = Call.Result + (image * Call.ResultBatch) + (output * Call.ResultChannel);
            for (nint z = 0; z < Call.Positions[0]; z++)
            {
                for (nint y = 0; y < Call.Positions[1]; y++)
                {
                    for (nint x = 0; x < Call.Positions[2]; x++)
                    {
                        var place = (z * Call.ResultStrides[0]) + (y * Call.ResultStrides[1]) + (x * Call.ResultStrides[2]);
                        Elements.Write(result + place, Sum(image, output, z, y, x) + bias);
                    }
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly float Sum(nint image, nint output, nint z, nint y, nint x)
    {
        float sum = 0;
        for (nint d = 0; d < Call.Kernel[0]; d++)
        {
            for (nint h = 0; h < Call.Kernel[1]; h++)
            {
                for (nint w = 0; w < Call.Kernel[2]; w++)
                {
                    if (Meets(0, z, d, out var depth) && Meets(1, y, h, out var height) && Meets(2, x, w, out var width))
                    {
                        sum += OverChannels(
                            image, output, (depth * Call.XStrides[0]) + (height * Call.XStrides[1]) + (width * Call.XStrides[2]),
                            (d * Call.WeightStrides[2]) + (h * Call.WeightStrides[3]) + (w * Call.WeightStrides[4]));
                    }
                }
            }
        }
        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly float OverChannels(nint image, nint output, nint place, nint tap)
    {
        var (group, within) = Math.DivRem(output, Call.Outputs / Call.Groups);
        var channels = Call.Channels / Call.Groups;
        var x = Call.X + (image * Call.XBatch) + place;
        var weight = Call.Weight + (within * Call.WeightStrides[1]) + tap;
        float sum = 0;
        for (var channel = group * channels; channel < (group + 1) * channels; channel++)
        {
            sum += Elements.Read(x + (channel * Call.XChannel)) * Elements.Read(weight + (channel * Call.WeightStrides[0]));
        }
        return sum;
    }

    // Which element of the input a tap brings to a position; false where it is none.
    private readonly bool Meets(int dim, nint position, nint tap, out nint place)
    {
        (place, var rest) = Math.DivRem(position + Call.Padding[dim] - (tap * Call.Dilation[dim]), Call.Steps[dim]);
        return rest == 0 && place >= 0 && place < Call.Sizes[dim];
    }
}
