using System.Buffers;
using System.Collections;
using System.Text;

namespace Piecewise.Llm.Grammars;

/// <summary>
/// The tokens of a vocabulary as a tree of their bytes, in the order of a walk: a node's subtree is what follows it, up to
/// <see cref="EndOf"/>. Immutable.
/// </summary>
internal sealed class TokenTrie
{
    private readonly byte[] values;
    private readonly ushort[] depths;
    private readonly int[] ends;
    private readonly int[] tokens;
    private readonly int[] twins;
    private readonly byte[][] bytes;

    /// <param name="bytes">The bytes of each token; none for tokens that add nothing to a text.</param>
    public TokenTrie(byte[][] bytes)
    {
        this.bytes = bytes;
        twins = new int[bytes.Length];
        int[] order = [.. Enumerable.Range(0, bytes.Length).Where(i => bytes[i].Length is > 0 and <= ushort.MaxValue)];
        Array.Sort(order, (a, b) => bytes[a].AsSpan().SequenceCompareTo(bytes[b]) is not 0 and var difference ? difference : a - b);
        List<byte> newValues = [0];
        List<ushort> newDepths = [0];
        List<int> newEnds = [0], newTokens = [-1];
        var path = new List<int> { 0 };
        byte[] last = [];
        foreach (var token in order)
        {
            var common = bytes[token].AsSpan().CommonPrefixLength(last);
            for (; path.Count > common + 1; path.RemoveAt(path.Count - 1))
            {
                newEnds[path[^1]] = newValues.Count;
            }
            for (var i = common; i < bytes[token].Length; i++)
            {
                path.Add(newValues.Count);
                newValues.Add(bytes[token][i]);
                newDepths.Add((ushort)(i + 1));
                newEnds.Add(0);
                newTokens.Add(-1);
            }
            // Tokens with the same bytes are a list.
            twins[token] = newTokens[path[^1]];
            newTokens[path[^1]] = token;
            last = bytes[token];
        }
        foreach (var node in path)
        {
            newEnds[node] = newValues.Count;
        }
        (values, depths, ends, tokens) = ([.. newValues], [.. newDepths], [.. newEnds], [.. newTokens]);
        MaxDepth = depths.Max();
        Bytes = new BitArray(256);
        foreach (var value in order.Where(t => IsCharacterOrByte(bytes[t])).SelectMany(t => bytes[t]))
        {
            Bytes[value] = true;
        }
    }

    /// <summary>Tokens, those without bytes included.</summary>
    public int TokenCount => bytes.Length;

    public int MaxDepth { get; }

    /// <summary>
    /// The bytes that are tokens, and those of characters that are: of the first any text can be written, of the others nearly any.
    /// </summary>
    public BitArray Bytes { get; }

    public ReadOnlySpan<byte> Values => values;

    public ReadOnlySpan<ushort> Depths => depths;

    /// <summary>The first token that ends at each node; -1 for none.</summary>
    public ReadOnlySpan<int> Tokens => tokens;

    private static bool IsCharacterOrByte(byte[] bytes) =>
        bytes.Length == 1 || (Rune.DecodeFromUtf8(bytes, out _, out var used) == OperationStatus.Done && used == bytes.Length);

    public int EndOf(int node) => ends[node];

    public ReadOnlySpan<byte> BytesOf(int token) => (uint)token < (uint)bytes.Length ? bytes[token] : [];

    /// <summary>The next token with the same bytes; -1 for none.</summary>
    public int Twin(int token) => twins[token];
}
