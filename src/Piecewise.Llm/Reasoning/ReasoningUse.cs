namespace Piecewise.Llm.Reasoning;

/// <summary>How the answers to one prompt begin.</summary>
/// <param name="Form">The model's marks.</param>
/// <param name="Start">Where they begin.</param>
internal readonly record struct ReasoningUse(ReasoningForm Form, ReasoningStart Start)
{
    /// <param name="form">The model's marks; null for a model that thinks nothing.</param>
    /// <param name="prompt">What the chat template gave. Only its end counts: what users write must not.</param>
    /// <param name="continues">Whether the answer goes on with a message's text.</param>
    public static ReasoningUse? Of(ReasoningForm? form, string prompt, bool continues)
    {
        if (form is null)
        {
            return null;
        }
        var end = prompt.AsSpan().TrimEnd();
        return new ReasoningUse(
            form, continues || end.EndsWith(form.Close) ? ReasoningStart.After
            : end.EndsWith(form.Open) ? ReasoningStart.Inside
            : ReasoningStart.Before);
    }

    /// <summary>Reads one answer.</summary>
    public ReasoningReader Read() => new(this);
}
