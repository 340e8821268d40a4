using System.Numerics.Tensors;

namespace Piecewise.Tensors.Fast;

/// <summary>Convolutions of sequences with a filter of its own for each channel.</summary>
public static unsafe class FilterKernels
{
    /// <summary><c>result[c, p] = bias[c] + sum_k weight[c, k] * x[c, p * stride - padding + k * dilation]</c>, where x is 0 outside. In f32.</summary>
    /// <param name="workers">Who computes.</param>
    /// <param name="x">[channels, length], f32 or bf16; the channels of all batches.</param>
    /// <param name="xOuter">[rank]: strides of x over the channels.</param>
    /// <param name="xStride">Stride of x over length.</param>
    /// <param name="length">Its size.</param>
    /// <param name="weight">[channels, taps].</param>
    /// <param name="weightOuter">[rank]: strides of weight over the channels.</param>
    /// <param name="weightStride">Stride of weight over taps.</param>
    /// <param name="taps">How many.</param>
    /// <param name="bias">[channels]; null for none.</param>
    /// <param name="biasOuter">[rank]: strides of bias over the channels.</param>
    /// <param name="stride">Distance of two positions.</param>
    /// <param name="padding">How far the first position begins before x.</param>
    /// <param name="dilation">Distance of two taps.</param>
    /// <param name="result">[channels, positions]; not x.</param>
    /// <param name="resultOuter">[rank]: strides of the result over the channels.</param>
    /// <param name="resultStride">Stride of the result over positions.</param>
    /// <param name="positions">How many.</param>
    /// <param name="channels">[rank]: sizes of the dims that number channels.</param>
    /// <param name="rank">How many such dims.</param>
    public static void Run<T>(
        Workers workers, T* x, nint* xOuter, nint xStride, nint length, T* weight, nint* weightOuter, nint weightStride, nint taps, T* bias,
        nint* biasOuter, nint stride, nint padding, nint dilation, T* result, nint* resultOuter, nint resultStride, nint positions, nint* channels, nint rank)
        where T : unmanaged
    {
        var nest = new Nest(channels, rank);
        var rows = nest.Count;
        if (rows <= 0 || positions <= 0)
        {
            return;
        }
        var parts = workers.Parts(rows, 4L * rows * positions * (taps + 4));
        Jobs.Run(workers.Tier, workers.Team, parts, new Job<T>
        {
            Nest = nest,
            X = x,
            XOuter = xOuter,
            XStride = xStride,
            Length = length,
            Weight = weight,
            WeightOuter = weightOuter,
            WeightStride = weightStride,
            Taps = taps,
            Bias = bias,
            BiasOuter = biasOuter,
            Stride = stride,
            Padding = padding,
            Dilation = dilation,
            Result = result,
            ResultOuter = resultOuter,
            ResultStride = resultStride,
            Positions = positions,
            Scratch = (byte*)Scratch.Of(parts * Job<T>.PartBytes(length, positions)),
        });
    }

    private struct Job<T> : IJob where T : unmanaged
    {
        public Nest Nest;
        public T* X;
        public nint* XOuter;
        public nint XStride;
        public nint Length;
        public T* Weight;
        public nint* WeightOuter;
        public nint WeightStride;
        public nint Taps;
        public T* Bias;
        public nint* BiasOuter;
        public nint Stride;
        public nint Padding;
        public nint Dilation;
        public T* Result;
        public nint* ResultOuter;
        public nint ResultStride;
        public nint Positions;
        public byte* Scratch;

        public static nint PartBytes(nint length, nint positions) => (((length + positions) * sizeof(float)) + 63) & ~63;

        public readonly void Run<TLanes, TVector>(int part, int parts) where TLanes : struct, ILanes<TVector> where TVector : unmanaged
        {
            var x = (float*)(Scratch + (part * PartBytes(Length, Positions)));
            var sums = x + Length;
            var share = Share.Of(Nest.Count, part, parts);
            for (var row = share.Start; row < share.End; row++)
            {
                FloatMatrix.Widen<TLanes, TVector, T>(X + Nest.Offset(row, XOuter), 0, XStride, 1, Length, x, 0);
                new Span<float>(sums, (int)Positions).Clear();
                for (nint tap = 0; tap < Taps; tap++)
                {
                    Add(x, (tap * Dilation) - Padding, Elements.Read(Weight + Nest.Offset(row, WeightOuter) + (tap * WeightStride)), sums);
                }
                var bias = Bias == null ? 0 : Elements.Read(Bias + Nest.Offset(row, BiasOuter));
                var to = Result + Nest.Offset(row, ResultOuter);
                for (nint i = 0; i < Positions; i++)
                {
                    Elements.Write(to + (i * ResultStride), sums[i] + bias);
                }
            }
        }

        // One tap, which meets x at `offset` in the first position.
        private readonly void Add(float* x, nint offset, float factor, float* sums)
        {
            var first = offset >= 0 ? 0 : (-offset + Stride - 1) / Stride;
            var end = Math.Min(Positions, Length <= offset ? 0 : ((Length - offset - 1) / Stride) + 1);
            if (Stride == 1 && first < end)
            {
                var target = new Span<float>(sums + first, (int)(end - first));
                TensorPrimitives.MultiplyAdd(new ReadOnlySpan<float>(x + first + offset, target.Length), factor, target, target);
                return;
            }
            for (var i = first; i < end; i++)
            {
                sums[i] += factor * x[(i * Stride) + offset];
            }
        }
    }
}
