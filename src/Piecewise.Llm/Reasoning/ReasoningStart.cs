namespace Piecewise.Llm.Reasoning;

/// <summary>Where an answer begins.</summary>
internal enum ReasoningStart : byte
{
    /// <summary>Before a block that the model may write or not.</summary>
    Before,

    /// <summary>Within the block: the prompt ends with its mark.</summary>
    Inside,

    /// <summary>Behind it: the prompt has an empty one, or an answer that has begun.</summary>
    After,
}
