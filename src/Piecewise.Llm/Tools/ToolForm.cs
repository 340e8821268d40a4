namespace Piecewise.Llm.Tools;

/// <summary>How a family of models writes calls of tools into its text.</summary>
/// <param name="Name">For options.</param>
/// <param name="Mark">Stands before a call, or before a list of them.</param>
/// <param name="Open">What a model writes before a call; where the mark is text, it begins with it.</param>
/// <param name="Close">What it writes after a call.</param>
/// <param name="Between">What it writes between two calls.</param>
/// <param name="Arguments">What the object calls the arguments.</param>
/// <param name="IsList">Whether calls are elements of a list, which begins after the mark.</param>
/// <param name="IsBare">Whether a text that begins with an object is a call, without any mark.</param>
/// <param name="ShortIds">Whether ids of calls must be of nine letters and digits.</param>
internal sealed record ToolForm(
    string Name, string Mark, string Open, string Close, string Between, string Arguments, bool IsList = false, bool IsBare = false,
    bool ShortIds = false)
{
    /// <summary>Hermes, Qwen and others: <c>&lt;tool_call&gt;{"name": …, "arguments": …}&lt;/tool_call&gt;</c>.</summary>
    public static readonly ToolForm Hermes = new(
        "hermes", "<tool_call>", "<tool_call>\n", "\n</tool_call>", "\n", "arguments");

    /// <summary>Llama 3: the text is an object.</summary>
    public static readonly ToolForm Llama3 = new("llama3", "<|python_tag|>", "", "", "; ", "parameters", IsBare: true);

    /// <summary>Mistral: a special token, and a list of objects.</summary>
    public static readonly ToolForm Mistral = new(
        "mistral", "[TOOL_CALLS]", "", "", ", ", "arguments", IsList: true, ShortIds: true);

    public static readonly ToolForm[] All = [Hermes, Llama3, Mistral];

    /// <summary>The names of all, as a message lists them.</summary>
    public static string Names => string.Join(", ", All.Select(f => f.Name));

    /// <summary>The form of a name; null where there is none.</summary>
    public static ToolForm? Named(string? name) => Array.Find(All, f => f.Name == name);

    /// <summary>The form of a name, or what a chat template shows where none is given.</summary>
    public static ToolForm Of(string? name, string? template) => Named(name) ?? Of(template);

    /// <summary>The form that a chat template shows; that of Hermes where it shows none.</summary>
    public static ToolForm Of(string? template) => template is null ? Hermes
        : template.Contains(Mistral.Mark, StringComparison.Ordinal) ? Mistral
        : template.Contains(Hermes.Mark, StringComparison.Ordinal) ? Hermes
        : template.Contains(Llama3.Mark, StringComparison.Ordinal) || template.Contains("<|eom_id|>", StringComparison.Ordinal)
            || template.Contains("ipython", StringComparison.Ordinal) ? Llama3
        : Hermes;
}
