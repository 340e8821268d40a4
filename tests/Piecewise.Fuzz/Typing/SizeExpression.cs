using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Piecewise.Graphs;

namespace Piecewise.Fuzz;

/// <summary>Sizes between the file's form (sympy's text) and ours.</summary>
internal static partial class SizeExpression
{
    /// <summary>The size in the file's form.</summary>
    public static JsonObject ToJson(SymInt size) => size.TryGetConstant(out var number)
        ? new JsonObject { ["as_int"] = number }
        : new JsonObject { ["as_expr"] = new JsonObject { ["expr_str"] = size.Fold(Writer.Instance), ["hint"] = null } };

    /// <summary>The size; null where it has a form that is not understood here.</summary>
    public static SymInt? FromJson(JsonNode? json)
    {
        if (json?["as_int"] is JsonValue number && number.TryGetValue<long>(out var value))
        {
            return value;
        }
        if ((string?)json?["as_expr"]?["expr_str"] is not { } text)
        {
            return null;
        }
        try
        {
            var tokens = Token().Matches(text).Select(m => m.Value).ToList();
            var at = 0;
            var size = Read(tokens, ref at);
            return at == tokens.Count ? size : null;
        }
        catch (Exception e) when (e is ArithmeticException or ArgumentException or InvalidOperationException or NotSupportedException)
        {
            return null;
        }
    }

    private static SymInt? Read(List<string> tokens, ref int at)
    {
        if (at + 1 >= tokens.Count || tokens[at + 1] != "(")
        {
            return null;
        }
        var name = tokens[at];
        at += 2;
        if (name is "Symbol" or "Integer")
        {
            var first = tokens[at];
            while (at < tokens.Count && tokens[at] != ")")
            {
                at++;
            }
            at++;
            return name == "Symbol" ? SymInt.Symbol(first.Trim('\''))
                : long.TryParse(first, CultureInfo.InvariantCulture, out var number) ? number : null;
        }
        var operands = new List<SymInt>();
        while (at < tokens.Count && tokens[at] != ")")
        {
            if (tokens[at] == ",")
            {
                at++;
                continue;
            }
            if (Read(tokens, ref at) is not { } operand)
            {
                return null;
            }
            operands.Add(operand);
        }
        at++;
        return (name, operands) switch
        {
            ("Add", [_, ..]) => operands.Aggregate((a, b) => a + b),
            ("Mul", [_, ..]) => operands.Aggregate((a, b) => a * b),
            ("Max", [_, ..]) => operands.Aggregate(SymInt.Max),
            ("Min", [_, ..]) => operands.Aggregate(SymInt.Min),
            ("FloorDiv" or "CleanDiv", [var x, var y]) => SymInt.FloorDiv(x, y),
            ("Mod" or "PythonMod", [var x, var y]) => SymInt.Mod(x, y),
            ("Pow" or "PowByNatural", [var x, { IsConstant: true, Constant: >= 0 and <= 8 and var power }]) => SymInt.Pow(x, (int)power),
            _ => null,
        };
    }

    [GeneratedRegex(@"'[^']*'|-?\d+|\w+|[(),=]")]
    private static partial Regex Token();

    private sealed class Writer : ISymIntAlgebra<string>
    {
        public static Writer Instance { get; } = new();

        public string Constant(long value) => string.Create(CultureInfo.InvariantCulture, $"Integer({value})");

        public string Symbol(string name) => $"Symbol('{name}', positive=True, integer=True)";

        public string Add(string left, string right) => $"Add({left}, {right})";

        public string Multiply(string left, string right) => $"Mul({left}, {right})";

        public string FloorDiv(string dividend, string divisor) => $"FloorDiv({dividend}, {divisor})";

        public string Mod(string dividend, string divisor) => $"Mod({dividend}, {divisor})";

        public string Min(string left, string right) => $"Min({left}, {right})";

        public string Max(string left, string right) => $"Max({left}, {right})";
    }
}
