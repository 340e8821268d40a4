using Piecewise.Compiler.Import;
using Piecewise.Graphs;
using Piecewise.Runtime;

namespace Piecewise.Compiler.Execute;

/// <summary>
/// The dynamic size of a program and the entries that serve it: one entry over the whole exported range (R10 where nothing is dynamic).
/// A program with several independent sizes, such as batch and length, is not dispatched: each size is checked against its own range.
/// </summary>
public sealed class ProgramEntries
{
    private ProgramEntries(string? symbol, DispatchTable table)
    {
        Symbol = symbol;
        Table = table;
    }

    /// <summary>The symbol that a call is dispatched by; null where nothing is dispatched.</summary>
    public string? Symbol { get; }

    public DispatchTable Table { get; }

    public static ProgramEntries Of(ExportedProgram program)
    {
        ArgumentNullException.ThrowIfNull(program);
        var symbols = program.Graph.Inputs.Where(i => i.Input!.Kind == InputKind.User)
            .SelectMany(i => i.Type is TensorType t ? t.Shape.SelectMany(s => s.Symbols) : i.Type is SymIntType s ? s.Value.Symbols : [])
            .Distinct().ToArray();
        if (symbols is not [var symbol])
        {
            return new ProgramEntries(null, new DispatchTable([new SizeRange(0, long.MaxValue)]));
        }
        var range = program.Graph.Shapes.BoundsOf(SymInt.Symbol(symbol));
        var start = Math.Max(range.Min ?? 0, 0);
        return new ProgramEntries(symbol, new DispatchTable([new SizeRange(start, Math.Max(range.Max ?? long.MaxValue, start))]));
    }

    /// <summary>The entry for a call with these symbol values.</summary>
    /// <exception cref="SizeOutOfRangeException">No entry holds the size (R7).</exception>
    public SizeRange Find(IReadOnlyDictionary<string, long> symbols)
    {
        ArgumentNullException.ThrowIfNull(symbols);
        return Table.Entries[Symbol is not null && symbols.TryGetValue(Symbol, out var size) ? Table.Find(size) : 0];
    }
}
