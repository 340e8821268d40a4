namespace Piecewise.Llm.Tokenization.Splitting;

/// <summary>Steps one after the other; without steps, the pieces as they are.</summary>
internal sealed class SequencePreTokenizer(IReadOnlyList<PreTokenizer> steps) : PreTokenizer
{
    public override void Apply(SplitState state)
    {
        foreach (var step in steps) step.Apply(state);
    }
}
