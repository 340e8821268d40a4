using Piecewise.Llm.Templates.Syntax;
using Piecewise.Llm.Templates.Values;

namespace Piecewise.Llm.Templates.Filters;

/// <summary>What a filter does with its input.</summary>
internal delegate Value Filter(Value input, CallArguments arguments, Budget budget);

/// <summary>The filters and tests that Jinja and transformers have, by name.</summary>
internal sealed class FilterTable : IKnownNames
{
    // Filters of Jinja that no chat template has a use for: known, so that a template which never comes to one works.
    private static readonly string[] Unsupported =
    [
        "attr", "filesizeformat", "forceescape", "pprint", "random", "striptags", "urlencode", "urlize", "wordwrap", "xmlattr",
    ];

    private static readonly Dictionary<string, Filter> All = new(
        [.. TextFilters.All, .. NumberFilters.All, .. SequenceFilters.All, .. SelectionFilters.All], StringComparer.Ordinal);

    private FilterTable()
    {
    }

    public static FilterTable Instance { get; } = new();

    public bool HasFilter(string name) => All.ContainsKey(name) || Unsupported.Contains(name);

    public bool HasTest(string name) => TestTable.Has(name);

    /// <exception cref="TemplateException">There is no such filter, or it fails.</exception>
    public static Value Apply(string name, Value input, CallArguments arguments, Budget budget)
    {
        budget.Step();
        if (All.TryGetValue(name, out var filter)) return filter(input, arguments, budget);
        throw new TemplateException(
            Unsupported.Contains(name) ? $"the filter '{name}' is not supported" : $"there is no filter '{name}'");
    }
}
