using System.Runtime.CompilerServices;

namespace Piecewise.Tensors.Fast;

/// <summary>Rotary position embedding, for generated code.</summary>
public static unsafe class RotaryKernels
{
    /// <summary>
    /// <c>x · cos + rotated(x) · sin</c> of rows, where both products and the sum are rounded to the operands' joint dtype. Rows are numbered by
    /// three dims; strides are in elements and may be 0 for the angles.
    /// </summary>
    /// <param name="workers">Who computes.</param>
    /// <param name="x">[outer, middle, inner, size], f32 or bf16; the elements of a row are neighbours.</param>
    /// <param name="xOuter">Stride of x over outer.</param>
    /// <param name="xMiddle">Stride of x over middle.</param>
    /// <param name="xInner">Stride of x over inner.</param>
    /// <param name="cos">[outer, middle, inner, rotary], f32 or bf16; the elements of a row are neighbours.</param>
    /// <param name="cosOuter">Stride of cos over outer.</param>
    /// <param name="cosMiddle">Stride of cos over middle.</param>
    /// <param name="cosInner">Stride of cos over inner.</param>
    /// <param name="sin">As cos.</param>
    /// <param name="sinOuter">Stride of sin over outer.</param>
    /// <param name="sinMiddle">Stride of sin over middle.</param>
    /// <param name="sinInner">Stride of sin over inner.</param>
    /// <param name="interleaved">Whether pairs are neighbours; else element i is paired with i + rotary / 2.</param>
    /// <param name="result">As x, and may be x.</param>
    /// <param name="resultOuter">Stride of result over outer.</param>
    /// <param name="resultMiddle">Stride of result over middle.</param>
    /// <param name="resultInner">Stride of result over inner.</param>
    /// <param name="outer">Size of the first dim of rows.</param>
    /// <param name="middle">Size of the second dim of rows.</param>
    /// <param name="inner">Size of the third dim of rows.</param>
    /// <param name="size">Elements of a row.</param>
    /// <param name="rotary">How many of them turn: even; the others are copied.</param>
    public static void Run<T, TAngle>(
        Workers workers, T* x, nint xOuter, nint xMiddle, nint xInner, TAngle* cos, nint cosOuter, nint cosMiddle, nint cosInner,
        TAngle* sin, nint sinOuter, nint sinMiddle, nint sinInner, bool interleaved, T* result, nint resultOuter, nint resultMiddle, nint resultInner,
        nint outer, nint middle, nint inner, nint size, nint rotary)
        where T : unmanaged where TAngle : unmanaged
    {
        var rows = outer * middle * inner;
        Jobs.Run(workers.Tier, workers.Team, workers.Parts(rows, 16L * rows * size), new Job<T, TAngle>
        {
            X = x,
            XStrides = new(xOuter, xMiddle, xInner),
            Cos = cos,
            CosStrides = new(cosOuter, cosMiddle, cosInner),
            Sin = sin,
            SinStrides = new(sinOuter, sinMiddle, sinInner),
            IsInterleaved = interleaved,
            Result = result,
            ResultStrides = new(resultOuter, resultMiddle, resultInner),
            Rows = rows,
            Middle = middle,
            Inner = inner,
            Size = size,
            Rotary = rotary,
        });
    }

    private readonly record struct RowStrides(nint Outer, nint Middle, nint Inner)
    {
        public nint Of(nint outer, nint middle, nint inner) => (outer * Outer) + (middle * Middle) + (inner * Inner);
    }

    private struct Job<T, TAngle> : IJob where T : unmanaged where TAngle : unmanaged
    {
        public T* X;
        public RowStrides XStrides;
        public TAngle* Cos;
        public RowStrides CosStrides;
        public TAngle* Sin;
        public RowStrides SinStrides;
        public bool IsInterleaved;
        public T* Result;
        public RowStrides ResultStrides;
        public nint Rows;
        public nint Middle;
        public nint Inner;
        public nint Size;
        public nint Rotary;

        public readonly void Run<TLanes, TVector>(int part, int parts) where TLanes : struct, ILanes<TVector> where TVector : unmanaged
        {
            var share = Share.Of(Rows, part, parts);
            for (var row = share.Start; row < share.End; row++)
            {
                var (outer, middle, inner) = (row / Inner / Middle, row / Inner % Middle, row % Inner);
                var from = X + XStrides.Of(outer, middle, inner);
                var to = Result + ResultStrides.Of(outer, middle, inner);
                var cos = Cos + CosStrides.Of(outer, middle, inner);
                var sin = Sin + SinStrides.Of(outer, middle, inner);
                if (IsInterleaved)
                {
                    Neighbours(from, cos, sin, to);
                }
                else
                {
                    Halves<TLanes, TVector>(from, cos, sin, to);
                }
                if (to != from)
                {
                    new ReadOnlySpan<T>(from + Rotary, (int)(Size - Rotary)).CopyTo(new Span<T>(to + Rotary, (int)(Size - Rotary)));
                }
            }
        }

        private readonly void Halves<TLanes, TVector>(T* from, TAngle* c, TAngle* s, T* to)
            where TLanes : struct, ILanes<TVector> where TVector : unmanaged
        {
            var half = Rotary / 2;
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

        private readonly void Neighbours(T* from, TAngle* c, TAngle* s, T* to)
        {
            for (nint i = 0; i + 1 < Rotary; i += 2)
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
}
