using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Piecewise.Fuzz;

/// <summary>Changes symbols: merged, split, exchanged, made numbers or expressions; ranges widened and narrowed; guards dropped.</summary>
internal sealed partial class SymbolMutation(Random random)
{
    private static readonly long[] Bounds = [0, 1, 2, 3, 4, 8, 16, 100, 1 << 20, 1L << 40, long.MaxValue, -1, long.MinValue];

    public string? Apply(ProgramFile program)
    {
        var symbols = Symbols(program);
        return random.Next(10) switch
        {
            < 2 => Range(program, symbols),
            2 => Guard(program),
            3 => Merge(program, symbols),
            _ => Occurrence(program, symbols),
        };
    }

    /// <summary>Names of all symbols of a program.</summary>
    public static List<string> Symbols(ProgramFile program) =>
        [.. SymbolName().Matches(program.Graph.ToJsonString()).Select(m => m.Groups[1].Value).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>A size that is a symbol.</summary>
    public static JsonObject Size(string symbol, string template = "{0}") => new()
    {
        ["as_expr"] = new JsonObject
        {
            ["expr_str"] = string.Format(null, template, $"Symbol('{symbol}', positive=True, integer=True)"),
            ["hint"] = null
        },
    };

    private string? Range(ProgramFile program, List<string> symbols)
    {
        if (random.Of(symbols) is not { } symbol)
        {
            return null;
        }
        if (random.Next(4) == 0)
        {
            program.Ranges.Remove(symbol);
            return $"no range of {symbol}";
        }
        long? min = random.Next(3) > 0 ? Bounds[random.Next(5)] : random.Next(2) > 0 ? null : Bounds[random.Next(Bounds.Length)];
        long? max = random.Next(3) == 0 ? Bounds[random.Next(Bounds.Length)] : null;
        program.Ranges[symbol] = new JsonObject { ["min_val"] = min, ["max_val"] = max };
        return $"range of {symbol} is [{min}, {max}]";
    }

    private string? Guard(ProgramFile program)
    {
        if (program.Program["guards_code"] is not JsonArray { Count: > 0 } guards)
        {
            return null;
        }
        if (random.Next(2) == 0)
        {
            guards.Clear();
            return "no guards";
        }
        var i = random.Next(guards.Count);
        guards.RemoveAt(i);
        return $"guard {i} is gone";
    }

    private string? Merge(ProgramFile program, List<string> symbols)
    {
        if (symbols.Count < 2)
        {
            return null;
        }
        var (a, b) = (symbols[random.Next(symbols.Count)], symbols[random.Next(symbols.Count)]);
        if (a == b)
        {
            return null;
        }
        foreach (var expression in Expressions(program.Graph))
        {
            expression["expr_str"] = ((string)expression["expr_str"]!).Replace($"'{a}'", $"'{b}'", StringComparison.Ordinal);
        }
        return $"{a} is {b}";
    }

    // One place: a new symbol, another one, a number, or an expression of it; or a number becomes a symbol.
    private string? Occurrence(ProgramFile program, List<string> symbols)
    {
        var places = program.TensorValues.SelectMany(v => ((JsonArray[])[v.Value!["sizes"]!.AsArray(), v.Value["strides"]!.AsArray()])
            .SelectMany((list, kind) =>
                Enumerable.Range(0, list.Count)
                    .Select(i => (List: list, Index: i, What: $"{(kind == 0 ? "size" : "stride")} {i} of {v.Key}")))).ToList();
        if (places.Count == 0)
        {
            return null;
        }
        var (list, index, what) = places[random.Next(places.Count)];
        if (random.Next(3) > 0 && places.Where(p => p.List[p.Index]!["as_expr"] is not null).ToList() is { Count: > 0 } symbolic)
        {
            (list, index, what) = symbolic[random.Next(symbolic.Count)];
        }
        var symbol = random.Of(symbols) ?? "s90";
        list[index] = random.Next(8) switch
        {
            0 => new JsonObject { ["as_int"] = random.Next(6) },
            1 => Size($"s9{random.Next(4)}"),
            2 => Size(symbol, "Add({0}, Integer(1))"),
            3 => Size(symbol, "Mul(Integer(2), {0})"),
            4 => Size(symbol, "FloorDiv({0}, Integer(2))"),
            5 => Size(symbol, "Add({0}, Integer(-1))"),
            6 => Size(symbol, random.Next(2) == 0 ? "Max(Integer(1), {0})" : "Mul({0}, Symbol('s91', positive=True, integer=True))"),
            _ => Size(symbol),
        };
        return $"{what} is {list[index]!.ToJsonString()}";
    }

    private static IEnumerable<JsonObject> Expressions(JsonNode? json) => json switch
    {
        JsonObject map when map.ContainsKey("expr_str") => [map],
        JsonObject map => map.SelectMany(p => Expressions(p.Value)),
        JsonArray array => array.SelectMany(Expressions),
        _ => [],
    };

    [GeneratedRegex(@"Symbol\(\\?(?:'|\\u0027)([a-z0-9]+)\\?(?:'|\\u0027)")]
    private static partial Regex SymbolName();
}
