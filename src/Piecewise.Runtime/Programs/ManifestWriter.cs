using System.Collections.Immutable;
using System.Text;

namespace Piecewise.Runtime;

/// <summary>
/// Writes a <see cref="ProgramManifest"/> as bytes: numbers of variable length, in the order of the records' members. docs/cache.md.
/// </summary>
internal sealed class ManifestWriter : IDisposable
{
    /// <summary>Begins the bytes; changes with the format.</summary>
    internal const string Magic = "piecewise program 4";

    private readonly MemoryStream stream = new();
    private readonly BinaryWriter writer;

    private ManifestWriter() => writer = new BinaryWriter(stream, Encoding.UTF8);

    public static byte[] Write(ProgramManifest manifest)
    {
        using var writer = new ManifestWriter();
        writer.Program(manifest);
        writer.writer.Flush();
        return writer.stream.ToArray();
    }

    public void Dispose() => writer.Dispose();

    private void Program(ProgramManifest manifest)
    {
        writer.Write(Magic);
        writer.Write(manifest.Name);
        All(manifest.Symbols, writer.Write);
        Number(manifest.DispatchSymbol);
        All(manifest.Inputs, Input);
        All(manifest.State, State);
        All(manifest.Bindings, b => Numbers([b.Symbol, b.Input, b.Dim, b.Zero, b.Step]));
        Table(manifest.Guards.Table);
        All(manifest.Guards.Ranges, r => Numbers([r.Min, r.Max]));
        All(manifest.Guards.Conditions, Condition);
        All(manifest.Entries, Entry);
        All(manifest.Literals, Literal);
        All(manifest.FixedInputs, f =>
        {
            writer.Write(f.Name);
            Literal(f.Value);
            Number(f.Place);
        });
        All(manifest.AttentionLayers, Number);
        All(manifest.OutputNames, writer.Write);
    }

    private void Literal(CallValue literal)
    {
        Numbers([(long)literal.Kind, literal.Int]);
        writer.Write(literal.Kind == CallValue.Kinds.Float ? literal.Float : 0);
        writer.Write(literal.Text ?? "");
    }

    private void Input(ProgramInput input)
    {
        writer.Write(input.Name);
        Numbers([(long)input.Form, (long)input.DType]);
        Rows(input.Shape);
        Rows(input.Strides);
        writer.Write(input.IsWritten);
        writer.Write(input.Text);
        All(input.Sizes, writer.Write);
    }

    private void State(ProgramState state)
    {
        writer.Write(state.Name);
        Number((long)state.DType);
        All(state.Shape, Number);
        All(state.Strides, Number);
        writer.Write(state.IsWritten);
        writer.Write(state.Record is not null);
        writer.Write(state.Record ?? "");
        Number(state.Offset);
    }

    private void Entry(EntryManifest entry)
    {
        Numbers([entry.Start, entry.End]);
        Table(entry.Table);
        All(entry.Buffers, b =>
        {
            Numbers([b.Bytes, b.First, b.Last]);
            writer.Write(b.Name);
        });
        Number(entry.LooseCount);
        All(entry.Steps, Step);
        All(entry.Outputs, Place);
        All(entry.Mutations, m =>
        {
            Place(m.Value);
            Place(m.Target);
        });
        All(entry.Conditions, Condition);
    }

    private void Condition(SizeCondition condition)
    {
        Number(condition.Row);
        writer.Write(condition.Text);
        Rows(condition.Symbols);
    }

    private void Step(StepManifest step)
    {
        Numbers([(long)step.Kind, step.Number]);
        All(step.Arguments, Place);
        Rows(step.Sizes);
        Number(step.Scratch);
        All(step.Results, Place);
        All(step.NewSymbols, s => Numbers([s.Symbol, s.Result, s.Dim]));
        writer.Write(step.Attention is not null);
        step.Attention?.Write(writer);
        writer.Write(step.Name);
    }

    private void Place(ValuePlace place)
    {
        Numbers([(long)place.Kind, place.Index, place.Offset, (long)place.DType]);
        Rows(place.Shape);
        Rows(place.Strides);
    }

    private void Table(SizeTable table) => All(table.Rows, r => Numbers([(long)r.Rule, r.Left, r.Right, r.Stage]));

    private void Rows(ImmutableArray<int> rows)
    {
        Number(rows.Length);
        foreach (var row in rows)
        {
            Number(row);
        }
    }

    private void Numbers(ReadOnlySpan<long> numbers)
    {
        foreach (var number in numbers)
        {
            Number(number);
        }
    }

    private void Number(long number) => writer.Write7BitEncodedInt64((number << 1) ^ (number >> 63));

    private void All<T>(ImmutableArray<T> items, Action<T> write)
    {
        Number(items.Length);
        foreach (var item in items)
        {
            write(item);
        }
    }
}
