using System.Globalization;

namespace Piecewise.Testing;

/// <summary>Arguments in the JSON of a program's record.</summary>
internal static class ArgText
{
    public static string Tensor(string name) => $"{{\"as_tensor\": {Name("name", name)}}}";

    public static string Tensors(IEnumerable<string> names) =>
        $"{{\"as_tensors\": [{string.Join(", ", names.Select(n => Name("name", n)))}]}}";

    public static string Int(long value) => string.Create(CultureInfo.InvariantCulture, $"{{\"as_int\": {value}}}");

    public static string Ints(IEnumerable<long> values) => $"{{\"as_ints\": [{string.Join(", ", values)}]}}";

    public static string SymInt(string name) => $"{{\"as_sym_int\": {Name("as_name", name)}}}";

    public static string SymInts(IEnumerable<string> names) =>
        $"{{\"as_sym_ints\": [{string.Join(", ", names.Select(n => Name("as_name", n)))}]}}";

    public static string Float(double value) => string.Create(CultureInfo.InvariantCulture, $"{{\"as_float\": {value}}}");

    public static string Bool(bool value) => value ? "{\"as_bool\": true}" : "{\"as_bool\": false}";

    public static string Graph(string name, ProgramGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        return $"{{\"as_graph\": {{\"name\": \"{name}\", \"graph\": {graph.Text()}}}}}";
    }

    private static string Name(string key, string name) => $"{{\"{key}\": \"{name}\"}}";
}
