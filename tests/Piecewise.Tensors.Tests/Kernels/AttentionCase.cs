using Piecewise.Tensors.Kernels;

namespace Piecewise.Tensors.Tests.Kernels;

/// <summary>A random call of attention over tensors [batch, heads, tokens, elements], any layout; the same for the same seed.</summary>
internal sealed unsafe class AttentionCase
{
    private static readonly DType[] Dtypes = [DType.F32, .. Enum.GetValues<DType>().Where(d => d.IsFloat())];
    private static readonly int[] Counts = [1, 1, 2, 3, 7, 33, 64, 65, 90];
    private readonly Random random;

    public AttentionCase(int seed)
    {
        random = new Random(seed);
        DType = Pick(Dtypes);
        KeyHeads = random.Next(1, 4);
        Heads = KeyHeads * random.Next(1, 4);
        (Size, ValueSize) = (Pick([1, 5, 8, 16, 33, 64]), Pick([1, 3, 8, 20, 64]));
        Rules = new AttentionRules(random.NextDouble() * 0.6)
        {
            IsCausal = Flag(),
            Window = Pick([-1, 0, 1, 2, 5, 40, 64, 100]),
            Softcap = Pick([0, 0, 0.7, 3]),
            CountsHiddenValues = Flag(),
        };
        Sequences = Flag() ? [] : [.. Enumerable.Range(0, random.Next(1, 5)).Select(_ => Lengths())];
        var one = Lengths();
        (Start, Batch) = ((int)one.Start, Sequences.Length > 0 ? 1 : random.Next(1, 3));
        (Queries, Keys) = Sequences.Length == 0 ? ((int)one.Queries, (int)one.Keys) : Place();
        Query = Filled(DType, Heads, Queries, Size, mayHaveGaps: true);
        Key = Filled(DType, KeyHeads, Keys, Size, mayHaveGaps: true);
        Value = Filled(DType, KeyHeads, Keys, ValueSize, mayHaveGaps: true);
        Mask = random.Next(3) > 0 ? null : MaskOf(Pick([DType.Bool, DType.F32, DType.BF16]));
        Sinks = Flag() ? null : Cast.To(
            Tensor.From([.. Enumerable.Range(0, Heads).Select(_ => (float)random.NextDouble())], Heads), Pick([DType.F32, DType]));
    }

    public DType DType { get; }

    public int Batch { get; }

    public int Heads { get; }

    public int KeyHeads { get; }

    public int Queries { get; }

    public int Keys { get; }

    public int Size { get; }

    public int ValueSize { get; }

    public int Start { get; }

    public AttentionRules Rules { get; }

    public AttentionSequence[] Sequences { get; }

    public Tensor Query { get; }

    public Tensor Key { get; }

    public Tensor Value { get; }

    public Tensor? Mask { get; }

    public Tensor? Sinks { get; }

    /// <summary>How far a result may be from the definition.</summary>
    public double Error(double value) =>
        2e-5 + (Math.Abs(value) * Math.Max(1e-5, Math.ScaleB(0.7, -DType.FractionBits()))) + (DType.Size() == 1 ? 1.0 / 500 : 0);

    /// <summary>All members of the batch, or all sequences: which of the batch, and which queries and keys.</summary>
    public IEnumerable<(int Batch, AttentionSequence Sequence)> Parts() => Sequences.Length > 0
        ? Sequences.Select(s => (0, s))
        : Enumerable.Range(0, Batch).Select(b => (b, new AttentionSequence { Queries = Queries, Keys = Keys, Start = Start }));

    public (Tensor Result, Tensor LogSums) Run(Workers workers)
    {
        var result = Filled(DType, Heads, Queries, ValueSize, mayHaveGaps: false);
        var logSums = Tensor.Zeros(DType.F32, Batch, Heads, Queries, 1);
        fixed (AttentionSequence* sequences = Sequences)
        {
            new AttentionCall
            {
                Query = Operand(Query),
                Key = Operand(Key),
                Value = Operand(Value),
                Mask = Mask is null ? default : Operand(Mask),
                Sinks = Sinks is null ? default : AttentionOperand.Of(Sinks),
                Result = Operand(result),
                LogSums = Operand(logSums),
                Batch = Batch,
                Heads = Heads,
                KeyHeads = KeyHeads,
                Queries = Queries,
                Keys = Keys,
                Size = Size,
                ValueSize = ValueSize,
                Rules = Rules,
                Start = Start,
                Sequences = Sequences.Length == 0 ? null : sequences,
                SequenceCount = Sequences.Length,
            }.Run(workers);
        }
        GC.KeepAlive(this);
        return (result, logSums);
    }

    /// <summary>Some queries of a part, computed alone: [count, heads, value size].</summary>
    public Tensor RunAlone(Workers workers, int batch, AttentionSequence sequence, int first, int count)
    {
        var result = Tensor.Zeros(DType, count, Heads, ValueSize);
        var at = AttentionOperand.Of(result);
        new AttentionCall
        {
            Query = Operand(Tokens(Query, batch, (int)sequence.FirstQuery + first, count)),
            Key = Operand(Tokens(Key, batch, (int)sequence.FirstKey, (int)sequence.Keys)),
            Value = Operand(Tokens(Value, batch, (int)sequence.FirstKey, (int)sequence.Keys)),
            Mask = Mask is null ? default : Operand(Tokens(Mask, batch, (int)sequence.FirstQuery + first, count)),
            Sinks = Sinks is null ? default : AttentionOperand.Of(Sinks),
            Result = at,
            Batch = 1,
            Heads = Heads,
            KeyHeads = KeyHeads,
            Queries = count,
            Keys = sequence.Keys,
            Size = Size,
            ValueSize = ValueSize,
            Rules = Rules,
            Start = sequence.Start + first,
        }.Run(workers);
        GC.KeepAlive(result);
        GC.KeepAlive(this);
        return result;
    }

    /// <summary>Tokens of one member of the batch, [1, heads, count, elements].</summary>
    public static Tensor Tokens(Tensor x, int batch, int first, int count) => x.AsStrided(
        [1, x.Shape[1], count, x.Shape[3]], x.Strides, x.Offset + (batch * x.Strides[0]) + (first * x.Strides[2]));

    public override string ToString() =>
        $"{DType} [{Batch}, {Heads}/{KeyHeads}, {Queries} to {Keys} from {Start}, {Size}/{ValueSize}] {Rules} mask {Mask} sinks {Sinks} "
        + $"sequences {string.Join(' ', Sequences)}";

    private static AttentionOperand Operand(Tensor x) => new()
    {
        First = x.Pointer,
        DType = x.DType,
        Strides = new HeadStrides
        {
            Batch = (nint)x.Strides[0],
            Head = (nint)x.Strides[1],
            Token = (nint)x.Strides[2],
            Element = (nint)x.Strides[3],
        },
    };

    // The queries are the last tokens, or any.
    private AttentionSequence Lengths()
    {
        var (queries, keys) = (Pick(Counts), Pick(Counts));
        return new AttentionSequence { Queries = queries, Keys = keys, Start = Flag() ? Math.Max(0, keys - queries) : random.Next(keys) };
    }

    // One after another, with a gap now and then.
    private (int Queries, int Keys) Place()
    {
        nint queries = 0, keys = 0;
        for (var i = 0; i < Sequences.Length; i++)
        {
            Sequences[i] = Sequences[i] with { FirstQuery = queries, FirstKey = keys };
            queries += Sequences[i].Queries + random.Next(2);
            keys += Sequences[i].Keys + random.Next(3);
        }
        return ((int)queries, (int)keys);
    }

    private Tensor Filled(DType dtype, int heads, int tokens, int elements, bool mayHaveGaps)
    {
        var step = mayHaveGaps && random.Next(4) == 0 ? 2 : 1;
        var gap = random.Next(2);
        long[] strides = Flag()
            ? [heads * tokens * (elements + gap) * step, tokens * (elements + gap) * step, (elements + gap) * step, step]
            : [heads * tokens * (elements + gap) * step, (elements + gap) * step, heads * (elements + gap) * step, step];
        var tensor = Tensor.ZerosStrided(dtype, [Batch, heads, tokens, elements], strides);
        var numbers = new float[Batch * heads * tokens * elements];
        for (var i = 0; i < numbers.Length; i++)
        {
            numbers[i] = (random.NextSingle() * 2) - 1;
        }
        tensor.CopyFrom(Cast.To(Tensor.From(numbers, Batch, heads, tokens, elements), dtype));
        return tensor;
    }

    // One for all heads, or for each, with rows that see nothing.
    private Tensor MaskOf(DType dtype)
    {
        var (heads, keys) = (Flag() ? 1 : Heads, (int)(Sequences.Length == 0 ? Keys : Sequences.Max(s => s.Keys)));
        var numbers = new float[Batch * heads * Queries * keys];
        for (var i = 0; i < numbers.Length; i++)
        {
            var isSeen = random.Next(3) > 0 && i / keys % 4 != 3;
            numbers[i] = dtype == DType.Bool ? (isSeen ? 1 : 0) : isSeen ? random.NextSingle() : float.NegativeInfinity;
        }
        var mask = Cast.To(Tensor.From(numbers, Batch, heads, Queries, keys), dtype);
        return mask.AsStrided(
            [Batch, Heads, Queries, keys], [mask.Strides[0], heads == 1 ? 0 : mask.Strides[1], mask.Strides[2], mask.Strides[3]], 0);
    }

    private bool Flag() => random.Next(2) == 0;

    private T Pick<T>(T[] all) => all[random.Next(all.Length)];
}
