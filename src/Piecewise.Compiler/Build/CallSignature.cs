using System.Collections.Immutable;
using Piecewise.Compiler.Import;
using Piecewise.Graphs;
using Piecewise.Runtime;
using Piecewise.Tensors;

namespace Piecewise.Compiler.Build;

/// <summary>What a call of a program takes, how its sizes give the symbols, and what must hold of them.</summary>
/// <param name="program">The program.</param>
/// <param name="inputs">Its user inputs.</param>
/// <param name="symbols">Symbols are appended in the order in which they are bound.</param>
/// <param name="written">Names of inputs that calls change.</param>
/// <param name="allowRepeated">Whether inputs may have been exported as repetitions of one element: code would read one for all.</param>
internal sealed class CallSignature(ExportedProgram program, Node[] inputs, List<string> symbols, IReadOnlySet<string> written, bool allowRepeated)
{
    private readonly Dictionary<string, (int Number, int Stage)> known = new(StringComparer.Ordinal);

    public (ImmutableArray<SymbolBinding> Bindings, ProgramGuards Guards, ImmutableArray<ProgramInput> Inputs) Build()
    {
        var table = new SizeTableBuilder(known);
        var sizes = inputs.SelectMany(Sizes).ToList();
        var bindings = ImmutableArray.CreateBuilder<SymbolBinding>();
        // Plain symbols first, then what derived sizes (2*s0 + 1) give.
        foreach (var plain in sizes.Where(s => s.Size.IsSymbol))
        {
            if (!known.ContainsKey(plain.Size.SymbolName))
            {
                Bind(plain);
            }
        }
        // Of each derived size: the symbols that are not known yet. With one left it may give that one.
        var open = sizes.Select(s => s.Size.Symbols.Count(x => !known.ContainsKey(x))).ToArray();
        var holders = sizes.Index().SelectMany(s => s.Item.Size.Symbols.Where(x => !known.ContainsKey(x)).Select(x => (Symbol: x, s.Index)))
            .ToLookup(s => s.Symbol, s => s.Index, StringComparer.Ordinal);
        var ready = new PriorityQueue<int, int>(open.Index().Where(o => o.Item == 1).Select(o => (o.Index, o.Index)));
        while (ready.TryDequeue(out var next, out _))
        {
            if (open[next] == 1 && Linear(sizes[next].Size) is not null)
            {
                foreach (var holder in holders[Bind(sizes[next])])
                {
                    if (--open[holder] == 1)
                    {
                        ready.Enqueue(holder, holder);
                    }
                }
            }
        }
        SymBool[] facts = [.. program.Graph.Shapes.Facts.Where(f => f.Symbols.All(known.ContainsKey) && f != SymBool.True)];
        ImmutableArray<ProgramInput> described = [.. inputs.Select(i => Describe(i, table))];
        ImmutableArray<int> conditions = [.. facts.Select(table.Row)];
        return (bindings.ToImmutable(), new ProgramGuards(table.Build(), [], conditions, [.. facts.Select(f => f.ToString())]), described);

        string Bind((int Input, int Dim, SymInt Size) size)
        {
            var (symbol, zero, step) = Linear(size.Size)!.Value;
            var (zeroRow, stepRow) = (table.Row(zero), table.Row(step));
            known.Add(symbol, (symbols.Count, bindings.Count + 1));
            bindings.Add(new SymbolBinding(symbols.Count, size.Input, size.Dim, zeroRow, stepRow));
            symbols.Add(symbol);
            return symbol;
        }
    }

    private static IEnumerable<(int Input, int Dim, SymInt Size)> Sizes(Node input, int index) => input.Type switch
    {
        TensorType type => type.Shape.Select((s, d) => (index, d, s)),
        SymIntType { Value: var value } => [(index, -1, value)],
        _ => [],
    };

    // The only symbol that is not known yet, the size where it is 0, and how the size grows with it.
    private (string Symbol, SymInt Zero, SymInt Step)? Linear(SymInt size)
    {
        const long far = 1_000_003;
        if (size.Symbols.Where(s => !known.ContainsKey(s)).Take(2).ToArray() is not [var unknown])
        {
            return null;
        }
        SymInt At(long value) => size.Substitute(new Dictionary<string, SymInt>(StringComparer.Ordinal) { [unknown] = value });
        var zero = At(0);
        var step = At(1) - zero;
        return step != 0 && At(2) - zero == step * 2 && At(far) - zero == step * far ? (unknown, zero, step) : null;
    }

    private ProgramInput Describe(Node input, SizeTableBuilder table)
    {
        var name = input.Input!.Target;
        var text = input.Type is SymIntType { Value: var size } ? $"an int {size}" : input.Type.ToString();
        return input.Type switch
        {
            TensorType type when !allowRepeated && type.Strides.Where((s, d) => s == 0 && type.Shape[d] != 1).Any() =>
                throw new ProgramPlanException($"its input '{name}' was exported with repeated elements"),
            TensorType type => new ProgramInput(name, InputForm.Tensor, type.DType, table.Rows(type.Shape), table.Rows(type.Strides), written.Contains(name), text),
            SymIntType { Value: var value } => new ProgramInput(name, InputForm.Int, DType.I64, [table.Row(value)], [], false, text),
            _ => new ProgramInput(name, InputForm.Number, DType.F64, [], [], false, text),
        };
    }
}
