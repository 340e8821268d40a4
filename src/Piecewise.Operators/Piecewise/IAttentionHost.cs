using Piecewise.Tensors;

namespace Piecewise.Operators;

/// <summary>
/// Computes attention for a program that runs: the host knows the sequences that the tokens belong to, and keeps their keys and values.
/// Given to the interpreter as a service; without one, the tokens of a call are one sequence from its beginning.
/// </summary>
public interface IAttentionHost
{
    /// <returns>[T, Hq, Dv], contiguous, of the query's dtype.</returns>
    Tensor Attend(AttentionCall call);
}

/// <summary>One call of <c>piecewise::attention</c>.</summary>
/// <param name="Query">[T, Hq, D].</param>
/// <param name="Key">[T, Hkv, D]; Hq is a multiple of Hkv.</param>
/// <param name="Value">[T, Hkv, Dv].</param>
/// <param name="Layer">Which layer's keys and values these are.</param>
/// <param name="Scale">Factor of the scores.</param>
/// <param name="Window">How many positions are visible, the own one included; 0 or less for all.</param>
/// <param name="Softcap">Scores s become <c>softcap · tanh(s / softcap)</c>; 0 leaves them.</param>
/// <param name="Sinks">[Hq]: one more score per head that takes part in the softmax and has no value; null for none.</param>
public sealed record AttentionCall(Tensor Query, Tensor Key, Tensor Value, int Layer, double Scale, int Window, double Softcap, Tensor? Sinks);
