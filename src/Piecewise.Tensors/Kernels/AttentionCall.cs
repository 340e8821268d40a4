using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace Piecewise.Tensors.Kernels;

/// <summary>
/// Attention: <c>softmax(query · keyᵀ · scale + mask) · value</c>, by rules. A query that sees no key gives zeros. Operands may be floats
/// of any dtype; sums are f32, and results are rounded once. A row's result has the same bits whichever rows, sequences and threads are
/// there with it.
/// </summary>
/// <remarks>
/// A NaN in a key that a rule hides is not seen; one in a value is only where <see cref="AttentionRules.CountsHiddenValues"/>.
/// What it holds are fields: a property would copy a whole operand for each question about it.
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public unsafe struct AttentionCall : IKernel
{
    /// <summary>[batch, heads, queries, size].</summary>
    public required AttentionOperand Query;

    /// <summary>[batch, key heads, keys, size], of the query's dtype.</summary>
    public required AttentionOperand Key;

    /// <summary>[batch, key heads, keys, value size], of the query's dtype.</summary>
    public required AttentionOperand Value;

    /// <summary>[batch, heads, queries, keys]: bools that say what is seen, or floats that are added to the scores; may be none.</summary>
    public AttentionOperand Mask;

    /// <summary>[heads]: one more score per head that takes part in the softmax and has no value; may be none.</summary>
    public AttentionOperand Sinks;

    /// <summary>[batch, heads, queries, value size], of the query's dtype, whose elements are neighbours.</summary>
    public required AttentionOperand Result;

    /// <summary>[batch, heads, queries] of f32: logarithms of the softmax's denominators; none where nobody asks.</summary>
    public AttentionOperand LogSums;

    /// <summary>How many sequences of these sizes there are.</summary>
    public required nint Batch;

    /// <summary>Heads of queries: a multiple of <see cref="KeyHeads"/>, each of which serves as many neighbours.</summary>
    public required nint Heads;

    public required nint KeyHeads;

    /// <summary>Query tokens of a sequence; of all together where there are <see cref="Sequences"/>.</summary>
    public required nint Queries;

    /// <summary>Key tokens of a sequence; of all together where there are <see cref="Sequences"/>.</summary>
    public required nint Keys;

    /// <summary>Elements of a query and of a key.</summary>
    public required nint Size;

    /// <summary>Elements of a value and of a result.</summary>
    public required nint ValueSize;

    public required AttentionRules Rules;

    /// <summary>The position of the first query. Keys begin at position 0.</summary>
    public nint Start;

    /// <summary>
    /// Sequences of different lengths, in memory that lasts as long as the call; the batch is 1 then, and a mask's keys are counted from
    /// the sequence's first. Null where the batch has all there are.
    /// </summary>
    public AttentionSequence* Sequences;

    /// <summary>How many <see cref="Sequences"/> there are.</summary>
    public nint SequenceCount;

    /// <summary>
    /// Where the sequences' keys and values lie, instead of in <see cref="Key"/> and <see cref="Value"/>; none where they lie there.
    /// </summary>
    internal AttentionPages Pages;

    /// <summary>A call over tensors, which the caller keeps alive: one sequence from its beginning.</summary>
    /// <param name="rules">How scores become weights.</param>
    /// <param name="query">[queries, heads, size].</param>
    /// <param name="key">[keys, key heads, size].</param>
    /// <param name="value">[keys, key heads, value size].</param>
    /// <param name="sinks">[heads]; null for none.</param>
    /// <param name="result">[queries, heads, value size].</param>
    public static AttentionCall Of(AttentionRules rules, Tensor query, Tensor key, Tensor value, Tensor? sinks, Tensor result)
    {
        var call = new AttentionCall
        {
            Query = AttentionOperand.Of(query),
            Key = AttentionOperand.Of(key),
            Value = AttentionOperand.Of(value),
            Sinks = sinks is null ? default : AttentionOperand.Of(sinks),
            Result = AttentionOperand.Of(result),
            Batch = 1,
            Queries = (nint)query.Shape[0],
            Heads = (nint)query.Shape[1],
            Size = (nint)query.Shape[2],
            Keys = (nint)key.Shape[0],
            KeyHeads = (nint)key.Shape[1],
            ValueSize = (nint)value.Shape[2],
            Rules = rules,
        };
        return key.Shape[2] == call.Size && value.Shape[..2].SequenceEqual(key.Shape[..2])
            && (sinks is null || sinks.ElementCount == call.Heads)
            && result.Shape.SequenceEqual([call.Queries, call.Heads, call.ValueSize])
            ? call
            : throw new ArgumentException($"The sizes of {query}, {key}, {value}, the sinks {sinks} and {result} do not fit each other.");
    }

    /// <summary>Computes. Allocates nothing.</summary>
    /// <param name="workers">Who computes.</param>
    /// <exception cref="KernelException">The heads, the dtypes or the sequences do not fit each other.</exception>
    public readonly void Run(Workers workers)
    {
        Check();
        fixed (AttentionCall* call = &this)
        {
            DTypeDispatch.Float<Job, bool>(Query.DType, new(call, workers));
        }
    }

    static KernelEntry IKernel.EntryOf(ReadOnlySpan<DType> dtypes) => KernelEntry.Of<AttentionCall>();

    private readonly struct Job(AttentionCall* call, Workers workers) : IOverElements<bool>
    {
        public bool Over<T>() where T : unmanaged
        {
            new AttentionJob<T>(call).Run(workers);
            return true;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Check()
    {
        var dtype = Query.DType;
        if (!dtype.IsFloat())
        {
            throw new KernelException($"attention takes floats, not {dtype.TextName()}.");
        }
        if (Key.DType != dtype || Value.DType != dtype || Result.DType != dtype || (!LogSums.IsNone && LogSums.DType != DType.F32))
        {
            throw new KernelException(
                $"attention of {dtype.TextName()} takes keys, "
                + $"values and results of that dtype, not {Key.DType.TextName()}, {Value.DType.TextName()} and "
                + $"{Result.DType.TextName()}.");
        }
        if (Heads > 0 && KeyHeads > 0 && Heads % KeyHeads != 0)
        {
            throw new KernelException($"{Heads} query heads are no multiple of {KeyHeads} heads.");
        }
        if (ValueSize > 1 && Result.Strides.Element != 1)
        {
            throw new KernelException($"the elements of attention's results lie {Result.Strides.Element} apart; they must be neighbours.");
        }
        if (Start < 0 || Start > nint.MaxValue - Queries)
        {
            throw new KernelException($"attention of {Queries} queries can't begin at position {Start}.");
        }
        if (!Pages.AreNone && Sequences is null)
        {
            throw new KernelException("attention over pages takes sequences, which say in which of them their keys and values lie.");
        }
        for (nint i = 0; Sequences is not null && i < SequenceCount; i++)
        {
            var s = Sequences[i];
            if (Batch != 1 || s.Queries < 0 || s.Keys < 0 || s.FirstQuery < 0 || s.FirstKey < 0 || s.Start < 0
                || s.Start > nint.MaxValue - s.Queries
                || s.FirstQuery > Queries - s.Queries || s.FirstKey > Keys - s.Keys || (!Pages.AreNone && s.Blocks == 0))
            {
                throw new KernelException($"{s} does not lie in a batch of {Batch} with {Queries} queries and {Keys} keys.");
            }
        }
    }
}
