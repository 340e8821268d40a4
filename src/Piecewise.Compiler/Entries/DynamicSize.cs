using Piecewise.Graphs;
using Piecewise.Import;
using Piecewise.Runtime;

namespace Piecewise.Compiler.Entries;

/// <summary>The size that a program's calls are dispatched by.</summary>
/// <param name="Symbol">Its symbol; null where nothing is dispatched.</param>
/// <param name="Range">The sizes that the program was exported for.</param>
internal sealed record DynamicSize(string? Symbol, SizeRange Range)
{
    /// <summary>A program that is not dispatched.</summary>
    public static DynamicSize None { get; } = new(null, new SizeRange(0, long.MaxValue));

    /// <summary>The symbols in the sizes of a program's own inputs: what its calls can be dispatched by.</summary>
    public static IEnumerable<string> Candidates(ExportedProgram program)
    {
        ArgumentNullException.ThrowIfNull(program);
        return program.Graph.Inputs.Where(i => i.Input!.Kind == InputKind.User)
            .SelectMany(i => i.Type is TensorType t ? t.Shape.SelectMany(s => s.Symbols) : i.Type is SymIntType s ? s.Value.Symbols : [])
            .Distinct().Where(s => s != program.ChosenRows);
    }

    /// <summary>
    /// The dynamic size of a program: the only symbol of its inputs, or the one that is asked for. A program with several, such as batch
    /// and length, is not dispatched unless one is named: each size is checked against its own range. A number that may be negative, as an
    /// int that is an input may, is no size.
    /// </summary>
    /// <exception cref="EntryException">The program has no such symbol, or it is no size.</exception>
    public static DynamicSize Of(ExportedProgram program, string? symbol = null)
    {
        ArgumentNullException.ThrowIfNull(program);
        var symbols = Candidates(program).ToArray();
        if (symbol is not null && !symbols.Contains(symbol))
        {
            throw new EntryException(
                "The program has no dynamic "
                + $"size '{symbol}'; {(symbols.Length == 0 ? "all of its sizes are fixed" : $"it has {string.Join(", ", symbols)}")}. "
                + "[R1]");
        }
        var dispatched = symbol ?? (symbols is [var only] ? only : null);
        if (dispatched is null)
        {
            return None;
        }
        var range = program.Graph.Shapes.BoundsOf(SymInt.Symbol(dispatched));
        if (range.Min is not >= 0)
        {
            return symbol is null ? None
                : throw new EntryException(
                    $"'{symbol}' is no dynamic size: the program takes negative numbers for it, those of {range}. "
                    + "Name another symbol, or none. [R1]");
        }
        return new DynamicSize(dispatched, new SizeRange(range.Min.Value, range.Max ?? long.MaxValue));
    }
}
