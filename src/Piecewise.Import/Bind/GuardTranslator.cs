using System.Collections.Immutable;

namespace Piecewise.Import;

/// <summary>
/// Turns the file's guards, Python over the sizes of inputs, into the notation of its symbolic sizes, so that both mean the same by one
/// translation. Nothing is ever evaluated as code.
/// </summary>
/// <param name="graph">The graph whose inputs the guards speak of.</param>
/// <param name="arguments">Names of the user's inputs, in the order of flattened arguments.</param>
/// <param name="call">How the program is called; null where the file does not say.</param>
internal sealed class GuardTranslator(GraphData graph, ImmutableArray<string?> arguments, ModuleCallSignatureData? call)
{
    // The input of each argument by the way that Python gets at it. Their names differ: those of inputs are lower case, and made unique.
    private readonly Dictionary<string, string> inputs = InputsByPath(arguments, call);

    // Parts of one guard. A chain (a < b < c) says its middle twice, and chains in chains would double that at each level.
    private const int MaxParts = 1 << 16;

    private int parts;

    /// <summary>The guard, or null where it speaks of something other than sizes and ints, or is too long.</summary>
    public SreprNode? Translate(GuardNode node)
    {
        parts = 0;
        return Part(node);
    }

    private SreprNode? Part(GuardNode node) => ++parts > MaxParts ? null : node switch
    {
        GuardNode.Boolean { Value: var value } => new SreprNode.Boolean(value),
        GuardNode.Integer { Value: var value } => new SreprNode.Integer(value),
        GuardNode.Float { Value: var value } => new SreprNode.Float(value, 53),
        GuardNode.Not { Operand: var operand } => Call("Not", operand),
        GuardNode.Every { Operands: var all } => Call("And", [.. all]),
        GuardNode.Any { Operands: var any } => Call("Or", [.. any]),
        GuardNode.Comparison { Left: var left, Right: var right, Operator: var comparison } => comparison switch
        {
            "==" => Call("Equality", left, right),
            "!=" => Call("Unequality", left, right),
            "<" => Call("StrictLessThan", left, right),
            "<=" => Call("LessThan", left, right),
            ">" => Call("StrictGreaterThan", left, right),
            ">=" => Call("GreaterThan", left, right),
            _ => null,
        },
        GuardNode.Negate { Operand: var operand } => Negative(operand),
        GuardNode.Binary { Left: var left, Right: var right, Operator: var op } => op switch
        {
            "+" => Call("Add", left, right),
            "-" => Part(left) is { } x && Negative(right) is { } y ? new SreprNode.Call("Add", [x, y]) : null,
            "*" => Call("Mul", left, right),
            "//" => Call("FloorDiv", left, right),
            "%" => Call("PythonMod", left, right),
            "**" => Call("Pow", left, right),
            "/" => Call("IntTrueDiv", left, right),
            _ => null,
        },
        GuardNode.Call { FunctionName: { } name, Arguments: var operands } when FunctionOf(name) is { } function =>
            Call(function, [.. operands]),
        GuardNode.Size { Target: var target, Dimension: var dim } when InputName(target) is { } name
            && graph.TensorValues.TryGetValue(name, out var meta) && dim >= 0 && dim < meta.Sizes.Length => Expression(meta.Sizes[dim]),
        _ when InputName(node) is { } name && graph.SymIntValues.TryGetValue(name, out var value) => Expression(value),
        _ => null,
    };

    private static string? FunctionOf(string name) => name switch
    {
        "torch.sym_min" or "min" or "Min" => "Min",
        "torch.sym_max" or "max" or "Max" => "Max",
        "torch.sym_float" or "float" => "ToFloat",
        "math.trunc" or "int" => "TruncToInt",
        "math.floor" => "FloorToInt",
        "math.ceil" => "CeilToInt",
        _ => null,
    };

    /// <summary>
    /// The input that an expression names: <c>L['x']</c> is x; what is nested in an argument, <c>L['d']['a'][1]</c>, is d_a_1 once
    /// flattened. Null where it names none.
    /// </summary>
    public string? InputName(GuardNode node) =>
        Path(node) is { } path ? inputs.GetValueOrDefault(path.Replace('.', '_'), path) : null;

    private string? Path(GuardNode node) => node switch
    {
        GuardNode.Item { Target: GuardNode.Name { Identifier: "L" }, Key: GuardNode.Text { Value: var name } } => name,
        // Strict exports count all arguments.
        GuardNode.Item
        {
            Target: GuardNode.Item { Target: GuardNode.Name { Identifier: "L" }, Key: GuardNode.Text { Value: "flat_args" } },
            Key: GuardNode.Integer { Value: var at },
        } when !graph.TensorValues.ContainsKey($"flat_args_{at}") => at >= 0 && at < arguments.Length ? arguments[(int)at] : null,
        GuardNode.Item { Target: var target, Key: GuardNode.Text { Value: var key } } =>
            Path(target) is { } start ? $"{start}_{key}" : null,
        GuardNode.Item { Target: var target, Key: GuardNode.Integer { Value: var index } } =>
            Path(target) is { } start ? $"{start}_{index}" : null,
        _ => null,
    };

    private static Dictionary<string, string> InputsByPath(ImmutableArray<string?> arguments, ModuleCallSignatureData? call)
    {
        var inputs = new Dictionary<string, string>(StringComparer.Ordinal);
        // Positional arguments have their names in a list, which may go on with those of keywords.
        if (call is not { InputTree.Children: [{ } positional, { } named], ArgumentNames: { } names }
            || names.Length < positional.Children.Length)
        {
            return inputs;
        }
        string[] paths = [
            .. positional.Children.SelectMany((child, i) => child.LeafPaths().Select(p => p.Length == 0 ? names[i] : $"{names[i]}.{p}")),
            .. named.LeafPaths()];
        if (paths.Length != arguments.Length)
        {
            return inputs;
        }
        foreach (var (path, input) in paths.Zip(arguments))
        {
            if (input is not null)
            {
                inputs.TryAdd(path.Replace('.', '_'), input);
            }
        }
        return inputs;
    }

    private static SreprNode? Expression(SymIntData size) => size.Expression is { } text
        ? SreprParser.TryParse(text, out _)
        : size.Value is { } value ? new SreprNode.Integer(value) : null;

    private SreprNode.Call? Negative(GuardNode operand) =>
        Part(operand) is { } x ? new SreprNode.Call("Mul", [new SreprNode.Integer(-1), x]) : null;

    private SreprNode.Call? Call(string function, params ReadOnlySpan<GuardNode> operands)
    {
        var arguments = ImmutableArray.CreateBuilder<SreprNode>(operands.Length);
        foreach (var operand in operands)
        {
            if (Part(operand) is not { } argument)
            {
                return null;
            }
            arguments.Add(argument);
        }
        return new SreprNode.Call(function, arguments.MoveToImmutable());
    }
}
