using System.Collections.Immutable;
using System.Text;
using Piecewise.Tensors;

namespace Piecewise.Runtime;

/// <summary>Reads what <see cref="ManifestWriter"/> writes.</summary>
internal sealed class ManifestReader : IDisposable
{
    private readonly BinaryReader reader;

    public void Dispose() => reader.Dispose();

    private ManifestReader(ReadOnlyMemory<byte> bytes) =>
        reader = new BinaryReader(new MemoryStream(bytes.ToArray(), writable: false), Encoding.UTF8);

    /// <exception cref="InvalidDataException">The bytes are no manifest.</exception>
    public static ProgramManifest Read(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            using var reader = new ManifestReader(bytes);
            var manifest = reader.Program();
            return ManifestCheck.Problem(manifest) is { } problem
                ? throw new InvalidDataException($"The program's description is damaged: {problem}.")
                : manifest;
        }
        catch (Exception e) when (
            e is IOException or FormatException or DecoderFallbackException or ArgumentException or OverflowException)
        {
            throw new InvalidDataException($"The program's description is damaged: {e.Message}", e);
        }
    }

    private ProgramManifest Program()
    {
        if (reader.ReadString() is var magic && magic != ManifestWriter.Magic)
        {
            throw new InvalidDataException($"The program's description begins with '{magic}', not with '{ManifestWriter.Magic}'.");
        }
        return new ProgramManifest(
            reader.ReadString(), All(reader.ReadString), Int(), All(Input), All(State),
            All(() => new SymbolBinding(Int(), Int(), Int(), Int(), Int())),
            new ProgramGuards(Table(), All(() => new SymbolRange(Number(), Number())), All(Condition)), All(Entry))
        {
            Literals = All(Literal),
            FixedInputs = All(() => new FixedInput(reader.ReadString(), Literal(), Int())),
            AttentionLayers = All(Number),
            OutputNames = All(reader.ReadString),
        };
    }

    private CallValue Literal()
    {
        var (kind, integer, number, text) = ((CallValue.Kinds)Number(), Number(), reader.ReadDouble(), reader.ReadString());
        return kind switch
        {
            CallValue.Kinds.None => default,
            CallValue.Kinds.Int => CallValue.FromInt64(integer),
            CallValue.Kinds.Float => CallValue.FromDouble(number),
            CallValue.Kinds.Bool => CallValue.FromBoolean(integer != 0),
            CallValue.Kinds.Text => CallValue.FromText(text),
            _ => throw new InvalidDataException("The program's description is damaged: a literal that is none."),
        };
    }

    private ProgramInput Input() => new(
        reader.ReadString(), (InputForm)Number(), (DType)Number(), Rows(), Rows(), reader.ReadBoolean(), reader.ReadString(),
        All(reader.ReadString));

    private ProgramState State()
    {
        var (name, dtype, shape, strides, isWritten, hasRecord, record) = (reader.ReadString(), (DType)Number(), All(Number), All(Number),
            reader.ReadBoolean(), reader.ReadBoolean(), reader.ReadString());
        return new ProgramState(name, dtype, shape, strides, isWritten, hasRecord ? record : null, Number());
    }

    private EntryManifest Entry() => new(
        Number(), Number(), Table(), All(() => new BufferManifest(Int(), Int(), Int(), reader.ReadString())), Int(), All(Step), All(Place),
        All(() => new MutationManifest(Place(), Place())), All(Condition));

    private SizeCondition Condition() => new(Int(), reader.ReadString(), Rows());

    private StepManifest Step() => new(
        (StepKind)Number(), Int(), All(Place), Rows(), Int(), All(Place), All(() => new ResultSymbol(Int(), Int(), Int())),
        reader.ReadBoolean() ? AttentionRules.Read(reader) : null, reader.ReadString());

    private ValuePlace Place() => new((PlaceKind)Number(), Int(), Int(), (DType)Number(), Rows(), Rows());

    private SizeTable Table() => new(All(() => new SizeRow((SizeRule)Number(), Number(), Int(), Int())));

    private ImmutableArray<int> Rows() => All(Int);

    private int Int() => checked((int)Number());

    private long Number()
    {
        var number = (ulong)reader.Read7BitEncodedInt64();
        return (long)(number >> 1) ^ -(long)(number & 1);
    }

    private ImmutableArray<T> All<T>(Func<T> read)
    {
        var count = Int();
        if (count < 0 || count > reader.BaseStream.Length)
        {
            throw new InvalidDataException($"The program's description is damaged: a list of {count} items.");
        }
        // No builder: its methods would be compiled anew for each kind of row, at each start.
        var items = new T[count];
        for (var i = 0; i < count; i++)
        {
            items[i] = read();
        }
        return System.Runtime.InteropServices.ImmutableCollectionsMarshal.AsImmutableArray(items);
    }
}
