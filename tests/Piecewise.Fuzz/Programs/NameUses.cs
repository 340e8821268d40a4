using System.Text.Json.Nodes;

namespace Piecewise.Fuzz;

/// <summary>Where a graph's JSON names values.</summary>
internal static class NameUses
{
    /// <summary>The places in an argument, or in a list of them, that name a value: the object and its key.</summary>
    /// <param name="json">Searched, but not the nested graphs in it: their names are their own.</param>
    public static IEnumerable<(JsonObject Holder, string Key)> In(JsonNode? json)
    {
        switch (json)
        {
            case JsonArray array:
                foreach (var item in array.SelectMany(In))
                {
                    yield return item;
                }
                break;
            case JsonObject map:
                foreach (var (key, value) in map.ToArray())
                {
                    if (key == "as_name" && value is JsonValue)
                    {
                        yield return (map, key);
                    }
                    else if (key is "as_tensor" && value is JsonObject named && named.ContainsKey("name"))
                    {
                        yield return (named, "name");
                    }
                    else if (key is "as_tensors" or "as_nested_tensors")
                    {
                        foreach (var item in Names(value))
                        {
                            yield return item;
                        }
                    }
                    else if (key != "as_graph")
                    {
                        foreach (var item in In(value))
                        {
                            yield return item;
                        }
                    }
                }
                break;
        }
    }

    /// <summary>The names.</summary>
    public static IEnumerable<string> NamesIn(JsonNode? json) => In(json).Select(p => (string)p.Holder[p.Key]!);

    private static IEnumerable<(JsonObject Holder, string Key)> Names(JsonNode? json) => json switch
    {
        JsonArray array => array.SelectMany(Names),
        JsonObject named when named.ContainsKey("name") => [(named, "name")],
        _ => [],
    };
}
