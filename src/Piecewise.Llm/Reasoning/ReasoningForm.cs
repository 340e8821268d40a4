namespace Piecewise.Llm.Reasoning;

/// <summary>How a family of models parts what it thinks from what it answers: a block before the answer, between two marks.</summary>
/// <param name="Name">For options.</param>
/// <param name="Open">Begins the block; some templates write it into the prompt.</param>
/// <param name="Close">Ends it.</param>
internal sealed record ReasoningForm(string Name, string Open, string Close)
{
    /// <summary>The option's word for no block at all.</summary>
    public const string None = "none";

    private static readonly ReasoningForm[] All = [new("think", "<think>", "</think>"), new("seed", "<seed:think>", "</seed:think>")];

    /// <summary>The names of all, as a message lists them.</summary>
    public static string Names => string.Join(", ", All.Select(f => f.Name).Append(None));

    /// <summary>Whether an option may say it.</summary>
    public static bool IsName(string name) => name == None || Array.Exists(All, f => f.Name == name);

    /// <summary>The form of a name, or where none is given what a chat template shows; null for a model that thinks nothing.</summary>
    public static ReasoningForm? Of(string? name, string? template) => name is not null
        ? Array.Find(All, f => f.Name == name)
        : Array.Find(All, f => template?.Contains(f.Close, StringComparison.Ordinal) == true);
}
