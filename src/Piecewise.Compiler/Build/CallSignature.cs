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
        while ((sizes.Find(s => s.Size.IsSymbol && !known.ContainsKey(s.Size.SymbolName)) is { Size: not null } plain ? plain : sizes.Find(s => Linear(s.Size) is not null)) is { Size: not null } size)
        {
            var (symbol, zero, step) = Linear(size.Size)!.Value;
            var (zeroRow, stepRow) = (table.Row(zero), table.Row(step));
            known.Add(symbol, (symbols.Count, bindings.Count + 1));
            bindings.Add(new SymbolBinding(symbols.Count, size.Input, size.Dim, zeroRow, stepRow));
            symbols.Add(symbol);
        }
        SymBool[] facts = [.. program.Graph.Shapes.Facts.Where(f => f.Symbols.All(known.ContainsKey) && f != SymBool.True)];
        ImmutableArray<ProgramInput> described = [.. inputs.Select(i => Describe(i, table))];
        var text = new ConditionText(program.Graph.Shapes, inputs);
        ImmutableArray<SizeCondition> conditions =
        [
            .. facts.Select(f => (Fact: f, Symbols: f.Symbols.Select(s => known[s].Number).Order().ToImmutableArray())).OrderBy(f => f.Symbols.FirstOrDefault())
                .Select(f => new SizeCondition(table.Row(f.Fact), text.Of(f.Fact), f.Symbols)),
        ];
        return (bindings.ToImmutable(), new ProgramGuards(table.Build(), [], conditions), described);
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
