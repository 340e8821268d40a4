using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Serialization;
using Piecewise.Tensors;

namespace Piecewise.Runtime;

/// <summary>What a compiled program is, besides its code and its weights: a value, stored as JSON in its artifact.</summary>
/// <param name="Name">Of the program, for messages.</param>
/// <param name="Symbols">Names of the dynamic sizes.</param>
/// <param name="DispatchSymbol">Number of the symbol that calls are dispatched by; -1 where there is one entry for all.</param>
/// <param name="Inputs">What a call takes, in order.</param>
/// <param name="State">Weights, buffers and constants.</param>
/// <param name="Bindings">How inputs give symbols, in order.</param>
/// <param name="Guards">What must hold of the symbols.</param>
/// <param name="Entries">One per compiled version.</param>
internal sealed record ProgramManifest(
    string Name,
    ImmutableArray<string> Symbols,
    int DispatchSymbol,
    ImmutableArray<ProgramInput> Inputs,
    ImmutableArray<ProgramState> State,
    ImmutableArray<SymbolBinding> Bindings,
    ProgramGuards Guards,
    ImmutableArray<EntryManifest> Entries)
{
    /// <summary>Numbers and texts that calls return as they were exported.</summary>
    public ImmutableArray<CallValue> Literals { get; init; } = [];

    /// <summary>Arguments that were fixed when the program was exported, which a call by name may repeat.</summary>
    public ImmutableArray<FixedInput> FixedInputs { get; init; } = [];

    /// <summary>What the results of a call are called, in order.</summary>
    public ImmutableArray<string> OutputNames { get; init; } = [];

    /// <summary>The layer's number of each attention that is left to the host.</summary>
    public ImmutableArray<long> AttentionLayers { get; init; } = [];
}

/// <summary>An argument whose only value is part of the program.</summary>
/// <param name="Name">Unique, among the inputs too.</param>
/// <param name="Value">The value.</param>
/// <param name="Place">Its place in the signature, where inputs and fixed arguments stand together.</param>
internal sealed record FixedInput(string Name, CallValue Value, int Place);

/// <summary>What an input is.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<InputForm>))]
public enum InputForm : byte
{
    Tensor,
    Int,

    /// <summary>A float or a bool that no size depends on.</summary>
    Number,
}

/// <summary>An input of a program.</summary>
/// <param name="Name">Unique.</param>
/// <param name="Form">What it is.</param>
/// <param name="DType">Of the elements; of a number, what it is held as.</param>
/// <param name="Shape">Rows of <see cref="ProgramGuards.Table"/>; for an int, the one row of its value.</param>
/// <param name="Strides">Rows too. A tensor of other strides is copied first.</param>
/// <param name="IsWritten">Whether a call changes it.</param>
/// <param name="Text">Its type, for messages.</param>
/// <param name="Sizes">What is in <paramref name="Shape"/> as the program writes it, for messages.</param>
public sealed record ProgramInput(
    string Name, InputForm Form, DType DType, ImmutableArray<int> Shape, ImmutableArray<int> Strides, bool IsWritten, string Text,
    ImmutableArray<string> Sizes)
{
    /// <summary>Whether a value is of this input's kind, whatever its sizes.</summary>
    internal bool Takes(in CallValue value) => Form switch
    {
        InputForm.Tensor => value.Tensor is { } tensor && tensor.DType == DType && tensor.Rank == Shape.Length,
        InputForm.Int => value.Kind is CallValue.Kinds.Int or CallValue.Kinds.Bool,
        _ => value.Kind is CallValue.Kinds.Int or CallValue.Kinds.Bool or CallValue.Kinds.Float,
    };
}

/// <summary>A tensor that belongs to the program.</summary>
/// <param name="Name">Unique.</param>
/// <param name="DType">Of its elements.</param>
/// <param name="Shape">In elements.</param>
/// <param name="Strides">In elements.</param>
/// <param name="IsWritten">Whether calls change it: each session has its own then.</param>
/// <param name="Record">The record of the model's file that holds it; null for a constant, which lies in a file of its own.</param>
/// <param name="Offset">Elements before its first one in the record, or bytes before it in the file of constants.</param>
internal sealed record ProgramState(string Name, DType DType, ImmutableArray<long> Shape, ImmutableArray<long> Strides, bool IsWritten,
    string? Record = null, long Offset = 0);

/// <summary>A symbol's value: <c>(size - Zero) / Step</c>.</summary>
/// <param name="Symbol">Which.</param>
/// <param name="Input">Of which input.</param>
/// <param name="Dim">The size of that dim; -1: the value of an int.</param>
/// <param name="Zero">Row, of symbols bound before.</param>
/// <param name="Step">Row.</param>
internal sealed record SymbolBinding(int Symbol, int Input, int Dim, int Zero, int Step);

/// <summary>What must hold of a call's sizes.</summary>
/// <param name="Table">The sizes of inputs, and conditions.</param>
/// <param name="Ranges">By symbol, both ends included.</param>
/// <param name="Conditions">What must hold of them together, in the order of the inputs.</param>
internal sealed record ProgramGuards(SizeTable Table, ImmutableArray<SymbolRange> Ranges, ImmutableArray<SizeCondition> Conditions);

/// <summary>Something that must hold of sizes.</summary>
/// <param name="Row">1 where it holds.</param>
/// <param name="Text">What must hold and who needs it, for messages.</param>
/// <param name="Symbols">The symbols in it, whose values a message gives.</param>
internal sealed record SizeCondition(int Row, string Text, ImmutableArray<int> Symbols)
{
    /// <summary>What to say where it does not hold.</summary>
    internal string Problem(ImmutableArray<string> names, ReadOnlySpan<long> values)
    {
        var given = new string[Symbols.Length];
        for (var i = 0; i < given.Length; i++)
        {
            given[i] = string.Create(CultureInfo.InvariantCulture, $"{names[Symbols[i]]} = {values[Symbols[i]]}");
        }
        return $"{Text}; here {string.Join(", ", given)}.";
    }
}

/// <summary>The values that a program was exported for.</summary>
internal readonly record struct SymbolRange(long Min, long Max);

/// <summary>One compiled version of the program.</summary>
/// <param name="Start">The first size that it serves.</param>
/// <param name="End">The last one.</param>
/// <param name="Table">All numbers that it needs.</param>
/// <param name="Buffers">Memory of a call, in one arena.</param>
/// <param name="LooseCount">How many tensors and numbers are made by interpreted steps.</param>
/// <param name="Steps">In order.</param>
/// <param name="Outputs">What a call returns.</param>
/// <param name="Mutations">What a call stores in inputs and buffers when all steps are done.</param>
/// <param name="Conditions">What must hold of the numbers: of those that inputs determine before anything runs, of others as soon as they
/// are known.</param>
internal sealed record EntryManifest(
    long Start, long End, SizeTable Table, ImmutableArray<BufferManifest> Buffers, int LooseCount, ImmutableArray<StepManifest> Steps,
    ImmutableArray<ValuePlace> Outputs, ImmutableArray<MutationManifest> Mutations, ImmutableArray<SizeCondition> Conditions)
{
    /// <summary>
    /// Where the buffers lie in a call of such sizes; ids are numbers of <see cref="Buffers"/>. Those whose size only a step determines are
    /// missing.
    /// </summary>
    /// <param name="symbols">The value of each of the program's symbols.</param>
    /// <exception cref="ArithmeticException">No call can be of these sizes.</exception>
    public MemoryPlan PlanMemory(ReadOnlySpan<long> symbols)
    {
        var rows = new long[Table.Rows.Length];
        Table.Evaluate(0, symbols, rows);
        return PlanMemory(buffer => rows[Buffers[buffer].Bytes]);
    }

    internal MemoryPlan PlanMemory(Func<int, long> lengthOf)
    {
        var isShown = ShownBuffers();
        var (hidden, shown) = (PlanPart(false), PlanPart(true));
        var border = hidden.ArenaLength;
        return hidden with
        {
            Buffers =
            [
                .. hidden.Buffers.Concat(shown.Buffers.Select(b => b with { Offset = b.Offset + border })).OrderBy(b => b.Request.Id),
            ],
        };

        MemoryPlan PlanPart(bool ofShown) => MemoryPlanner.Plan(
        [
            .. Enumerable.Range(0, Buffers.Length).Where(i => isShown[i] == ofShown && Table.Rows[Buffers[i].Bytes].Stage == 0)
                .Select(i => new BufferRequest(i, lengthOf(i), Buffers[i].First, Buffers[i].Last)),
        ]);
    }

    /// <summary>
    /// By buffer: whether anyone but generated code gets to see it: in results, as attention or the interpreter. These lie after the
    /// others.
    /// </summary>
    internal bool[] ShownBuffers()
    {
        var isShown = new bool[Buffers.Length];
        foreach (var place in Outputs.Concat(Steps.Where(s => s.Kind != StepKind.Code).SelectMany(s => s.Arguments.Concat(s.Results))))
        {
            if (place.Kind == PlaceKind.Buffer)
            {
                isShown[place.Index] = true;
            }
        }
        return isShown;
    }

    /// <summary>Bytes of a plan in front of the buffers that are shown.</summary>
    internal static long BorderOf(MemoryPlan plan, bool[] isShown) =>
        MemoryPlan.Aligned(plan.Buffers.Where(b => !isShown[b.Request.Id]).Select(b => b.End).DefaultIfEmpty().Max());
}

/// <summary>Memory for the steps from <paramref name="First"/> to <paramref name="Last"/>, both included.</summary>
/// <param name="Bytes">Row.</param>
/// <param name="First">The step that writes it.</param>
/// <param name="Last">The last one that reads it; <see cref="int.MaxValue"/> where the call's results are in it.</param>
/// <param name="Name">What is in it, for people.</param>
internal sealed record BufferManifest(int Bytes, int First, int Last, string Name);

/// <summary>Whose memory a tensor lies in.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<PlaceKind>))]
internal enum PlaceKind : byte
{
    Input,
    State,
    Buffer,

    /// <summary>A tensor that an interpreted step made.</summary>
    Loose,

    /// <summary>A float or a bool that a call brought, or anything that an interpreted step made and that is passed on as it is.</summary>
    Number,

    /// <summary>No memory: an int, in a row.</summary>
    Int,

    /// <summary>Nothing.</summary>
    None,

    /// <summary>No memory: one of <see cref="ProgramManifest.Literals"/>.</summary>
    Literal,
}

/// <summary>A tensor in memory, or an int.</summary>
/// <param name="Kind">Whose memory.</param>
/// <param name="Index">Which input, state, buffer, loose value or literal.</param>
/// <param name="Offset">Row: bytes from its beginning to the first element. For an int: its row.</param>
/// <param name="DType">Of the elements.</param>
/// <param name="Shape">Rows.</param>
/// <param name="Strides">Rows, in elements.</param>
internal sealed record ValuePlace(
    PlaceKind Kind, int Index, int Offset, DType DType, ImmutableArray<int> Shape, ImmutableArray<int> Strides);

/// <summary>What a step is.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<StepKind>))]
internal enum StepKind : byte
{
    /// <summary>Generated code.</summary>
    Code,

    /// <summary>A graph that the interpreter runs.</summary>
    Interpreted,

    /// <summary>The host's attention (<see cref="IAttentionHost"/>).</summary>
    Attention,
}

/// <summary>One step of an entry.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Number">Of the code, or of the interpreted graph; of the layer for attention.</param>
/// <param name="Arguments">
/// Code: a place for each pointer, inputs then results. Interpreted: a place for each input. Attention: query, key, value, sinks or none,
/// result.
/// </param>
/// <param name="Sizes">Code: a row for each symbol.</param>
/// <param name="Scratch">Code: the buffer of temporaries; -1 for none.</param>
/// <param name="Results">Interpreted: where each result goes.</param>
/// <param name="NewSymbols">Interpreted: symbols that only its results determine.</param>
/// <param name="Attention">For attention.</param>
/// <param name="Name">For people.</param>
internal sealed record StepManifest(
    StepKind Kind, int Number, ImmutableArray<ValuePlace> Arguments, ImmutableArray<int> Sizes, int Scratch,
    ImmutableArray<ValuePlace> Results,
    ImmutableArray<ResultSymbol> NewSymbols, AttentionRules? Attention, string Name);

/// <summary>A symbol that an interpreted step's result determines.</summary>
/// <param name="Symbol">Which.</param>
/// <param name="Result">Of which result.</param>
/// <param name="Dim">The size of that dim; -1: its value.</param>
internal sealed record ResultSymbol(int Symbol, int Result, int Dim);

/// <summary>A new value for an input or a buffer.</summary>
/// <param name="Value">What it becomes.</param>
/// <param name="Target">Where it is stored; all of it.</param>
internal sealed record MutationManifest(ValuePlace Value, ValuePlace Target);
