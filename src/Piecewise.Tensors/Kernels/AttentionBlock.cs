using System.Runtime.CompilerServices;

namespace Piecewise.Tensors.Kernels;

// What becomes of one block of keys.
internal unsafe partial struct AttentionJob<T>
{
    private readonly void Score<TLanes, TVector>(AttentionMemory memory, in RowBlock rows, KeyBlock keys)
        where TLanes : struct, ILanes<TVector> where TVector : unmanaged
    {
        var strides = call->Key.Strides;
        var key = At(call->Key, rows.Batch, rows.KeyHead, rows.Sequence.FirstKey + keys.Start);
        if (ReadsAsItLies(rows.Count, strides.Element, call->Size))
        {
            Products<TLanes, TVector, T>(memory, rows.Count, key, strides.Token, keys.Count);
        }
        else
        {
            FloatMatrix.Widen<TLanes, TVector, T>(key, strides.Token, strides.Element, keys.Count, call->Size, memory.Keys, memory.Size);
            Products<TLanes, TVector, float>(memory, rows.Count, memory.Keys, memory.Size, keys.Count);
        }
    }

    private readonly void Products<TLanes, TVector, TKey>(AttentionMemory memory, nint rows, TKey* key, nint stride, nint count)
        where TLanes : struct, ILanes<TVector> where TVector : unmanaged where TKey : unmanaged
    {
        nint j = 0;
        for (; j + 4 <= count; j += 4)
        {
            Dots.Four<TLanes, TVector, TKey>(memory.Queries, memory.Size, rows, key + (j * stride), stride, call->Size, memory.Weights + j,
                Block);
        }
        for (; j < count; j++)
        {
            Dots.One<TLanes, TVector, TKey>(memory.Queries, memory.Size, rows, key + (j * stride), call->Size, memory.Weights + j, Block);
        }
    }

    // Scores of one row become weights; false where they are all 0. The row sees keys [from, to) of the block.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly bool Weigh<TLanes, TVector>(AttentionMemory memory, in RowBlock rows, nint row, KeyBlock keys, nint from, nint to)
        where TLanes : struct, ILanes<TVector> where TVector : unmanaged
    {
        var scores = memory.Weights + (row * Block);
        Scale<TLanes, TVector>(scores);
        if (call->Rules.Softcap > 0)
        {
            Cap<TLanes, TVector>(scores);
        }
        if (!call->Mask.IsNone)
        {
            var place = Place(call->Mask.Strides, rows.Batch, rows.Head(row), rows.Sequence.FirstQuery + rows.Token(row));
            ReadMask(memory.Bias, place + (keys.Start * call->Mask.Strides.Element), from, to);
            for (nint j = 0; j < Block; j += TLanes.Width)
            {
                TLanes.Store(scores + j, TLanes.Add(TLanes.Load(scores + j), TLanes.Load(memory.Bias + j)));
            }
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
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
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

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void Scale<TLanes, TVector>(float* scores) where TLanes : struct, ILanes<TVector> where TVector : unmanaged
    {
        var scale = TLanes.Broadcast((float)call->Rules.Scale);
        for (nint j = 0; j < Block; j += TLanes.Width)
        {
            TLanes.Store(scores + j, TLanes.Multiply(TLanes.Load(scores + j), scale));
        }
    }

    private readonly void Cap<TLanes, TVector>(float* scores) where TLanes : struct, ILanes<TVector> where TVector : unmanaged
    {
        var cap = TLanes.Broadcast((float)call->Rules.Softcap);
        for (nint j = 0; j < Block; j += TLanes.Width)
        {
            TLanes.Store(scores + j, TLanes.Multiply(cap, VectorMath.Tanh<TLanes, TVector>(TLanes.Divide(TLanes.Load(scores + j), cap))));
        }
    }

    // What the mask adds to the scores of keys [from, to), of which the first of the block has this place.
    private readonly void ReadMask(float* bias, nint place, nint from, nint to)
    {
        switch (call->Mask.DType)
        {
            case DType.Bool:
                for (var j = from; j < to; j++)
                {
                    bias[j] = ((bool*)call->Mask.First)[place + (j * call->Mask.Strides.Element)] ? 0 : float.NegativeInfinity;
                }
                break;
            case DType.F32:
                for (var j = from; j < to; j++)
                {
                    bias[j] = ((float*)call->Mask.First)[place + (j * call->Mask.Strides.Element)];
                }
                break;
            default:
                for (var j = from; j < to; j++)
                {
                    bias[j] = call->Mask.Read(place + (j * call->Mask.Strides.Element));
                }
                break;
        }
    }

    private readonly void Sum<TLanes, TVector>(AttentionMemory memory, in RowBlock rows, KeyBlock keys, Share seenByAll)
        where TLanes : struct, ILanes<TVector> where TVector : unmanaged
    {
        var strides = call->Value.Strides;
        var value = At(call->Value, rows.Batch, rows.KeyHead, rows.Sequence.FirstKey + keys.Start);
        if (ReadsAsItLies(rows.Count, strides.Element, call->ValueSize))
        {
            Add<TLanes, TVector, T>(memory, rows.Count, value, strides.Token, keys.Count, seenByAll);
        }
        else
        {
            FloatMatrix.Widen<TLanes, TVector, T>(value, strides.Token, strides.Element, keys.Count, call->ValueSize, memory.Values,
                memory.ValueSize);
            Add<TLanes, TVector, float>(memory, rows.Count, memory.Values, memory.ValueSize, keys.Count, seenByAll);
        }
    }

    private readonly void Add<TLanes, TVector, TValue>(AttentionMemory memory, nint rows, TValue* value, nint stride, nint count,
        Share seenByAll)
        where TLanes : struct, ILanes<TVector> where TVector : unmanaged where TValue : unmanaged
    {
        if (call->Rules.CountsHiddenValues
            || ((seenByAll.Start <= 0 || AreFinite<TLanes, TVector, TValue>(value, stride, 0, seenByAll.Start))
                && (seenByAll.End >= count || AreFinite<TLanes, TVector, TValue>(value, stride, seenByAll.End, count))))
        {
            Combinations.Add<TLanes, TVector, TValue>(
                memory.Weights, Block, rows, value, stride, count, call->ValueSize, memory.Results, memory.ValueSize);
            return;
        }
        // A value that a row does not see must not touch it, not even with a weight of 0.
        for (nint r = 0; r < rows; r++)
        {
            var (from, to) = (memory.Seen[r].Start, memory.Seen[r].End);
            Combinations.Add<TLanes, TVector, TValue>(
                memory.Weights + (r * Block) + from, Block, 1, value + (from * stride), stride, to - from, call->ValueSize,
                memory.Results + (r * memory.ValueSize), memory.ValueSize);
        }
    }

    // Whether a weight of 0 takes the values of keys [from, to) away. Four sums, which do not wait for each other.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly bool AreFinite<TLanes, TVector, TValue>(TValue* value, nint stride, nint from, nint to)
        where TLanes : struct, ILanes<TVector> where TVector : unmanaged where TValue : unmanaged
    {
        TVector s0 = TLanes.Zero, s1 = TLanes.Zero, s2 = TLanes.Zero, s3 = TLanes.Zero;
        var whole = call->ValueSize / TLanes.Width * TLanes.Width;
        for (var j = from; j < to; j++)
        {
            var row = value + (j * stride);
            nint i = 0;
            for (; i + (3 * TLanes.Width) < whole; i += 4 * TLanes.Width)
            {
                s0 = TLanes.MultiplyAdd(Elements.Load<TLanes, TVector, TValue>(row + i), TLanes.Zero, s0);
                s1 = TLanes.MultiplyAdd(Elements.Load<TLanes, TVector, TValue>(row + i + TLanes.Width), TLanes.Zero, s1);
                s2 = TLanes.MultiplyAdd(Elements.Load<TLanes, TVector, TValue>(row + i + (2 * TLanes.Width)), TLanes.Zero, s2);
                s3 = TLanes.MultiplyAdd(Elements.Load<TLanes, TVector, TValue>(row + i + (3 * TLanes.Width)), TLanes.Zero, s3);
            }
            for (; i < call->ValueSize; i += TLanes.Width)
            {
                s0 = TLanes.MultiplyAdd(Elements.Load<TLanes, TVector, TValue>(row + i, call->ValueSize - i), TLanes.Zero, s0);
            }
        }
        return TLanes.Sum(TLanes.Add(TLanes.Add(s0, s1), TLanes.Add(s2, s3))) == 0;
    }

    private static bool ReadsAsItLies(nint rows, nint elementStride, nint size) =>
        (elementStride == 1 || size == 1) && (typeof(T) == typeof(float) || rows <= FewRows);
}
