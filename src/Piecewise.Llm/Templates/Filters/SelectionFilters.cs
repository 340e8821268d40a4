using Piecewise.Llm.Templates.Values;

namespace Piecewise.Llm.Templates.Filters;

/// <summary>Filters that apply another filter, or a test, to each item: when the items are asked for.</summary>
internal static class SelectionFilters
{
    public static IReadOnlyDictionary<string, Filter> All { get; } = new Dictionary<string, Filter>(StringComparer.Ordinal)
    {
        ["map"] = (input, arguments, budget) => new IteratorValue(Map(input, arguments, budget), input, budget),
        ["select"] = Selecting(wanted: true, byAttribute: false),
        ["reject"] = Selecting(wanted: false, byAttribute: false),
        ["selectattr"] = Selecting(wanted: true, byAttribute: true),
        ["rejectattr"] = Selecting(wanted: false, byAttribute: true),
    };

    private static Filter Selecting(bool wanted, bool byAttribute) => (input, arguments, budget) =>
        new IteratorValue(Select(input, arguments, wanted, byAttribute, budget), input, budget);

    private static IEnumerable<Value> Map(Value input, CallArguments arguments, Budget budget)
    {
        if (!input.IsTrue) yield break;
        var map = Mapping(arguments, budget);
        foreach (var item in Iteration.Of(input, budget)) yield return map(item);
    }

    private static Func<Value, Value> Mapping(CallArguments arguments, Budget budget)
    {
        if (arguments.Positional.Count == 0 && arguments.Named.Any(a => a.Name == "attribute"))
        {
            var given = arguments.Bind("map", 0, "attribute", "default");
            var path = AttributePath.Of(given[0]);
            return item => path.Of(item, budget, given[1]);
        }
        var (name, rest) = Named(arguments, 0) ?? throw new TemplateException("map needs the name of a filter, or attribute=");
        return item => FilterTable.Apply(name, item, rest, budget);
    }

    private static IEnumerable<Value> Select(Value input, CallArguments arguments, bool wanted, bool byAttribute, Budget budget)
    {
        if (!input.IsTrue) yield break;
        if (byAttribute && arguments.Positional.Count == 0)
            throw new TemplateException("selectattr and rejectattr need the name of an attribute");
        var path = AttributePath.Of(byAttribute ? arguments.Positional[0] : null);
        var test = Named(arguments, byAttribute ? 1 : 0);
        foreach (var item in Iteration.Of(input, budget))
        {
            var value = path.Of(item, budget);
            bool holds = test is var (name, rest) ? TestTable.Apply(name, value, rest, budget) : value.IsTrue;
            if (holds == wanted) yield return item;
        }
    }

    // A filter's or test's name at a place of the arguments, and what it is handed; null if there is none.
    private static (string Name, CallArguments Others)? Named(CallArguments arguments, int place)
    {
        if (arguments.Positional.Count <= place) return null;
        var name = arguments.Positional[place] as TextValue ?? throw new TemplateException("the name of a filter or test must be text");
        return (name.Text, new CallArguments([.. arguments.Positional.Skip(place + 1)], arguments.Named));
    }
}
