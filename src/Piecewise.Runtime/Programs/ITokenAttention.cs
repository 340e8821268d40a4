using Piecewise.Tensors;
using Piecewise.Tensors.Fast;

namespace Piecewise.Runtime;

/// <summary>
/// Computes attention for a compiled program: the host knows the sequences that the tokens belong to, and keeps their keys and values.
/// A session without one takes the tokens of a call for one sequence from its beginning.
/// </summary>
public interface ITokenAttention
{
    /// <summary>
    /// Computes one layer's attention for the tokens of a call. What it throws ends the call, and reaches the caller as it is.
    /// </summary>
    void Attend(Workers workers, in AttentionTask task);
}

/// <summary>Distances of two tokens, and of two heads of a token, in elements.</summary>
public readonly record struct TokenStrides(long Token, long Head);
