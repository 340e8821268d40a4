namespace Piecewise.Llm.Tokenization.Splitting;

/// <summary>A step that cuts pieces into smaller ones, or rewrites them. Steps are immutable and shared between threads.</summary>
internal abstract class PreTokenizer
{
    /// <summary>Replaces the current pieces of the state.</summary>
    public abstract void Apply(SplitState state);
}
