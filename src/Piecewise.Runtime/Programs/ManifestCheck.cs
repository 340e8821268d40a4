using System.Collections.Immutable;
using Piecewise.Tensors;

namespace Piecewise.Runtime;

/// <summary>
/// Whether every number in a manifest that names something names something that is there, and that is computed before it is used: a call
/// then needs no such question. What the generated code believes of its arguments is not asked here; code is trusted as code is.
/// </summary>
internal sealed class ManifestCheck
{
    private readonly ProgramManifest manifest;

    private ManifestCheck(ProgramManifest manifest) => this.manifest = manifest;

    /// <summary>The first thing that is wrong; null where nothing is.</summary>
    public static string? Problem(ProgramManifest manifest)
    {
        try
        {
            new ManifestCheck(manifest).Program();
            return null;
        }
        catch (InvalidDataException e)
        {
            return e.Message;
        }
        catch (Exception e) when (e is NullReferenceException or InvalidOperationException)
        {
            // A list or a record that is missing altogether.
            return "a part of it is missing";
        }
    }

    private void Program()
    {
        var guards = manifest.Guards;
        Table(guards.Table, manifest.Bindings.Length, "the guards");
        Require(manifest.DispatchSymbol >= -1 && manifest.DispatchSymbol < manifest.Symbols.Length, "the dispatch symbol");
        Require(guards.Ranges.Length == manifest.Symbols.Length, "the guards");
        Conditions(guards.Conditions, guards.Table);
        foreach (var input in manifest.Inputs)
        {
            var place = $"the input '{input.Name}'";
            Require(input.Form <= InputForm.Number && input.DType <= DType.C128, place);
            Rows(input.Shape, guards.Table, manifest.Bindings.Length, place);
            Rows(input.Strides, guards.Table, manifest.Bindings.Length, place);
            Require(input.Form != InputForm.Tensor || input.Shape.Length == input.Strides.Length, place);
            Require(input.Form != InputForm.Int || input.Shape.Length == 1, place);
            Require(input.Sizes.Length == input.Shape.Length, place);
        }
        foreach (var state in manifest.State)
        {
            Require(state.DType <= DType.C128 && state.Shape.Length == state.Strides.Length && state.Offset >= 0
                && state.Shape.All(s => s >= 0) && state.Strides.All(s => s >= 0), $"'{state.Name}'");
        }
        for (var i = 0; i < manifest.Bindings.Length; i++)
        {
            var binding = manifest.Bindings[i];
            var fits = In(binding.Symbol, manifest.Symbols.Length) && In(binding.Input, manifest.Inputs.Length)
                && manifest.Inputs[binding.Input] is var source
                && (binding.Dim == -1
                    ? source.Form == InputForm.Int
                    : source.Form == InputForm.Tensor && In(binding.Dim, source.Shape.Length));
            Require(fits, "where a symbol comes from");
            Rows([binding.Zero, binding.Step], guards.Table, i, "where a symbol comes from");
        }
        Require(!manifest.Entries.IsEmpty, "the list of entries");
        foreach (var entry in manifest.Entries)
        {
            Entry(entry);
        }
    }

    private void Entry(EntryManifest entry)
    {
        Table(entry.Table, entry.Steps.Length, "an entry");
        Require(entry.Start >= 0 && entry.Start <= entry.End && entry.Outputs.Length == manifest.Entries[0].Outputs.Length, "an entry");
        foreach (var buffer in entry.Buffers)
        {
            Require(In(buffer.Bytes, entry.Table.Rows.Length) && buffer.First >= 0 && buffer.Last >= buffer.First,
                $"the buffer '{buffer.Name}'");
        }
        var made = 0;
        for (var i = 0; i < entry.Steps.Length; i++)
        {
            Step(entry.Steps[i], i, entry);
            made += entry.Steps[i].Results.Length;
        }
        Require(entry.LooseCount >= 0 && entry.LooseCount <= made, "an entry");
        Conditions(entry.Conditions, entry.Table);
        foreach (var output in entry.Outputs)
        {
            Place(output, entry, entry.Steps.Length, "a result");
        }
        foreach (var (value, target) in entry.Mutations)
        {
            Place(value, entry, entry.Steps.Length, "a new value");
            Place(target, entry, entry.Steps.Length, "the place of a new value");
            Require(IsMemory(value) && IsMemory(target) && value.Shape.Length == target.Shape.Length, "a new value");
        }
    }

    private void Conditions(ImmutableArray<SizeCondition> conditions, SizeTable table)
    {
        foreach (var condition in conditions)
        {
            Require(In(condition.Row, table.Rows.Length) && condition.Symbols.All(s => In(s, manifest.Symbols.Length)), "a condition");
        }
    }

    private void Step(StepManifest step, int index, EntryManifest entry)
    {
        var place = $"the step '{step.Name}'";
        foreach (var argument in step.Arguments)
        {
            Place(argument, entry, index, place);
        }
        foreach (var result in step.Results)
        {
            // What an interpreted step makes decides the sizes that its results are stored with.
            Place(result, entry, index + 1, place);
        }
        Rows(step.Sizes, entry.Table, index, place);
        Require(step.Kind <= StepKind.Attention && step.Number >= 0 && step.Scratch >= -1 && step.Scratch < entry.Buffers.Length, place);
        foreach (var symbol in step.NewSymbols)
        {
            var fits = In(symbol.Symbol, manifest.Symbols.Length) && In(symbol.Result, step.Results.Length)
                && (symbol.Dim == -1 || In(symbol.Dim, step.Results[symbol.Result].Shape.Length));
            Require(fits, place);
        }
        if (step.Kind == StepKind.Attention)
        {
            Require(step.Attention is not null && IsAttention(step.Arguments), place);
        }
    }

    // Query, key, value, sinks or none, result.
    private static bool IsAttention(ImmutableArray<ValuePlace> arguments) => arguments.Length == 5
        && arguments.Where((_, i) => i != 3).All(a => IsMemory(a) && a.Shape.Length == 3 && a.DType == arguments[0].DType)
        && (arguments[3].Kind == PlaceKind.None || (IsMemory(arguments[3]) && arguments[3].Shape.Length == 1));

    private void Place(ValuePlace place, EntryManifest entry, int stage, string what)
    {
        var count = place.Kind switch
        {
            PlaceKind.Input => manifest.Inputs.Length,
            PlaceKind.State => manifest.State.Length,
            PlaceKind.Buffer => entry.Buffers.Length,
            PlaceKind.Loose => entry.LooseCount,
            PlaceKind.Number => place.Offset < 0 ? manifest.Inputs.Length : entry.LooseCount,
            PlaceKind.Literal => manifest.Literals.Length,
            PlaceKind.Int or PlaceKind.None => int.MaxValue,
            _ => 0,
        };
        Require(In(place.Index, count) && place.DType <= DType.C128, what);
        if (IsMemory(place))
        {
            Require(place.Shape.Length == place.Strides.Length, what);
            Rows([place.Offset], entry.Table, stage, what);
            Require(place.Kind != PlaceKind.Input || manifest.Inputs[place.Index].Form == InputForm.Tensor, what);
            Rows(place.Shape, entry.Table, stage, what);
            Rows(place.Strides, entry.Table, stage, what);
        }
        else if (place.Kind == PlaceKind.Int)
        {
            Rows([place.Offset], entry.Table, stage, what);
        }
    }

    // Operands stand before what is made of them, and are known by then.
    private void Table(SizeTable table, int stages, string what)
    {
        for (var i = 0; i < table.Rows.Length; i++)
        {
            var row = table.Rows[i];
            var fits = row.Rule switch
            {
                SizeRule.Constant => true,
                SizeRule.Symbol => row.Left >= 0 && row.Left < manifest.Symbols.Length,
                <= SizeRule.Or => row.Left >= 0 && row.Left < i && In(row.Right, i)
                    && table.Rows[(int)row.Left].Stage <= row.Stage && table.Rows[row.Right].Stage <= row.Stage,
                _ => false,
            };
            Require(fits && row.Stage >= 0 && row.Stage <= stages, $"row {i} of the sizes of {what}");
        }
    }

    private void Rows(ImmutableArray<int> rows, SizeTable table, int stage, string what)
    {
        foreach (var row in rows)
        {
            Require(In(row, table.Rows.Length) && table.Rows[row].Stage <= stage, what);
        }
    }

    private static void Require(bool fits, string what)
    {
        if (!fits)
        {
            throw new InvalidDataException($"{what} names what is not there");
        }
    }

    private static bool In(int index, int count) => (uint)index < (uint)count;

    private static bool IsMemory(ValuePlace place) =>
        place.Kind is PlaceKind.Input or PlaceKind.State or PlaceKind.Buffer or PlaceKind.Loose;
}
