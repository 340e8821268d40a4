using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Piecewise.Runtime;

/// <summary>How a row of a <see cref="SizeTable"/> is computed.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SizeRule>))]
internal enum SizeRule : byte
{
    /// <summary>The number in <see cref="SizeRow.Left"/>.</summary>
    Constant,

    /// <summary>The symbol of that number; its value comes from a call's inputs, or from a step.</summary>
    Symbol,
    Add,
    Multiply,

    /// <summary>Rounded down.</summary>
    FloorDivide,

    /// <summary>With the divisor's sign.</summary>
    Modulo,
    Min,
    Max,

    /// <summary>1 where true, else 0.</summary>
    Equal,
    NotEqual,
    LessOrEqual,

    /// <summary>Of values that are 1 or 0.</summary>
    And,
    Or,
}

/// <summary>One number that follows from the sizes of a call.</summary>
/// <param name="Rule">How.</param>
/// <param name="Left">The number, the symbol, or the row of the left operand.</param>
/// <param name="Right">The row of the right operand.</param>
/// <param name="Stage">0 where the inputs of a call determine it; else 1 + the step after which it is known.</param>
internal readonly record struct SizeRow(SizeRule Rule, long Left, int Right, int Stage);

/// <summary>
/// All numbers that a program computes from the sizes of a call: shapes, strides, offsets, lengths in bytes, guards. Each is computed once
/// per call, in order; operands stand before what is made of them.
/// </summary>
/// <param name="Rows">The rows.</param>
internal sealed record SizeTable(ImmutableArray<SizeRow> Rows)
{
    // By stage, the rows of it: a call goes through each row once, however many stages there are. Two threads may both make it.
    private int[][]? stages;

    /// <summary>Computes the rows of a stage.</summary>
    /// <param name="stage">Which.</param>
    /// <param name="symbols">Values of the symbols, as far as they are known.</param>
    /// <param name="values">By row; those of earlier stages are there.</param>
    /// <exception cref="OverflowException">A number does not fit 64 bits.</exception>
    /// <exception cref="DivideByZeroException">A size is divided by a size that is 0.</exception>
    public void Evaluate(int stage, ReadOnlySpan<long> symbols, Span<long> values)
    {
        var rows = Rows.AsSpan();
        var all = stages ??= ByStage();
        foreach (var i in stage < all.Length ? all[stage] : [])
        {
            ref readonly var row = ref rows[i];
            values[i] = row.Rule switch
            {
                SizeRule.Constant => row.Left,
                SizeRule.Symbol => symbols[(int)row.Left],
                _ => Apply(row.Rule, values[(int)row.Left], values[row.Right]),
            };
        }
    }

    private int[][] ByStage()
    {
        var lists = new List<int>[1 + Rows.Select(r => r.Stage).DefaultIfEmpty().Max()];
        for (var i = 0; i < Rows.Length; i++)
        {
            (lists[Rows[i].Stage] ??= []).Add(i);
        }
        return [.. lists.Select(l => l?.ToArray() ?? [])];
    }

    internal static long Apply(SizeRule rule, long left, long right) => rule switch
    {
        SizeRule.Add => checked(left + right),
        SizeRule.Multiply => checked(left * right),
        SizeRule.FloorDivide => FloorDivide(left, right),
        SizeRule.Modulo => checked(left - (FloorDivide(left, right) * right)),
        SizeRule.Min => Math.Min(left, right),
        SizeRule.Max => Math.Max(left, right),
        SizeRule.Equal => left == right ? 1 : 0,
        SizeRule.NotEqual => left != right ? 1 : 0,
        SizeRule.LessOrEqual => left <= right ? 1 : 0,
        SizeRule.And => left & right,
        SizeRule.Or => left | right,
        _ => throw new InvalidOperationException($"There is no rule {rule}."),
    };

    private static long FloorDivide(long left, long right)
    {
        var (quotient, rest) = Math.DivRem(left, right);
        return rest != 0 && (rest < 0) != (right < 0) ? quotient - 1 : quotient;
    }

    public bool Equals(SizeTable? other) => other is not null && Rows.AsSpan().SequenceEqual(other.Rows.AsSpan());

    public override int GetHashCode() => Rows.Aggregate(0, HashCode.Combine);
}
