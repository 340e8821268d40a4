using System.Runtime.CompilerServices;

namespace Piecewise.Tensors.Fast;

// What becomes of one block of keys.
internal unsafe partial struct AttentionJob<T, TMask, TOut>
{
    private readonly void Score<TLanes, TVector>(AttentionMemory memory, nint batch, nint keyHead, nint rows, nint start, nint count)
        where TLanes : struct, ILanes<TVector> where TVector : unmanaged
    {
        var key = Key + Place(KeyStrides, batch, keyHead, start);
        if (ReadsAsItLies(rows, KeyStrides.Element, Size))
        {
            Products<TLanes, TVector, T>(memory, rows, key, KeyStrides.Token, count);
        }
        else
        {
            FloatMatrix.Widen<TLanes, TVector, T>(key, KeyStrides.Token, KeyStrides.Element, count, Size, memory.Keys, memory.Size);
            Products<TLanes, TVector, float>(memory, rows, memory.Keys, memory.Size, count);
        }
    }

    private readonly void Products<TLanes, TVector, TKey>(AttentionMemory memory, nint rows, TKey* key, nint stride, nint count)
        where TLanes : struct, ILanes<TVector> where TVector : unmanaged where TKey : unmanaged
    {
        nint j = 0;
        for (; j + 4 <= count; j += 4)
        {
            Dots.Four<TLanes, TVector, TKey>(memory.Queries, memory.Size, rows, key + (j * stride), stride, Size, memory.Weights + j, Block);
        }
        for (; j < count; j++)
        {
            Dots.One<TLanes, TVector, TKey>(memory.Queries, memory.Size, rows, key + (j * stride), Size, memory.Weights + j, Block);
        }
    }

    // Scores of one row become weights; false where they are all 0.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly bool Weigh<TLanes, TVector>(AttentionMemory memory, nint row, nint from, nint to, TMask* mask)
        where TLanes : struct, ILanes<TVector> where TVector : unmanaged
    {
        var scores = memory.Weights + (row * Block);
        var scale = TLanes.Broadcast(Rule.Scale);
        for (nint j = 0; j < Block; j += TLanes.Width)
        {
            TLanes.Store(scores + j, TLanes.Multiply(TLanes.Load(scores + j), scale));
        }
        if (Rule.Softcap > 0)
        {
            Cap<TLanes, TVector>(scores);
        }
        if (mask is not null)
        {
            AddMask<TLanes, TVector>(scores, from, to, mask, memory.Bias);
        }
        // What the row does not see, which may not even have been computed.
        new Span<float>(scores, (int)from).Fill(float.NegativeInfinity);
        new Span<float>(scores + to, (int)(Block - to)).Fill(float.NegativeInfinity);
        var before = memory.Max[row];
        var max = MathF.Max(before, Largest<TLanes, TVector>(scores));
        // Without a finite score so far, any base gives weights of 0.
        var origin = max == float.NegativeInfinity ? 0 : max;
        if (origin != before && memory.Sum[row] != 0)
        {
            Rescale<TLanes, TVector>(memory, row, MathF.Exp(before - origin));
        }
        memory.Max[row] = max;
        var center = TLanes.Broadcast(origin);
        var sum = TLanes.Zero;
        for (nint j = 0; j < Block; j += TLanes.Width)
        {
            var weight = VectorMath.Exp<TLanes, TVector>(TLanes.Subtract(TLanes.Load(scores + j), center));
            TLanes.Store(scores + j, weight);
            sum = TLanes.Add(sum, weight);
        }
        var total = TLanes.Sum(sum);
        memory.Sum[row] += total;
        return total != 0;
    }

    // Of a whole block. Where a score is NaN it may be another one: the weights show it all the same.
    private static float Largest<TLanes, TVector>(float* scores) where TLanes : struct, ILanes<TVector> where TVector : unmanaged
    {
        var max = TLanes.Load(scores);
        for (nint j = TLanes.Width; j < Block; j += TLanes.Width)
        {
            max = TLanes.Max(max, TLanes.Load(scores + j));
        }
        var lanes = stackalloc float[TLanes.Width];
        TLanes.Store(lanes, max);
        var result = lanes[0];
        for (nint lane = 1; lane < TLanes.Width; lane++)
        {
            result = MathF.Max(result, lanes[lane]);
        }
        return result;
    }

    private readonly void Rescale<TLanes, TVector>(AttentionMemory memory, nint row, float scale)
        where TLanes : struct, ILanes<TVector> where TVector : unmanaged
    {
        memory.Sum[row] *= scale;
        var results = memory.Results + (row * memory.ValueSize);
        var factor = TLanes.Broadcast(scale);
        for (nint i = 0; i < memory.ValueSize; i += TLanes.Width)
        {
            TLanes.Store(results + i, TLanes.Multiply(TLanes.Load(results + i), factor));
        }
    }

    private readonly void Cap<TLanes, TVector>(float* scores) where TLanes : struct, ILanes<TVector> where TVector : unmanaged
    {
        var cap = TLanes.Broadcast(Rule.Softcap);
        for (nint j = 0; j < Block; j += TLanes.Width)
        {
            TLanes.Store(scores + j, TLanes.Multiply(cap, VectorMath.Tanh<TLanes, TVector>(TLanes.Divide(TLanes.Load(scores + j), cap))));
        }
    }

    private readonly void AddMask<TLanes, TVector>(float* scores, nint from, nint to, TMask* mask, float* bias)
        where TLanes : struct, ILanes<TVector> where TVector : unmanaged
    {
        for (var j = from; j < to; j++)
        {
            var at = mask + (j * MaskStrides.Element);
            bias[j] = typeof(TMask) == typeof(bool) ? (*(bool*)at ? 0 : float.NegativeInfinity) : Elements.Read(at);
        }
        for (nint j = 0; j < Block; j += TLanes.Width)
        {
            TLanes.Store(scores + j, TLanes.Add(TLanes.Load(scores + j), TLanes.Load(bias + j)));
        }
    }

    private readonly void Sum<TLanes, TVector>(AttentionMemory memory, nint batch, nint keyHead, nint rows, nint start, nint count, bool isFull)
        where TLanes : struct, ILanes<TVector> where TVector : unmanaged
    {
        var value = Value + Place(ValueStrides, batch, keyHead, start);
        if (ReadsAsItLies(rows, ValueStrides.Element, ValueSize))
        {
            Add<TLanes, TVector, T>(memory, rows, value, ValueStrides.Token, count, isFull);
        }
        else
        {
            FloatMatrix.Widen<TLanes, TVector, T>(value, ValueStrides.Token, ValueStrides.Element, count, ValueSize, memory.Values, memory.ValueSize);
            Add<TLanes, TVector, float>(memory, rows, memory.Values, memory.ValueSize, count, isFull);
        }
    }

    private readonly void Add<TLanes, TVector, TValue>(AttentionMemory memory, nint rows, TValue* value, nint stride, nint count, bool isFull)
        where TLanes : struct, ILanes<TVector> where TVector : unmanaged where TValue : unmanaged
    {
        if (isFull)
        {
            Combinations.Add<TLanes, TVector, TValue>(
                memory.Weights, Block, rows, value, stride, count, ValueSize, memory.Results, memory.ValueSize);
            return;
        }
        // A value that a row does not see must not touch it, not even with a weight of 0: it may be NaN.
        for (nint r = 0; r < rows; r++)
        {
            var (from, to) = (memory.Seen[r].Start, memory.Seen[r].End);
            Combinations.Add<TLanes, TVector, TValue>(
                memory.Weights + (r * Block) + from, Block, 1, value + (from * stride), stride, to - from, ValueSize,
                memory.Results + (r * memory.ValueSize), memory.ValueSize);
        }
    }

    private static bool ReadsAsItLies(nint rows, nint elementStride, nint size) =>
        (elementStride == 1 || size == 1) && (typeof(T) == typeof(float) || rows <= FewRows);
}
