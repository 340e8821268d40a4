using Piecewise.Peers.Models;

namespace Piecewise.Peers.Runners;

/// <summary>One text that a model goes on with: a peer, or Piecewise.</summary>
internal interface IRunner : IDisposable
{
    /// <summary>For tables.</summary>
    string Name { get; }

    Format Format { get; }

    /// <summary>Forgets all tokens; not measured.</summary>
    void Clear();

    /// <summary>Feeds tokens after those that it has, and returns the logits after the last one, valid until the next call.</summary>
    ReadOnlySpan<float> Feed(ReadOnlySpan<int> tokens);
}
