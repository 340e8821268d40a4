using Piecewise.Tensors.Kernels;

namespace Piecewise.Tensors;

/// <summary>
/// Computes attention for a program that runs, compiled or interpreted: the host knows the sequences that the tokens belong to, and keeps
/// their keys and values. Where there is none, the tokens of a call are one sequence from its beginning.
/// </summary>
internal interface IAttentionHost
{
    /// <summary>
    /// Computes one layer's attention for the tokens of a call, into the task's result. What it throws ends the call, and reaches the
    /// caller as it is.
    /// </summary>
    void Attend(Workers workers, in AttentionTask task);
}
