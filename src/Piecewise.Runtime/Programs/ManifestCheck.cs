using System.Collections.Immutable;
using Piecewise.Tensors;

namespace Piecewise.Runtime;

/// <summary>
/// Checks every number of a program's description that is an index of something, once, when it is read: whoever wrote it, a call then finds what it looks
/// up, and finds it computed before it is used.
/// </summary>
internal sealed class ManifestCheck
{
    private readonly ProgramManifest manifest;

    private ManifestCheck(ProgramManifest manifest) => this.manifest = manifest;

    /// <exception cref="InvalidDataException">Something is not there.</exception>
    public static void Run(ProgramManifest manifest) => new ManifestCheck(manifest).Run();

    private void Run()
    {
        Require(manifest.DispatchSymbol >= -1 && manifest.DispatchSymbol < manifest.Symbols.Length, "the symbol of its dispatch");
        Signature();
        foreach (var state in manifest.State)
        {
            Require(Enum.IsDefined(state.DType) && state.Shape.Length == state.Strides.Length && state.Offset >= 0
                && state.Shape.All(s => s >= 0) && state.Strides.All(s => s >= 0), $"the layout of '{state.Name}'");
        }
        Require(!manifest.Entries.IsEmpty && manifest.Entries.All(e => e.Outputs.Length == manifest.Entries[0].Outputs.Length), "its entries");
        foreach (var entry in manifest.Entries)
        {
            Entry(entry);
        }
    }

    private void Signature()
    {
        var guards = manifest.Guards;
        Table(guards.Table, manifest.Bindings.Length);
        Require(guards.Ranges.Length == manifest.Symbols.Length && guards.Conditions.Length == guards.Texts.Length, "its guards");
        Rows(guards.Conditions, guards.Table, manifest.Bindings.Length, "its guards");
        for (var i = 0; i < manifest.Bindings.Length; i++)
        {
            var binding = manifest.Bindings[i];
            Require(IsIndex(binding.Symbol, manifest.Symbols.Length) && IsIndex(binding.Input, manifest.Inputs.Length), $"binding {i}");
            var input = manifest.Inputs[binding.Input];
            Require(input.Form == InputForm.Tensor ? IsIndex(binding.Dim, input.Shape.Length) : input.Form == InputForm.Int && binding.Dim == -1, $"binding {i}");
            Rows([binding.Zero, binding.Step], guards.Table, i, $"binding {i}");
        }
        foreach (var input in manifest.Inputs)
        {
            Require(Enum.IsDefined(input.Form) && Enum.IsDefined(input.DType) && input.Form switch
            {
                InputForm.Tensor => input.Shape.Length == input.Strides.Length,
                InputForm.Int => input.Shape.Length == 1 && input.Strides.IsEmpty,
                _ => true,
            }, $"the input '{input.Name}'");
            Rows(input.Shape, guards.Table, manifest.Bindings.Length, $"the input '{input.Name}'");
            Rows(input.Strides, guards.Table, manifest.Bindings.Length, $"the input '{input.Name}'");
        }
    }

    private void Entry(EntryManifest entry)
    {
        Require(entry.Start >= 0 && entry.Start <= entry.End && entry.LooseCount >= 0 && entry.LooseCount <= MaxLoose(entry), "an entry");
        Table(entry.Table, entry.Steps.Length);
        foreach (var buffer in entry.Buffers)
        {
            Require(IsIndex(buffer.Bytes, entry.Table.Rows.Length) && buffer.First >= 0 && buffer.First <= buffer.Last, $"the buffer '{buffer.Name}'");
        }
        for (var i = 0; i < entry.Steps.Length; i++)
        {
            Step(entry, entry.Steps[i], i);
        }
        foreach (var output in entry.Outputs)
        {
            Place(output, entry, entry.Steps.Length, "an output");
        }
        foreach (var (value, target) in entry.Mutations)
        {
            Place(value, entry, entry.Steps.Length, "a mutation");
            Place(target, entry, entry.Steps.Length, "a mutation");
            Require(IsTensor(value) && target.Kind is PlaceKind.Input or PlaceKind.State, "a mutation");
        }
    }

    private void Step(EntryManifest entry, StepManifest step, int index)
    {
        var name = $"the step '{step.Name}'";
        Require(Enum.IsDefined(step.Kind) && step.Number >= 0 && step.Scratch >= -1 && step.Scratch < entry.Buffers.Length, name);
        foreach (var argument in step.Arguments)
        {
            Place(argument, entry, index, name);
        }
        Rows(step.Sizes, entry.Table, index, name);
        foreach (var result in step.Results)
        {
            // What an interpreted step makes decides the sizes that its results are stored with.
            Place(result, entry, index + 1, name);
        }
        foreach (var symbol in step.NewSymbols)
        {
            Require(IsIndex(symbol.Symbol, manifest.Symbols.Length) && IsIndex(symbol.Result, step.Results.Length)
                && symbol.Dim >= -1 && (symbol.Dim < 0 || symbol.Dim < step.Results[symbol.Result].Shape.Length), name);
        }
        if (step.Kind == StepKind.Attention)
        {
            Require(step.Attention is not null && step.Arguments is [{ Shape.Length: 3 }, { Shape.Length: 3 }, { Shape.Length: 3 }, _, { Shape.Length: 3 }]
                && step.Arguments.All(a => IsTensor(a) || a.Kind == PlaceKind.None), name);
        }
    }

    private void Place(ValuePlace place, EntryManifest entry, int stage, string what)
    {
        Require(Enum.IsDefined(place.Kind) && place.Shape.Length == place.Strides.Length, what);
        if (place.Kind == PlaceKind.None)
        {
            return;
        }
        Require(place.Kind switch
        {
            PlaceKind.Input => IsIndex(place.Index, manifest.Inputs.Length) && manifest.Inputs[place.Index].Form == InputForm.Tensor,
            PlaceKind.State => IsIndex(place.Index, manifest.State.Length),
            PlaceKind.Buffer => IsIndex(place.Index, entry.Buffers.Length),
            PlaceKind.Loose => IsIndex(place.Index, entry.LooseCount),
            PlaceKind.Number => place.Offset < 0 ? IsIndex(place.Index, manifest.Inputs.Length) : IsIndex(place.Index, entry.LooseCount),
            _ => true,
        }, what);
        if (place.Kind != PlaceKind.Number)
        {
            Require(Enum.IsDefined(place.DType), what);
            Rows([place.Offset], entry.Table, stage, what);
        }
        Rows(place.Shape, entry.Table, stage, what);
        Rows(place.Strides, entry.Table, stage, what);
    }

    // Operands stand before what is made of them, and are known no later.
    private void Table(SizeTable table, int stages)
    {
        var rows = table.Rows.AsSpan();
        for (var i = 0; i < rows.Length; i++)
        {
            var row = rows[i];
            var isKnown = row.Rule switch
            {
                SizeRule.Constant => true,
                SizeRule.Symbol => row.Left >= 0 && row.Left < manifest.Symbols.Length,
                _ => Enum.IsDefined(row.Rule) && row.Left >= 0 && row.Left < i && row.Right >= 0 && row.Right < i
                    && rows[(int)row.Left].Stage <= row.Stage && rows[row.Right].Stage <= row.Stage,
            };
            Require(isKnown && row.Stage >= 0 && row.Stage <= stages, $"size {i}");
        }
    }

    private static void Rows(ImmutableArray<int> rows, SizeTable table, int stage, string what)
    {
        foreach (var row in rows)
        {
            Require(IsIndex(row, table.Rows.Length) && table.Rows[row].Stage <= stage, what);
        }
    }

    private static int MaxLoose(EntryManifest entry) => entry.Steps.Sum(s => s.Results.Length);

    private static bool IsTensor(ValuePlace place) => place.Kind is PlaceKind.Input or PlaceKind.State or PlaceKind.Buffer or PlaceKind.Loose;

    private static bool IsIndex(int index, int count) => index >= 0 && index < count;

    private static void Require(bool holds, string what)
    {
        if (!holds)
        {
            throw new InvalidDataException($"The program's description is damaged: {what} names something that is not there.");
        }
    }
}
