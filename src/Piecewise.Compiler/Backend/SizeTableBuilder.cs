using System.Collections.Immutable;
using Piecewise.Graphs;
using Piecewise.Runtime;

namespace Piecewise.Compiler.Backend;

/// <summary>Collects the numbers that a program computes from sizes; equal ones share a row.</summary>
/// <param name="symbols">By name: the number of a symbol, and the stage from which on it is known. May grow.</param>
internal sealed class SizeTableBuilder(IReadOnlyDictionary<string, (int Number, int Stage)> symbols) : ISymIntAlgebra<int>
{
    private readonly List<SizeRow> rows = [];
    private readonly Dictionary<(SizeRule, long, int), int> known = [];
    private readonly Dictionary<SymInt, int> sizes = [];

    /// <summary>The row of a size.</summary>
    /// <exception cref="ProgramPlanException">It holds a symbol that nothing determines.</exception>
    public int Row(SymInt size)
    {
        if (!sizes.TryGetValue(size, out var row))
        {
            sizes.Add(size, row = size.Fold(this));
        }
        return row;
    }

    public ImmutableArray<int> Rows(IEnumerable<SymInt> values) => [.. values.Select(Row)];

    /// <summary>The row of a condition: 1 where it holds.</summary>
    public int Row(SymBool condition) => condition.Fold(this, new Conditions(this));

    public SizeTable Build() => new([.. rows]);

    public int Constant(long value) => Add(SizeRule.Constant, value, 0, 0);

    public int Symbol(string name) => symbols.TryGetValue(name, out var symbol)
        ? Add(SizeRule.Symbol, symbol.Number, 0, symbol.Stage)
        : throw new ProgramPlanException($"nothing determines the size {name}");

    public int Add(int left, int right) => Combine(SizeRule.Add, left, right);

    public int Multiply(int left, int right) => Combine(SizeRule.Multiply, left, right);

    public int FloorDiv(int dividend, int divisor) => Combine(SizeRule.FloorDivide, dividend, divisor);

    public int Mod(int dividend, int divisor) => Combine(SizeRule.Modulo, dividend, divisor);

    public int Min(int left, int right) => Combine(SizeRule.Min, left, right);

    public int Max(int left, int right) => Combine(SizeRule.Max, left, right);

    private int Combine(SizeRule rule, int left, int right) => Add(rule, left, right, Math.Max(rows[left].Stage, rows[right].Stage));

    private int Add(SizeRule rule, long left, int right, int stage)
    {
        if (!known.TryGetValue((rule, left, right), out var row))
        {
            known.Add((rule, left, right), row = rows.Count);
            rows.Add(new SizeRow(rule, left, right, stage));
        }
        return row;
    }

    private sealed class Conditions(SizeTableBuilder table) : ISymBoolAlgebra<int>
    {
        public int Constant(bool value) => table.Constant(value ? 1 : 0);

        public int Equal(int left, int right) => table.Combine(SizeRule.Equal, left, right);

        public int NotEqual(int left, int right) => table.Combine(SizeRule.NotEqual, left, right);

        public int LessOrEqual(int left, int right) => table.Combine(SizeRule.LessOrEqual, left, right);

        public int And(int left, int right) => table.Combine(SizeRule.And, left, right);

        public int Or(int left, int right) => table.Combine(SizeRule.Or, left, right);
    }
}
