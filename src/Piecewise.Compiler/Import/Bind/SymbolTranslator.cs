using Piecewise.Graphs;

namespace Piecewise.Compiler.Import;

/// <summary>
/// Turns the file's sympy expressions into ours, once per distinct text. Size expressions are integers; what has a float inside
/// (<c>ToFloat</c>, <c>FloatTrueDiv</c>) has no symbolic form and is null.
/// </summary>
internal sealed class SymbolTranslator(ProblemList problems)
{
    private readonly Dictionary<string, SymInt?> ints = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SymBool?> bools = new(StringComparer.Ordinal);
    private readonly SortedSet<string> symbols = new(StringComparer.Ordinal);
    private int opaque;

    /// <summary>Names of all symbols met so far.</summary>
    public IReadOnlySet<string> Symbols => symbols;

    /// <summary>A size. An expression outside our algebra becomes a symbol of its own, with a warning: its value is only known at run time.</summary>
    public SymInt Int(SymIntData data)
    {
        if (data.Expression is null)
        {
            return data.Value ?? 0;
        }
        if (!ints.TryGetValue(data.Expression, out var result))
        {
            result = Parse(data.Expression) is { } tree ? TryInt(tree) : null;
            if (result is null)
            {
                problems.Warn($"the size {data.Expression} has no integer form and becomes an opaque symbol");
                result = SymInt.Symbol($"opaque{opaque++}");
                symbols.Add(result.SymbolName);
            }
            ints.Add(data.Expression, result);
        }
        return result!;
    }

    /// <summary>A condition over sizes; null where it has no form in our algebra.</summary>
    public SymBool? Bool(SymBoolData data)
    {
        if (data.Expression is null)
        {
            return data.Value is { } value ? value ? SymBool.True : SymBool.False : null;
        }
        if (!bools.TryGetValue(data.Expression, out var result))
        {
            result = Parse(data.Expression) is { } tree ? TryBool(tree) : null;
            bools.Add(data.Expression, result);
        }
        return result;
    }

    private SreprNode? Parse(string text)
    {
        var tree = SreprParser.TryParse(text, out var problem);
        if (tree is null)
        {
            problems.Add($"a symbolic size can't be read: {problem}");
        }
        return tree;
    }

    private SymInt? TryInt(SreprNode node)
    {
        switch (node)
        {
            case SreprNode.Integer { Value: var value }:
                return value;
            case SreprNode.Symbol { Name: var name }:
                symbols.Add(name);
                return SymInt.Symbol(name);
            case SreprNode.Call { Function: var function, Arguments: var raw }:
                var arguments = new List<SymInt>(raw.Length);
                foreach (var argument in raw)
                {
                    if (TryInt(argument) is not { } translated)
                    {
                        return null;
                    }
                    arguments.Add(translated);
                }
                return Apply(function, arguments);
            default:
                return null;
        }
    }

    private static SymInt? Apply(string function, List<SymInt> arguments) => (function, arguments) switch
    {
        ("Add", [_, ..]) => arguments.Aggregate((a, b) => a + b),
        ("Mul", [_, ..]) => arguments.Aggregate((a, b) => a * b),
        ("Max", [_, ..]) => arguments.Aggregate(SymInt.Max),
        ("Min", [_, ..]) => arguments.Aggregate(SymInt.Min),
        ("Pow" or "PowByNatural", [var x, { IsConstant: true, Constant: >= 0 and <= 16 and var power }]) => SymInt.Pow(x, (int)power),
        ("FloorDiv" or "CleanDiv", [var x, var y]) => SymInt.FloorDiv(x, y),
        ("CeilDiv", [var x, var y]) => SymInt.CeilDiv(x, y),
        ("Mod" or "PythonMod", [var x, var y]) => SymInt.Mod(x, y),
        ("ModularIndexing", [var x, var divisor, var modulus]) => SymInt.Mod(SymInt.FloorDiv(x, divisor), modulus),
        ("Identity", [var x]) => x,
        ("LShift", [var x, { IsConstant: true, Constant: >= 0 and < 62 and var bits }]) => x * (1L << (int)bits),
        ("RShift", [var x, { IsConstant: true, Constant: >= 0 and < 62 and var bits }]) => SymInt.FloorDiv(x, 1L << (int)bits),
        _ => null,
    };

    private SymBool? TryBool(SreprNode node)
    {
        switch (node)
        {
            case SreprNode.Boolean { Value: var value }:
                return value ? SymBool.True : SymBool.False;
            case SreprNode.Call { Function: "Not", Arguments: [var operand] }:
                return TryBool(operand) is { } negated ? SymBool.Not(negated) : null;
            case SreprNode.Call { Function: ("And" or "Or") and var function, Arguments: var operands }:
                var parts = operands.Select(TryBool).ToArray();
                return parts.Any(p => p is null) ? null : function == "And" ? SymBool.And(parts!) : SymBool.Or(parts!);
            case SreprNode.Call { Function: var relation, Arguments: [var left, var right] } when TryInt(left) is { } x && TryInt(right) is { } y:
                return relation switch
                {
                    "Equality" => SymBool.Eq(x, y),
                    "Unequality" => SymBool.Ne(x, y),
                    "LessThan" => SymBool.Le(x, y),
                    "GreaterThan" => SymBool.Ge(x, y),
                    "StrictLessThan" => SymBool.Lt(x, y),
                    "StrictGreaterThan" => SymBool.Gt(x, y),
                    _ => null,
                };
            default:
                return null;
        }
    }
}
