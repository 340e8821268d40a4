using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Piecewise.Tensors.Kernels;

// What becomes of one block of keys.
internal unsafe partial struct AttentionJob<T>
{
    // For so many a page is read as it lies; for more, a copy in floats costs less than to convert it for each tile.
    private const int FewRows = 2 * PanelTiles.MostRows;

    // Where there are so few rows that memory counts, products of narrow elements of pages are made in steps of so many, with memory
    // fetched between them: the processor does not keep up by itself.
    private const int Step = 16;

    private readonly bool IsStepwise(nint rows) => sizeof(T) <= 2 && rows <= PanelTiles.MostRows && !call->Pages.AreNone;

    private readonly void Score<TLanes, TVector>(in AttentionMemory memory, in RowBlock rows, KeyBlock keys, KeysAhead* ahead)
        where TLanes : struct, ILanes<TVector> where TVector : unmanaged
    {
        if (!call->Pages.AreNone)
        {
            var page = Page(rows, keys.Start);
            if (sizeof(T) == sizeof(float) || rows.Count <= FewRows)
            {
                Multiply<TLanes, TVector, T>(memory, rows, keys, page, ahead);
                return;
            }
            FloatMatrix.Widen<TLanes, TVector, T>(page, Block, 1, call->Size, Block, memory.Keys, Block);
        }
        else
        {
            Transpose<TLanes, TVector>(memory, rows, keys, ahead);
        }
        Multiply<TLanes, TVector, float>(memory, rows, keys, memory.Keys, ahead);
    }

    private readonly void Transpose<TLanes, TVector>(in AttentionMemory memory, in RowBlock rows, KeyBlock keys, KeysAhead* ahead)
        where TLanes : struct, ILanes<TVector> where TVector : unmanaged
    {
        var strides = call->Key.Strides;
        var key = At(call->Key, rows.Batch, rows.KeyHead, rows.Sequence.FirstKey + keys.Start);
        if (strides.Element == 1 || call->Size == 1)
        {
            TransposedPanel.Fill<TLanes, TVector, T>(
                key, strides.Token, keys.Count, call->Size, memory.Keys, Block, ahead, Block / 8);
        }
        else
        {
            FloatMatrix.Widen<TLanes, TVector, T>(key, strides.Token, strides.Element, keys.Count, call->Size, memory.Values, memory.Size);
            TransposedPanel.Fill<TLanes, TVector, float>(
                memory.Values, memory.Size, keys.Count, call->Size, memory.Keys, Block, ahead, Block / 8);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Multiply<TLanes, TVector, TKey>(
        in AttentionMemory memory, in RowBlock rows, KeyBlock keys, TKey* panel, KeysAhead* ahead)
        where TLanes : struct, ILanes<TVector> where TVector : unmanaged where TKey : unmanaged
    {
        if (IsStepwise(rows.Count))
        {
            const int step = Step;
            for (nint k = 0; k < call->Size; k += step)
            {
                ahead->Fetch(step / 2);
                PanelTiles.Multiply<TLanes, TVector, TKey>(
                    memory.Queries + k, memory.Size, rows.Count, panel + (k * Block), Block, Math.Min(step, call->Size - k),
                    Vectors<TLanes, TVector>(keys.Count), memory.Weights, Block, add: k > 0);
            }
            return;
        }
        ahead->Fetch(call->Pages.AreNone ? Block / 2 : Block);
        for (nint r = 0; r < rows.Count; r += PanelTiles.MostRows)
        {
            var count = Math.Min(PanelTiles.MostRows, rows.Count - r);
            // Whole vectors of the keys that its last row sees; later rows see no less.
            var seen = Math.Clamp(memory.Visible[r + count - 1].End - keys.Start, 0, keys.Count);
            PanelTiles.Multiply<TLanes, TVector, TKey>(
                memory.Queries + (r * memory.Size), memory.Size, count, panel, Block, call->Size, Vectors<TLanes, TVector>(seen),
                memory.Weights + (r * Block), Block, add: false);
        }
    }

    private static nint Vectors<TLanes, TVector>(nint elements) where TLanes : struct, ILanes<TVector> where TVector : unmanaged =>
        (elements + TLanes.Width - 1) / TLanes.Width * TLanes.Width;

    // Scores of one row become weights; false where they are all 0. The row sees keys [from, to) of the block.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly bool Weigh<TLanes, TVector>(in AttentionMemory memory, in RowBlock rows, nint row, KeyBlock keys, nint from, nint to)
        where TLanes : struct, ILanes<TVector> where TVector : unmanaged
    {
        var scores = memory.Weights + (row * Block);
        Prepare<TLanes, TVector>(memory, rows, row, keys, from, to);
        var max = TLanes.Load(scores);
        for (nint j = TLanes.Width; j < Block; j += TLanes.Width)
        {
            max = TLanes.Max(max, TLanes.Load(scores + j));
        }
        var before = memory.Max[row];
        // Where a score is NaN it may be another one: the weights show it all the same.
        var largest = Math.Max(before, LargestLane(max));
        // Without a finite score so far, any base gives weights of 0.
        var origin = largest == float.NegativeInfinity ? 0 : largest;
        if (origin != before && memory.Sum[row] != 0)
        {
            Rescale<TLanes, TVector>(memory, row, before - origin);
        }
        memory.Max[row] = largest;
        var center = TLanes.Broadcast(origin);
        var sum = TLanes.Zero;
        if (TLanes.Width == Block / 4)
        {
            // All at once: none waits for another.
            var w0 = Weight<TLanes, TVector>(TLanes.Subtract(TLanes.Load(scores), center));
            var w1 = Weight<TLanes, TVector>(TLanes.Subtract(TLanes.Load(scores + TLanes.Width), center));
            var w2 = Weight<TLanes, TVector>(TLanes.Subtract(TLanes.Load(scores + (2 * TLanes.Width)), center));
            var w3 = Weight<TLanes, TVector>(TLanes.Subtract(TLanes.Load(scores + (3 * TLanes.Width)), center));
            TLanes.Store(scores, w0);
            TLanes.Store(scores + TLanes.Width, w1);
            TLanes.Store(scores + (2 * TLanes.Width), w2);
            TLanes.Store(scores + (3 * TLanes.Width), w3);
            sum = TLanes.Add(TLanes.Add(w0, w1), TLanes.Add(w2, w3));
        }
        else
        {
            for (nint j = 0; j < Block; j += TLanes.Width)
            {
                var weight = Weight<TLanes, TVector>(TLanes.Subtract(TLanes.Load(scores + j), center));
                TLanes.Store(scores + j, weight);
                sum = TLanes.Add(sum, weight);
            }
        }
        var total = TLanes.Sum(sum);
        memory.Sum[row] += total;
        return total != 0;
    }

    // The exponential of what is not above 0. AVX-512 scales by a power of two at once; else it is a product.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Weight<TLanes, TVector>(TVector x) where TLanes : struct, ILanes<TVector> where TVector : unmanaged
    {
        if (typeof(TVector) != typeof(Vector512<float>))
        {
            return VectorMath.Exp<TLanes, TVector>(x);
        }
        // Below, it is 0 anyway, and an infinity would have no rest.
        x = TLanes.Max(TLanes.Broadcast(-104f), x);
        var n = TLanes.Round(TLanes.Multiply(x, TLanes.Broadcast(VectorMath.PerLn2)));
        return Unsafe.BitCast<Vector512<float>, TVector>(Avx512F.Scale(
            Unsafe.BitCast<TVector, Vector512<float>>(VectorMath.ExpOfRest<TLanes, TVector>(x, n)),
            Unsafe.BitCast<TVector, Vector512<float>>(n)));
    }

    // Scores by the rules; and what the row does not see (which may not even have been computed), at minus infinity.
    private readonly void Prepare<TLanes, TVector>(in AttentionMemory memory, in RowBlock rows, nint row, KeyBlock keys, nint from, nint to)
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
            AddMask<TLanes, TVector>(memory, rows, row, keys, from, to);
        }
        if (from > 0 || to < Block)
        {
            new Span<float>(scores, (int)from).Fill(float.NegativeInfinity);
            new Span<float>(scores + to, (int)(Block - to)).Fill(float.NegativeInfinity);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void AddMask<TLanes, TVector>(in AttentionMemory memory, in RowBlock rows, nint row, KeyBlock keys, nint from, nint to)
        where TLanes : struct, ILanes<TVector> where TVector : unmanaged
    {
        var scores = memory.Weights + (row * Block);
        var place = Place(call->Mask.Strides, rows.Batch, rows.Head(row), rows.Sequence.FirstQuery + rows.Token(row));
        ReadMask(memory.Bias, place + (keys.Start * call->Mask.Strides.Element), from, to);
        for (nint j = 0; j < Block; j += TLanes.Width)
        {
            TLanes.Store(scores + j, TLanes.Add(TLanes.Load(scores + j), TLanes.Load(memory.Bias + j)));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float LargestLane<TVector>(TVector x) where TVector : unmanaged =>
        typeof(TVector) == typeof(Vector512<float>) ? LargestLane(Unsafe.BitCast<TVector, Vector512<float>>(x))
            : typeof(TVector) == typeof(Vector256<float>) ? LargestLane(Unsafe.BitCast<TVector, Vector256<float>>(x))
            : LargestLane(Unsafe.BitCast<TVector, Vector128<float>>(x));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float FirstLane<TVector>(TVector x) where TVector : unmanaged => Unsafe.As<TVector, float>(ref x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float LargestLane(Vector512<float> x) => LargestLane(Vector256.MaxNative(x.GetLower(), x.GetUpper()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float LargestLane(Vector256<float> x) => LargestLane(Vector128.MaxNative(x.GetLower(), x.GetUpper()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float LargestLane(Vector128<float> x)
    {
        x = Vector128.MaxNative(x, Vector128.Shuffle(x, Vector128.Create(2, 3, 0, 1)));
        return Vector128.MaxNative(x, Vector128.Shuffle(x, Vector128.Create(1, 0, 3, 2))).ToScalar();
    }

    // By the exponential of so much.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Rescale<TLanes, TVector>(in AttentionMemory memory, nint row, float change)
        where TLanes : struct, ILanes<TVector> where TVector : unmanaged
    {
        var factor = VectorMath.Exp<TLanes, TVector>(TLanes.Broadcast(change));
        memory.Sum[row] *= FirstLane(factor);
        var results = memory.Results + (row * memory.ValueSize);
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

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Cap<TLanes, TVector>(float* scores) where TLanes : struct, ILanes<TVector> where TVector : unmanaged
    {
        var cap = TLanes.Broadcast((float)call->Rules.Softcap);
        for (nint j = 0; j < Block; j += TLanes.Width)
        {
            TLanes.Store(scores + j, TLanes.Multiply(cap, VectorMath.Tanh<TLanes, TVector>(TLanes.Divide(TLanes.Load(scores + j), cap))));
        }
    }

    // What the mask adds to the scores of keys [from, to), of which the first of the block has this place.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
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

    private readonly void Sum<TLanes, TVector>(
        in AttentionMemory memory, in RowBlock rows, KeyBlock keys, Share seenByAll, KeysAhead* ahead)
        where TLanes : struct, ILanes<TVector> where TVector : unmanaged
    {
        var strides = call->Pages.AreNone ? call->Value.Strides : new HeadStrides { Token = call->ValueSize, Element = 1 };
        var value = call->Pages.AreNone
            ? At(call->Value, rows.Batch, rows.KeyHead, rows.Sequence.FirstKey + keys.Start)
            : Page(rows, keys.Start) + (Block * call->Size);
        // Few rows are not worth a copy.
        if (strides.Element == 1 && call->ValueSize % TLanes.Width == 0
            && rows.Count <= PanelTiles.MostRows && (typeof(T) == typeof(float) || sizeof(T) == sizeof(short)))
        {
            Add<TLanes, TVector, T>(memory, rows.Count, value, strides.Token, keys.Count, seenByAll, ahead);
        }
        else
        {
            FloatMatrix.Widen<TLanes, TVector, T>(value, strides.Token, strides.Element, keys.Count, call->ValueSize, memory.Values,
                memory.ValueSize);
            Add<TLanes, TVector, float>(memory, rows.Count, memory.Values, memory.ValueSize, keys.Count, seenByAll, ahead);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Add<TLanes, TVector, TValue>(in AttentionMemory memory, nint rows, TValue* value, nint stride, nint count,
        Share seenByAll, KeysAhead* ahead)
        where TLanes : struct, ILanes<TVector> where TVector : unmanaged where TValue : unmanaged
    {
        // A value that a row does not see must not touch it, not even with a weight of 0.
        var apart = !call->Rules.CountsHiddenValues
            && ((seenByAll.Start > 0 && !AreFinite<TLanes, TVector, TValue>(value, stride, 0, seenByAll.Start))
                || (seenByAll.End < count && !AreFinite<TLanes, TVector, TValue>(value, stride, seenByAll.End, count)));
        var tile = apart ? 1 : PanelTiles.MostRows;
        for (nint r = 0; r < rows; r += tile)
        {
            var some = Math.Min(tile, rows - r);
            var (from, to) = (count, (nint)0);
            for (nint i = r; i < r + some; i++)
            {
                (from, to) = (Math.Min(from, memory.Seen[i].Start), Math.Max(to, memory.Seen[i].End));
            }
            if (from < to && IsStepwise(rows))
            {
                const int step = Step;
                for (; from < to; from += step)
                {
                    ahead->Fetch(step);
                    PanelTiles.Multiply<TLanes, TVector, TValue>(
                        memory.Weights + (r * Block) + from, Block, some, value + (from * stride), stride, Math.Min(step, to - from),
                        Vectors<TLanes, TVector>(call->ValueSize), memory.Results + (r * memory.ValueSize), memory.ValueSize, add: true);
                }
            }
            else if (from < to)
            {
                PanelTiles.Multiply<TLanes, TVector, TValue>(
                    memory.Weights + (r * Block) + from, Block, some, value + (from * stride), stride, to - from,
                    Vectors<TLanes, TVector>(call->ValueSize), memory.Results + (r * memory.ValueSize), memory.ValueSize, add: true);
            }
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
}
