namespace Piecewise.Runtime;

/// <summary>
/// Whether an artifact was stored. Where it was not, the compiled code is as good as ever; the next start compiles again.
/// </summary>
/// <param name="IsPublished">It is in the folder, whole.</param>
/// <param name="Reason">Why it is not; empty if it is.</param>
internal readonly record struct PublishResult(bool IsPublished, string Reason);
