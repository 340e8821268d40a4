using System.Collections.Immutable;
using Piecewise.Compiler.Backend;
using Piecewise.Graphs;
using Piecewise.Import;
using Piecewise.Runtime;
using Piecewise.Tensors;

namespace Piecewise.Compiler.Build;

/// <summary>What a call of a program takes, how its sizes give the symbols, and what must hold of them.</summary>
/// <param name="program">The program.</param>
/// <param name="inputs">Its user inputs.</param>
/// <param name="symbols">Symbols are appended in the order in which they are bound.</param>
/// <param name="written">Names of inputs that calls change.</param>
internal sealed class CallSignature(ExportedProgram program, Node[] inputs, List<string> symbols, IReadOnlySet<string> written)
{
    private readonly Dictionary<string, (int Number, int Stage)> known = new(StringComparer.Ordinal);

    public (ImmutableArray<SymbolBinding> Bindings, ProgramGuards Guards, ImmutableArray<ProgramInput> Inputs) Build()
    {
        var table = new SizeTableBuilder(known);
        var bindings = ImmutableArray.CreateBuilder<SymbolBinding>();
        foreach (var (symbol, input, dim, zero, step) in InputSymbol.Of(inputs.Select(i => i.Type)))
        {
            var (zeroRow, stepRow) = (table.Row(zero), table.Row(step));
            known.Add(symbol, (symbols.Count, bindings.Count + 1));
            bindings.Add(new SymbolBinding(symbols.Count, input, dim, zeroRow, stepRow));
            symbols.Add(symbol);
        }
        SymBool[] facts = [.. program.Graph.Shapes.Facts.Where(f => f.Symbols.All(known.ContainsKey) && f != SymBool.True)];
        ImmutableArray<ProgramInput> described = [.. inputs.Select(i => Describe(i, table))];
        var text = new ConditionText(inputs);
        ImmutableArray<SizeCondition> conditions =
        [
            .. facts.Select(f => (Fact: f, Symbols: f.Symbols.Select(s => known[s].Number).Order().ToImmutableArray()))
                .OrderBy(f => f.Symbols.FirstOrDefault())
                .Select(f => new SizeCondition(table.Row(f.Fact), text.Of(f.Fact, program.Graph.Shapes), f.Symbols)),
        ];
        return (bindings.ToImmutable(), new ProgramGuards(table.Build(), [], conditions), described);
    }

    private ProgramInput Describe(Node input, SizeTableBuilder table)
    {
        var name = input.Input!.Target;
        return input.Type switch
        {
            TensorType type => new ProgramInput(
                name, InputForm.Tensor, type.DType, table.Rows(type.Shape), table.Rows(type.Strides), written.Contains(name), $"{type}",
                [.. type.Shape.Select(s => s.ToString())]),
            SymIntType { Value: var value } =>
                new ProgramInput(name, InputForm.Int, DType.I64, [table.Row(value)], [], false, $"an int {value}", [$"{value}"]),
            SymBoolType type => new ProgramInput(name, InputForm.Number, DType.Bool, [], [], false, $"{type}", []),
            var type => new ProgramInput(name, InputForm.Number, DType.F64, [], [], false, $"{type}", []),
        };
    }
}
