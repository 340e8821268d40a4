using System.Collections.Immutable;
using System.Globalization;
using Piecewise.Compiler.Schedule;
using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Compiler.LoopIr;

/// <summary>
/// Makes the values of a kernel from the expressions of its members: equal ones are one, and casts of literals are literals.
/// </summary>
/// <param name="accesses">All memory that is touched.</param>
/// <param name="indices">By dim: where an element stands in it.</param>
internal sealed class ValueBuilder(ImmutableArray<KernelAccess> accesses, IReadOnlyDictionary<int, LoopVariable> indices)
{
    private readonly Dictionary<string, KernelValue> known = new(StringComparer.Ordinal);
    private readonly Dictionary<KernelValue, int> numbers = [];

    /// <param name="expression">What to compute.</param>
    /// <param name="operand">The value of an operand of the form.</param>
    public KernelValue Of(ScalarExpression expression, Func<int, KernelValue> operand)
    {
        switch (expression)
        {
            case ScalarOperand o:
                return operand(o.Index);
            case ScalarNumber n:
                return Literal(n.Value, n.DType);
            case ScalarInteger i:
                return Size(i.Value);
            case ScalarSize s:
                return Size(s.Value);
            case ScalarIndex i:
                return Keep($"index {i.Dim}", () => new KernelValue
                {
                    Kind = ValueKind.Index,
                    DType = DType.I64,
                    Index = indices[i.Dim],
                    IsRow = indices[i.Dim].IsRow,
                    Level = 0,
                    Name = $"index_{i.Dim}",
                });
            case ScalarCast c:
                return Cast(Of(c.Value, operand), c.DType);
            case ScalarReduction r:
                if (!FormRules.IsReduced(r.DType))
                {
                    throw new ScheduleException($"{r.DType.TextName()} is reduced, which is no reduction of loop forms.");
                }
                var body = Of(r.Body, operand);
                return Keep($"reduce {r.Reduction} {numbers[body]}", () => new KernelValue
                {
                    Kind = ValueKind.Reduction,
                    DType = r.DType,
                    Operands = [body],
                    Reduction = r.Reduction,
                    IsRow = true,
                    Level = body.Level + 1,
                });
            case ScalarCall c:
                return Call(c.Function, [.. c.Operands.Select(x => Of(x, operand))], c.DType);
            default:
                throw new ScheduleException($"{expression.GetType().Name} is no expression of a loop form.");
        }
    }

    /// <param name="access">What is loaded.</param>
    /// <param name="name">The name of the tensor.</param>
    public KernelValue Load(KernelAccess access, string name) => Keep($"load {accesses.IndexOf(access)}", () => new KernelValue
    {
        Kind = ValueKind.Load,
        DType = access.DType,
        Access = access,
        IsRow = access.IsRow,
        Level = 0,
        Name = name,
    });

    private KernelValue Literal(double value, DType dtype)
    {
        value = dtype.IsFloat() ? dtype.Rounded(value) : value;
        var bits = BitConverter.DoubleToInt64Bits(value);
        return Keep(string.Create(CultureInfo.InvariantCulture, $"number {bits} {dtype}"), () => new KernelValue
        {
            Kind = ValueKind.Number,
            DType = dtype,
            Number = value,
            IsRow = true,
            Level = 0,
        });
    }

    private KernelValue Size(SymInt size) =>
        Keep($"size {size}", () => new KernelValue { Kind = ValueKind.Size, DType = DType.I64, Size = size, IsRow = true, Level = 0 });

    private KernelValue Cast(KernelValue value, DType dtype)
    {
        if (value.DType == dtype)
        {
            return value;
        }
        // A truth value that was a number in between.
        if (dtype == DType.Bool && value.Kind == ValueKind.Cast && value.Operands[0].DType == DType.Bool)
        {
            return value.Operands[0];
        }
        var toFloat = dtype.IsFloat();
        if (value.Kind == ValueKind.Number && toFloat && value.DType.IsFloat())
        {
            return Literal(value.Number, dtype);
        }
        if (value.Kind == ValueKind.Size && value.Size!.TryGetConstant(out var constant) && (toFloat || dtype == DType.Bool))
        {
            // An integer becomes a float in one step, not by way of a double.
            return Literal(dtype switch { DType.Bool => constant != 0 ? 1 : 0, DType.F64 => constant, _ => (float)constant }, dtype);
        }
        return Keep($"cast {numbers[value]} {dtype}", () => new KernelValue
        {
            Kind = ValueKind.Cast,
            DType = dtype,
            Operands = [value],
            IsRow = value.IsRow,
            Level = value.Level,
            IsExpensive = value.IsExpensive,
        });
    }

    private KernelValue Call(ScalarFunction function, ImmutableArray<KernelValue> operands, DType dtype) => Known(function, operands) ??
        Keep($"{function} {string.Join(' ', operands.Select(o => numbers[o]))}", () => new KernelValue
        {
            Kind = ValueKind.Call,
            DType = dtype,
            Function = Defined(function, operands[^1].DType),
            Operands = operands,
            IsRow = operands.All(o => o.IsRow),
            Level = operands.Max(o => o.Level),
            IsExpensive = function is ScalarFunction.Divide or ScalarFunction.Sqrt or (>= ScalarFunction.Exp and <= ScalarFunction.Tanh)
                or (>= ScalarFunction.FloorDivide and <= ScalarFunction.Power)
                || operands.Any(o => o.IsExpensive) || operands.Count(o => !o.IsRow) > 1,
        });

    private static ScalarFunction Defined(ScalarFunction function, DType dtype) => FormRules.IsFunctionOf(function, dtype)
        ? function
        : throw new ScheduleException($"{function} of {dtype.TextName()} is no function of loop forms.");

    // What needs no computation: comparisons of a value with itself, which only NaN decides, and choices between equals.
    private KernelValue? Known(ScalarFunction function, ImmutableArray<KernelValue> x)
    {
        if (function == ScalarFunction.Select)
        {
            return x[1] == x[2] ? x[1] : null;
        }
        if (x.Length < 2 || x[0] != x[1] || function is < ScalarFunction.Equal or > ScalarFunction.GreaterOrEqual)
        {
            return null;
        }
        var holds = function is ScalarFunction.Equal or ScalarFunction.LessOrEqual or ScalarFunction.GreaterOrEqual;
        return !x[0].DType.IsFloat() || function is ScalarFunction.Less or ScalarFunction.Greater ? Literal(holds ? 1 : 0, DType.Bool)
            : holds ? Call(ScalarFunction.Not, [Call(ScalarFunction.NotEqual, x, DType.Bool)], DType.Bool)
            : null;
    }

    private KernelValue Keep(string key, Func<KernelValue> make)
    {
        if (!known.TryGetValue(key, out var value))
        {
            known.Add(key, value = make());
            numbers.Add(value, numbers.Count);
        }
        return value;
    }
}
