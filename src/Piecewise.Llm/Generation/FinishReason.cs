namespace Piecewise.Llm;

/// <summary>Why a text ends where it ends.</summary>
public enum FinishReason
{
    /// <summary>The model said so, by a token that ends the text.</summary>
    Stop,

    /// <summary>There are as many new tokens as were asked for (<see cref="GenerationOptions.MaxTokens"/>).</summary>
    Length,

    /// <summary>The model's context is full.</summary>
    Context,

    /// <summary>The caller cancelled it.</summary>
    Cancelled,
}
