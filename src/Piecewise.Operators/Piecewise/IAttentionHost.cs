using Piecewise.Tensors;

namespace Piecewise.Operators;

/// <summary>One call of <c>piecewise::attention</c>.</summary>
/// <param name="Query">[T, Hq, D].</param>
/// <param name="Key">[T, Hkv, D]: of the new tokens only.</param>
/// <param name="Value">[T, Hkv, Dv].</param>
/// <param name="Layer">Which layer's cache it belongs to.</param>
/// <param name="Scale">Factor of the scores.</param>
/// <param name="Window">Positions that a query sees, itself included; 0 or less means all before it.</param>
/// <param name="Softcap">Bound of the scores; 0 means none.</param>
/// <param name="Sinks">[Hq], or null.</param>
public sealed record AttentionCall(Tensor Query, Tensor Key, Tensor Value, int Layer, double Scale, int Window, double Softcap, Tensor? Sinks);

/// <summary>Where attention happens when a host keeps keys and values of earlier calls. Given to the interpreter as a service.</summary>
public interface IAttentionHost
{
    /// <summary>The result [T, Hq, Dv] for the new tokens, in the query's dtype, contiguous.</summary>
    Tensor Attend(AttentionCall call);
}
