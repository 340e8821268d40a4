using Piecewise.Tensors.Kernels;

namespace Piecewise.Tensors;

/// <summary>
/// One call of <c>piecewise::attention</c> for a host: query [tokens, heads, size], key [tokens, key heads, size], value [tokens, key
/// heads, value size], sinks [heads] or none, result [tokens, heads, value size]. All but the sinks have one dtype, and the elements of a
/// head are neighbours.
/// </summary>
/// <remarks>
/// A task that a session gives knows the memory that its addresses lie in: tensors of it keep that memory valid, and sizes that were
/// changed so that they reach beyond it are refused. What a task made by hand says is believed.
/// </remarks>
internal unsafe struct AttentionTask
{
    private const string Advice = "pass on the one that the host was called with.";

    /// <summary>The call as if the tokens were one sequence from its beginning. A host puts its own keys and values in.</summary>
    public required AttentionCall Call;

    /// <summary>Which layer's keys and values these are.</summary>
    public required int Layer { get; init; }

    /// <summary>What the addresses lie in; null where the task was made by hand.</summary>
    internal Storage? QueryMemory { get; init; }

    internal Storage? KeyMemory { get; init; }

    internal Storage? ValueMemory { get; init; }

    internal Storage? SinksMemory { get; init; }

    internal Storage? ResultMemory { get; init; }

    /// <summary>A task over tensors, which the caller keeps alive.</summary>
    /// <param name="layer">Which layer's keys and values these are.</param>
    /// <param name="rules">How scores become weights.</param>
    /// <param name="query">[T, Hq, D].</param>
    /// <param name="key">[T, Hkv, D].</param>
    /// <param name="value">[T, Hkv, Dv].</param>
    /// <param name="sinks">[Hq]; null for none.</param>
    /// <param name="result">[T, Hq, Dv].</param>
    internal static AttentionTask Of(int layer, AttentionRules rules, Tensor query, Tensor key, Tensor value, Tensor? sinks,
        Tensor result) => new()
        {
            Call = AttentionCall.Of(rules, query, key, value, sinks, result),
            Layer = layer,
            QueryMemory = query.Storage,
            KeyMemory = key.Storage,
            ValueMemory = value.Storage,
            SinksMemory = sinks?.Storage,
            ResultMemory = result.Storage,
        };

    /// <summary>Checks that whatever the task's sizes name lies in its memory. Allocates nothing.</summary>
    /// <exception cref="ArgumentException">It does not, or the task is empty.</exception>
    internal readonly void Check()
    {
        if (Call.Query.IsNone || Call.Key.IsNone || Call.Value.IsNone || Call.Result.IsNone)
        {
            throw new ArgumentException($"An attention task without memory was given: {Advice}");
        }
        var dtype = Call.Query.DType;
        if (dtype > DType.C128 || Call.Key.DType != dtype || Call.Value.DType != dtype || Call.Result.DType != dtype
            || Call.Sinks.DType > DType.C128)
        {
            throw new ArgumentException($"An attention task of several dtypes was given: {Advice}");
        }
        if (!Lies(QueryMemory, Call.Query, Call.Queries, Call.Heads, Call.Size)
            || !Lies(KeyMemory, Call.Key, Call.Keys, Call.KeyHeads, Call.Size)
            || !Lies(ValueMemory, Call.Value, Call.Keys, Call.KeyHeads, Call.ValueSize)
            || !Lies(ResultMemory, Call.Result, Call.Queries, Call.Heads, Call.ValueSize)
            || (!Call.Sinks.IsNone && !Lies(SinksMemory, Call.Sinks, 1, Call.Heads, 1)))
        {
            throw new ArgumentException(
                $"An attention task of {Call.Queries} tokens, {Call.Heads} heads, {Call.Keys} keys, {Call.KeyHeads} key heads and "
                + $"sizes {Call.Size} and "
                + $"{Call.ValueSize} reaches beyond its memory: {Advice}");
        }
    }

    private static bool Lies(Storage? memory, in AttentionOperand operand, nint tokens, nint heads, nint size) =>
        operand.Extent(1, heads, tokens, size) is var extent && extent >= 0
            && (memory is null || memory.Contains((byte*)operand.First, extent));
}
