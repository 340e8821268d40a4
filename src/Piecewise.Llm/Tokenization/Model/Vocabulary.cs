using System.Diagnostics.CodeAnalysis;

namespace Piecewise.Llm.Tokenization.Model;

/// <summary>Tokens and their ids, both ways. Ids need not be contiguous; none has two tokens.</summary>
internal sealed class Vocabulary
{
    /// <summary>The greatest id that is accepted: sixteen times what the largest published vocabularies need.</summary>
    public const int GreatestId = (1 << 22) - 1;

    private readonly Dictionary<string, int> _ids;
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _idsBySpan;
    private string?[] _tokens;

    public Vocabulary(int capacity)
    {
        _ids = new(capacity, StringComparer.Ordinal);
        _idsBySpan = _ids.GetAlternateLookup<ReadOnlySpan<char>>();
        _tokens = new string?[capacity];
    }

    public int Count => _ids.Count;

    /// <summary>Adds a token; false if the token or the id is there already.</summary>
    public bool TryAdd(string token, int id)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)id, (uint)GreatestId, nameof(id));
        if (id >= _tokens.Length) Array.Resize(ref _tokens, Math.Max(id + 1, _tokens.Length * 2));
        if (_tokens[id] is not null || !_ids.TryAdd(token, id)) return false;
        _tokens[id] = token;
        return true;
    }

    public bool TryGetId(ReadOnlySpan<char> token, out int id) => _idsBySpan.TryGetValue(token, out id);

    public bool TryGetToken(int id, [NotNullWhen(true)] out string? token)
    {
        token = (uint)id < (uint)_tokens.Length ? _tokens[id] : null;
        return token is not null;
    }
}
