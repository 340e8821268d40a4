using System.Runtime.CompilerServices;

namespace Piecewise.Tensors.Fast;

/// <summary>What becomes of rows element by element: gates, rotation, conversion.</summary>
public static unsafe class RowMaps
{
    /// <summary><c>activation(gate) · up</c>; the activated gate is rounded to its dtype before the product.</summary>
    /// <param name="workers">Who computes.</param>
    /// <param name="gate">[rows, width], f32 or bf16.</param>
    /// <param name="up">[rows, width]; the other half of gate's rows, where one product made both.</param>
    /// <param name="stride">Distance of two rows of gate, and of up, in elements.</param>
    /// <param name="result">[rows, width]; may be gate or up.</param>
    /// <param name="resultStride">Distance of two rows, in elements.</param>
    /// <param name="rows">How many.</param>
    /// <param name="width">Elements of a row.</param>
    public static void Gate<T, TActivation>(Workers workers, T* gate, T* up, nint stride, T* result, nint resultStride, int rows, int width)
        where T : unmanaged where TActivation : struct, IActivation =>
        Jobs.Run(workers.Tier, workers.Team, workers.Parts(rows, 64L * rows * width),
            new GateJob<T, TActivation>(gate, up, stride, result, resultStride, rows, width));

    /// <summary>
    /// Rotary position embedding: <c>x · cos + rotated(x) · sin</c>, where both products and the sum are rounded to the operands' joint dtype.
    /// </summary>
    /// <param name="workers">Who computes.</param>
    /// <param name="x">[tokens, heads, size], f32 or bf16; the elements of a head are neighbours, and so are the heads of a token.</param>
    /// <param name="stride">Distance of two tokens of x and of the result, in elements.</param>
    /// <param name="cos">[tokens, rotary], contiguous, f32 or bf16.</param>
    /// <param name="sin">As cos.</param>
    /// <param name="interleaved">Whether pairs are neighbours; else element i is paired with i + rotary / 2.</param>
    /// <param name="result">Of x's sizes and stride; may be x.</param>
    /// <param name="tokens">How many.</param>
    /// <param name="heads">Heads of a token.</param>
    /// <param name="size">Elements of a head.</param>
    /// <param name="rotary">How many of them turn: even; the others are copied.</param>
    public static void Rotate<T, TAngle>(
        Workers workers, T* x, nint stride, TAngle* cos, TAngle* sin, bool interleaved, T* result, int tokens, int heads, int size, int rotary)
        where T : unmanaged where TAngle : unmanaged =>
        Jobs.Run(workers.Tier, workers.Team, workers.Parts(tokens, 16L * tokens * heads * size),
            new RotateJob<T, TAngle>(x, stride, cos, sin, interleaved, result, tokens, heads, size, rotary));

    /// <summary>Converts between f32 and bf16; rounds to nearest even.</summary>
    /// <param name="workers">Who converts.</param>
    /// <param name="x">[count].</param>
    /// <param name="result">[count]; not x, unless the dtypes are equal.</param>
    /// <param name="count">How many.</param>
    public static void Convert<TFrom, TTo>(Workers workers, TFrom* x, TTo* result, nint count) where TFrom : unmanaged where TTo : unmanaged =>
        Jobs.Run(workers.Tier, workers.Team, workers.Parts(count, 4L * count), new ConvertJob<TFrom, TTo>(x, result, count));

    private readonly struct GateJob<T, TActivation>(T* gate, T* up, nint stride, T* result, nint resultStride, int rows, int width) : IJob
        where T : unmanaged where TActivation : struct, IActivation
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TLanes, TVector>(int part, int parts) where TLanes : struct, ILanes<TVector> where TVector : unmanaged
        {
            var share = Share.Of(rows, part, parts);
            for (var row = share.Start; row < share.End; row++)
            {
                for (nint i = 0; i < width; i += TLanes.Width)
                {
                    var value = TActivation.Invoke<TLanes, TVector>(Elements.Load<TLanes, TVector, T>(gate + (row * stride) + i, width - i));
                    var factor = Elements.Load<TLanes, TVector, T>(up + (row * stride) + i, width - i);
                    value = TLanes.Multiply(Elements.Round<TLanes, TVector, T>(value), factor);
                    Elements.Store<TLanes, TVector, T>(result + (row * resultStride) + i, value, width - i);
                }
            }
        }
    }

    private readonly struct RotateJob<T, TAngle>(
        T* x, nint stride, TAngle* cos, TAngle* sin, bool interleaved, T* result, int tokens, int heads, int size, int rotary) : IJob
        where T : unmanaged where TAngle : unmanaged
    {
        public void Run<TLanes, TVector>(int part, int parts) where TLanes : struct, ILanes<TVector> where TVector : unmanaged
        {
            var share = Share.Of(tokens, part, parts);
            for (var token = share.Start; token < share.End; token++)
            {
                for (nint head = 0; head < heads; head++)
                {
                    var at = (token * stride) + (head * size);
                    T* from = x + at, to = result + at;
                    if (interleaved)
                    {
                        Neighbours(from, cos + (token * rotary), sin + (token * rotary), to);
                    }
                    else
                    {
                        Halves<TLanes, TVector>(from, cos + (token * rotary), sin + (token * rotary), to);
                    }
                    if (to != from)
                    {
                        new ReadOnlySpan<T>(from + rotary, size - rotary).CopyTo(new Span<T>(to + rotary, size - rotary));
                    }
                }
            }
        }

        private void Halves<TLanes, TVector>(T* from, TAngle* c, TAngle* s, T* to)
            where TLanes : struct, ILanes<TVector> where TVector : unmanaged
        {
            nint half = rotary / 2;
            for (nint i = 0; i < half; i += TLanes.Width)
            {
                var count = half - i;
                var first = Elements.Load<TLanes, TVector, T>(from + i, count);
                var second = Elements.Load<TLanes, TVector, T>(from + half + i, count);
                var product = Round<TLanes, TVector>(TLanes.Multiply(second, Elements.Load<TLanes, TVector, TAngle>(s + i, count)));
                var other = Round<TLanes, TVector>(TLanes.Multiply(first, Elements.Load<TLanes, TVector, TAngle>(s + half + i, count)));
                var left = Round<TLanes, TVector>(TLanes.Multiply(first, Elements.Load<TLanes, TVector, TAngle>(c + i, count)));
                var right = Round<TLanes, TVector>(TLanes.Multiply(second, Elements.Load<TLanes, TVector, TAngle>(c + half + i, count)));
                Elements.Store<TLanes, TVector, T>(to + i, Round<TLanes, TVector>(TLanes.Subtract(left, product)), count);
                Elements.Store<TLanes, TVector, T>(to + half + i, Round<TLanes, TVector>(TLanes.Add(right, other)), count);
            }
        }

        private void Neighbours(T* from, TAngle* c, TAngle* s, T* to)
        {
            for (nint i = 0; i + 1 < rotary; i += 2)
            {
                var (first, second) = (Elements.Read(from + i), Elements.Read(from + i + 1));
                var left = Round(first * Elements.Read(c + i)) - Round(second * Elements.Read(s + i));
                var right = Round(second * Elements.Read(c + i + 1)) + Round(first * Elements.Read(s + i + 1));
                Elements.Write(to + i, Round(left));
                Elements.Write(to + i + 1, Round(right));
            }
        }

        // The joint dtype is bf16 only where both are.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static TVector Round<TLanes, TVector>(TVector value) where TLanes : struct, ILanes<TVector> where TVector : unmanaged =>
            typeof(T) == typeof(TAngle) ? Elements.Round<TLanes, TVector, T>(value) : value;

        private static float Round(float value) => typeof(T) == typeof(BFloat16) && typeof(TAngle) == typeof(T) ? (BFloat16)value : value;
    }

    private readonly struct ConvertJob<TFrom, TTo>(TFrom* x, TTo* result, nint count) : IJob where TFrom : unmanaged where TTo : unmanaged
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TLanes, TVector>(int part, int parts) where TLanes : struct, ILanes<TVector> where TVector : unmanaged
        {
            var share = Share.Of(count, part, parts);
            for (var i = share.Start; i < share.End; i += TLanes.Width)
            {
                var value = Elements.Load<TLanes, TVector, TFrom>(x + i, share.End - i);
                Elements.Store<TLanes, TVector, TTo>(result + i, value, share.End - i);
            }
        }
    }
}
