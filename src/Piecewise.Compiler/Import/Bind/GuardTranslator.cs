using Piecewise.Graphs;

namespace Piecewise.Compiler.Import;

/// <summary>Turns the file's guards into facts over the symbols, by way of the sizes of the inputs. Nothing is ever evaluated as code.</summary>
internal sealed class GuardTranslator(IReadOnlyDictionary<string, TensorType> inputs)
{
    /// <summary>The guard as a condition, or null where it says something that has no form in our algebra.</summary>
    public SymBool? Translate(GuardNode node) => node switch
    {
        GuardNode.Boolean { Value: var value } => value ? SymBool.True : SymBool.False,
        GuardNode.Not { Operand: var operand } => Translate(operand) is { } inner ? SymBool.Not(inner) : null,
        GuardNode.Every { Operands: var all } => All(all) is { } parts ? SymBool.And(parts) : null,
        GuardNode.Any { Operands: var any } => All(any) is { } parts ? SymBool.Or(parts) : null,
        GuardNode.Comparison { Left: var left, Right: var right, Operator: var comparison }
            when Int(left) is { } x && Int(right) is { } y => comparison switch
            {
                "==" => SymBool.Eq(x, y),
                "!=" => SymBool.Ne(x, y),
                "<" => SymBool.Lt(x, y),
                "<=" => SymBool.Le(x, y),
                ">" => SymBool.Gt(x, y),
                ">=" => SymBool.Ge(x, y),
                _ => null,
            },
        _ => null,
    };

    private List<SymBool>? All(IEnumerable<GuardNode> operands)
    {
        var result = new List<SymBool>();
        foreach (var operand in operands)
        {
            if (Translate(operand) is not { } part)
            {
                return null;
            }
            result.Add(part);
        }
        return result;
    }

    private SymInt? Int(GuardNode node) => node switch
    {
        GuardNode.Integer { Value: var value } => value,
        GuardNode.Size { InputName: { } name, Dimension: var dim } when inputs.TryGetValue(name, out var type) && dim < type.Rank => type.Shape[dim],
        GuardNode.Negate { Operand: var operand } => Int(operand) is { } x ? -x : null,
        GuardNode.Binary { Left: var left, Right: var right, Operator: var op } when Int(left) is { } x && Int(right) is { } y => op switch
        {
            "+" => x + y,
            "-" => x - y,
            "*" => x * y,
            "//" => SymInt.FloorDiv(x, y),
            "%" => SymInt.Mod(x, y),
            "**" when y.TryGetConstant(out var power) && power is >= 0 and <= 16 => SymInt.Pow(x, (int)power),
            _ => null,
        },
        GuardNode.Call { FunctionName: "torch.sym_min" or "min", Arguments: [var a, var b] } when Int(a) is { } x && Int(b) is { } y => SymInt.Min(x, y),
        GuardNode.Call { FunctionName: "torch.sym_max" or "max", Arguments: [var a, var b] } when Int(a) is { } x && Int(b) is { } y => SymInt.Max(x, y),
        _ => null,
    };
}
