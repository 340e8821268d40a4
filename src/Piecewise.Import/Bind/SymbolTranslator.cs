using System.Collections.Immutable;
using System.Globalization;
using Piecewise.Graphs;

namespace Piecewise.Import;

/// <summary>
/// Turns the file's sympy expressions into ours, once per distinct text. A size that is computed through fractions
/// (<c>TruncToInt(Mul(0.75, ToFloat(s)))</c>) has no form in our algebra: it becomes a symbol of its own, the same wherever it occurs.
/// </summary>
internal sealed class SymbolTranslator
{
    private readonly ProblemList problems;
    private readonly Dictionary<string, SymInt> ints = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SymBool?> bools = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SymInt> opaque = new(StringComparer.Ordinal);
    // A key is asked for by each level above it: without this nesting would double the work at every level.
    private readonly Dictionary<SreprNode, string> keys = new(ReferenceEqualityComparer.Instance);
    private readonly SortedSet<string> symbols = new(StringComparer.Ordinal);
    private long nextOpaque;

    /// <param name="problems">Where problems and warnings go.</param>
    /// <param name="reserved">Names that the file is known to use, so that none of them is made up here.</param>
    public SymbolTranslator(ProblemList problems, IEnumerable<string> reserved)
    {
        this.problems = problems;
        nextOpaque = reserved.Select(NumberOf).DefaultIfEmpty(-1).Max() + 1;
    }

    /// <summary>Names of all symbols met so far.</summary>
    public IReadOnlySet<string> Symbols => symbols;

    /// <summary>A size.</summary>
    public SymInt Int(SymIntData data)
    {
        if (data.Expression is not { } text)
        {
            return data.Value ?? 0;
        }
        if (!ints.TryGetValue(text, out var result))
        {
            result = Parse(text) is { } tree ? Translated(() => TryInt(tree)) : null;
            ints.Add(text, result ??= Opaque(text));
        }
        return result;
    }

    /// <summary>A condition over sizes; null where it has no form in our algebra.</summary>
    public SymBool? Bool(SymBoolData data)
    {
        if (data.Expression is not { } text)
        {
            return data.Value is { } value ? value ? SymBool.True : SymBool.False : null;
        }
        if (!bools.TryGetValue(text, out var result))
        {
            result = Parse(text) is { } tree ? Bool(tree) : null;
            bools.Add(text, result);
        }
        return result;
    }

    /// <inheritdoc cref="Bool(SymBoolData)"/>
    public SymBool? Bool(SreprNode tree) => Translated(() => TryBool(tree));

    private static long NumberOf(string name) =>
        name.StartsWith('u') && long.TryParse(name.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number < int.MaxValue ? number : -1;

    // Expressions of real programs are small. What overflows 64 bits, divides by zero or grows beyond all bounds has no form of ours.
    private static T? Translated<T>(Func<T?> translate) where T : class
    {
        try
        {
            return translate();
        }
        catch (Exception e) when (e is ArithmeticException or ArgumentException or InvalidOperationException or NotSupportedException)
        {
            return null;
        }
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

    private SymInt Opaque(string key)
    {
        if (!opaque.TryGetValue(key, out var symbol))
        {
            problems.Warn($"the size {Printable.Text(key)} has no integer form and becomes a symbol of its own");
            // Named as sizes are that are only known once a call has run, because that is what it is to us.
            var name = string.Create(CultureInfo.InvariantCulture, $"u{nextOpaque++}");
            symbols.Add(name);
            opaque.Add(key, symbol = SymInt.Symbol(name));
        }
        return symbol;
    }

    private SymInt? TryInt(SreprNode node)
    {
        switch (node)
        {
            case SreprNode.Integer { Value: var value }:
                return value;
            case SreprNode.Symbol { Name: var name } when !IsFloat(name):
                var symbol = SymInt.Symbol(name);
                symbols.Add(name);
                return symbol;
            case SreprNode.Call { Function: var rounding, Arguments: var rounded } when IsRounding(rounding):
                return Rounded(rounding, rounded) ?? Opaque(KeyOf(node));
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

    // A whole number stays one when it is rounded; and a quotient of two is rounded as integers are divided: sizes are below 2⁵³, where the
    // nearest double of a quotient is on the right side of every integer.
    private SymInt? Rounded(string rounding, ImmutableArray<SreprNode> arguments) => (rounding, arguments) switch
    {
        ("Where", _) => null,
        ("CeilToInt" or "FloorToInt", [SreprNode.Call { Function: "FloatTrueDiv" or "IntTrueDiv", Arguments: [var x, var y] }])
            when Whole(y) is { IsConstant: true, Constant: not 0 } by =>
            Whole(x) is not { } whole ? null : rounding == "CeilToInt" ? SymInt.CeilDiv(whole, by) : SymInt.FloorDiv(whole, by),
        (_, [var x]) => Whole(x),
        _ => null,
    };

    // What a float's expression gives, where that is a whole number whatever the sizes.
    private SymInt? Whole(SreprNode node) => node switch
    {
        SreprNode.Float { Value: var value } => double.IsInteger(value) && Math.Abs(value) <= 1L << 53 ? (long)value : null,
        SreprNode.Call { Function: "ToFloat" or "Identity", Arguments: [var x] } => Whole(x),
        SreprNode.Call { Function: ("Add" or "Mul") and var function, Arguments: [_, ..] terms } =>
            terms.Select(Whole).OfType<SymInt>().ToList() is var whole && whole.Count == terms.Length ? Apply(function, whole) : null,
        _ => TryInt(node),
    };

    // PyTorch's names of symbolic floats: backed and unbacked.
    private static bool IsFloat(string name) =>
        name.StartsWith("zf", StringComparison.Ordinal) || name.StartsWith("zuf", StringComparison.Ordinal);

    // One text for one meaning: PyTorch orders the operands of sums and products in its own way, guards in the source's.
    private string KeyOf(SreprNode node)
    {
        if (!keys.TryGetValue(node, out var key))
        {
            keys.Add(node, key = MakeKey(node));
        }
        return key;
    }

    private string MakeKey(SreprNode node)
    {
        if (node is SreprNode.Call { Function: var function, Arguments: var arguments } && (IsRounding(function) || TryInt(node) is null))
        {
            var operands = arguments.Select(KeyOf);
            return $"{function}({string.Join(", ", function is "Add" or "Mul" ? operands.Order(StringComparer.Ordinal) : operands)})";
        }
        return TryInt(node)?.ToString() ?? node.ToString();
    }

    // Functions that make an int of what is none.
    private static bool IsRounding(string function) => function is "TruncToInt" or "FloorToInt" or "CeilToInt" or "RoundToInt" or "Where";

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
            case SreprNode.Call { Function: var relation, Arguments: [var left, var right] }
                when TryInt(left) is { } x && TryInt(right) is { } y:
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
