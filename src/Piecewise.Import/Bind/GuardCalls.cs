using Piecewise.Graphs;

namespace Piecewise.Import;

/// <summary>Guards over floats as calls: the arithmetic of numbers, then a check of the condition.</summary>
/// <param name="catalog">The operators.</param>
/// <param name="graph">Gets the calls.</param>
/// <param name="shapes">What is known of the symbols.</param>
/// <param name="input">The input that an expression names; null where it names none.</param>
internal sealed class GuardCalls(OperatorCatalog catalog, Graph graph, ShapeEnvironment shapes, Func<GuardNode, Node?> input)
{
    // Parts of one guard: as many calls.
    private const int MaxParts = 256;

    // No size comes near what 64 bits hold: guards against an overflow of them are met.
    private const double LargestSize = 1L << 61;

    private int parts;

    /// <summary>Adds the check of a guard; false where it has parts that are no sizes and numbers.</summary>
    /// <param name="guard">The guard.</param>
    /// <param name="code">Its text, for the message of a failed check.</param>
    public bool TryAdd(GuardNode guard, string code)
    {
        parts = 0;
        if (!IsReadable(guard) || parts > MaxParts)
        {
            return false;
        }
        if (Holds(guard))
        {
            return true;
        }
        try
        {
            catalog.Call(graph, null, KnownOps.AssertScalar, Value(guard), $"The program's guard {Printable.Text(code)} does not hold.");
            return true;
        }
        catch (Exception e) when (e is InferenceException or ArithmeticException)
        {
            return false;
        }
    }

    private bool IsReadable(GuardNode node)
    {
        parts++;
        return node switch
        {
            GuardNode.Integer or GuardNode.Float or GuardNode.Boolean => true,
            GuardNode.Size { Target: var target, Dimension: var dim } => input(target)?.Type is TensorType type && dim < type.Rank,
            GuardNode.Negate { Operand: var operand } => IsReadable(operand),
            GuardNode.Not { Operand: var operand } => IsReadable(operand),
            GuardNode.Binary { Left: var a, Right: var b, Operator: var op } =>
                ArithmeticOf(op) is not null && IsReadable(a) && IsReadable(b),
            GuardNode.Comparison { Left: var a, Right: var b, Operator: var op } =>
                ComparisonOf(op) is not null && IsReadable(a) && IsReadable(b),
            GuardNode.Every { Operands: var all } => all.All(IsReadable),
            GuardNode.Any { Operands: var any } => any.All(IsReadable),
            GuardNode.Call { FunctionName: { } name, Arguments: var arguments } =>
                FunctionOf(name, arguments.Length) is not null && arguments.All(IsReadable),
            _ => false,
        };
    }

    private Argument Value(GuardNode node) => node switch
    {
        GuardNode.Integer { Value: var value } => value,
        GuardNode.Float { Value: var value } => value,
        GuardNode.Boolean { Value: var value } => value,
        GuardNode.Size { Target: var target, Dimension: var dim } => Call(KnownOps.SymSize, input(target)!, (long)dim),
        GuardNode.Negate { Operand: var operand } => Call(KnownOps.SymNeg, Value(operand)),
        GuardNode.Not { Operand: var operand } => Call(KnownOps.SymNot, Value(operand)),
        GuardNode.Binary { Left: var a, Right: var b, Operator: var op } => Call(ArithmeticOf(op)!, Value(a), Value(b)),
        GuardNode.Comparison { Left: var a, Right: var b, Operator: var op } => Call(ComparisonOf(op)!, Value(a), Value(b)),
        GuardNode.Every { Operands: var all } => all.Select(Value).Aggregate((a, b) => Call(KnownOps.SymAnd, a, b)),
        GuardNode.Any { Operands: var any } => any.Select(Value).Aggregate((a, b) => Call(KnownOps.SymOr, a, b)),
        GuardNode.Call { FunctionName: { } name, Arguments: var arguments } =>
            Call(FunctionOf(name, arguments.Length)!, [.. arguments.Select(Value)]),
        _ => throw new InvalidOperationException($"{node} was found readable."),
    };

    private Argument Call(string name, params ReadOnlySpan<Argument> arguments) => catalog.Call(graph, null, name, arguments);

    private static string? ArithmeticOf(string op) => op switch
    {
        "+" => KnownOps.SymAdd,
        "-" => KnownOps.SymSub,
        "*" => KnownOps.SymMul,
        "/" => KnownOps.SymDiv,
        "//" => KnownOps.SymFloorDiv,
        "%" => KnownOps.SymMod,
        "**" => KnownOps.SymPow,
        _ => null,
    };

    private static string? ComparisonOf(string op) => op switch
    {
        "==" => KnownOps.SymEq,
        "!=" => KnownOps.SymNe,
        "<" => KnownOps.SymLt,
        "<=" => KnownOps.SymLe,
        ">" => KnownOps.SymGt,
        ">=" => KnownOps.SymGe,
        _ => null,
    };

    private static string? FunctionOf(string name, int arguments) => (name, arguments) switch
    {
        ("torch.sym_float" or "float", 1) => KnownOps.SymFloat,
        ("torch.sym_max" or "max" or "Max", 2) => KnownOps.SymMax,
        ("torch.sym_min" or "min" or "Min", 2) => KnownOps.SymMin,
        ("math.trunc" or "int", 1) => KnownOps.SymTrunc,
        ("math.floor", 1) => KnownOps.SymFloor,
        ("math.ceil", 1) => KnownOps.SymCeil,
        _ => null,
    };

    // Whether all sizes that the program takes meet a comparison: 1.0 / n ** 0.5 is at least 0.
    private bool Holds(GuardNode node) => node is GuardNode.Comparison { Left: var left, Right: var right, Operator: var op }
        && (Bounds(left), Bounds(right)) is var (a, b)
        && op switch
        {
            "<" => a.Max < b.Min,
            "<=" => a.Max <= b.Min,
            ">" => a.Min > b.Max,
            ">=" => a.Min >= b.Max,
            "!=" => a.Max < b.Min || a.Min > b.Max,
            _ => false,
        };

    // NaN, which stands in no order to anything, is a bound that is not known.
    private (double Min, double Max) Bounds(GuardNode node) => node switch
    {
        GuardNode.Integer { Value: var value } => (value, value),
        GuardNode.Float { Value: var value } => (value, value),
        GuardNode.Size { Target: var target, Dimension: var dim } when input(target)?.Type is TensorType type =>
            shapes.BoundsOf(type.Shape[dim]) is var range ? (range.Min ?? 0, Math.Min(range.Max ?? LargestSize, LargestSize)) : default,
        GuardNode.Call { FunctionName: "torch.sym_float" or "float", Arguments: [var inner] } => Bounds(inner),
        GuardNode.Binary { Left: var a, Right: var b, Operator: var op } => Bounds(op, Bounds(a), Bounds(b)),
        _ => (double.NaN, double.NaN),
    };

    private static (double Min, double Max) Bounds(string op, (double Min, double Max) a, (double Min, double Max) b) => op switch
    {
        "+" => (a.Min + b.Min, a.Max + b.Max),
        "-" => (a.Min - b.Max, a.Max - b.Min),
        "*" when a.Min >= 0 && b.Min >= 0 => (a.Min * b.Min, a.Max * b.Max),
        "*" when a.Min == a.Max && a.Min <= 0 => (a.Min * b.Max, a.Min * b.Min),
        "/" when a.Min >= 0 && b.Min > 0 => (a.Min / b.Max, a.Max / b.Min),
        "//" when b.Min == b.Max && b.Min > 0 => (Math.Floor(a.Min / b.Min), Math.Floor(a.Max / b.Min)),
        "**" when a.Min >= 0 && b.Min == b.Max && b.Min > 0 => (Math.Pow(a.Min, b.Min), Math.Pow(a.Max, b.Min)),
        _ => (double.NaN, double.NaN),
    };
}
