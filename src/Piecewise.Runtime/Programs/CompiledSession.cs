using System.Diagnostics;
using Piecewise.Tensors;
using Piecewise.Tensors.Kernels;

namespace Piecewise.Runtime;

/// <summary>
/// One use of a compiled program: memory for a call, and its own copies of the buffers that calls change. One call at a time; sessions of
/// one program run independently of each other. After the first call of an entry, calls allocate nothing, unless results outgrow those
/// before.
/// </summary>
/// <remarks>
/// Misuse ends in exceptions: a second thread, or a callback of the call itself, meets an <see cref="InvalidOperationException"/>; whoever
/// uses a session that was disposed an <see cref="ObjectDisposedException"/>. Tensors and spans of results stay readable whatever is
/// disposed; what they show is the result only until the session's next call.
/// </remarks>
public sealed unsafe partial class CompiledSession : IDisposable
{
    private readonly CompiledProgram program;
    private readonly SessionOptions options;
    private readonly Workers workers;
    private readonly CallBinding binding;
    private readonly EntryMemory?[] entries;
    private readonly CodeContext context;
    private readonly IInterpretedParts? interpreted;
    private readonly Tensor[] state;
    // What calls change of it.
    private readonly Storage[] writtenState;
    private readonly IAttentionHost attention;
    // By number: results that lay in memory which the call overwrote at its end.
    private readonly Dictionary<int, Tensor> preserved = [];
    private readonly IDisposable[] weights;
    private CallGate gate;
    private int last = -1;

    /// <param name="program">What runs.</param>
    /// <param name="options">How.</param>
    /// <param name="weights">Shares of the files that the program's state lies in; disposed with the session.</param>
    internal CompiledSession(CompiledProgram program, SessionOptions options, IDisposable[] weights)
    {
        workers = (options.Workers ?? Workers.Alone) with { MaxScratch = options.MaxMemory };
        if (workers is not { Team: not null, Grain: > 0 })
        {
            throw new ArgumentException("A session's workers have a team of threads and a grain of at least 1.", nameof(options));
        }
        this.program = program;
        this.options = options;
        this.weights = weights;
        binding = new CallBinding(program.Manifest);
        given = new CallValue[program.Manifest.Inputs.Length];
        own = new Tensor?[given.Length];
        entries = new EntryMemory?[program.Manifest.Entries.Length];
        interpreted = program.CreateInterpreter(options);
        context = new CodeContext(workers, interpreted) { Marks = options.Marks };
        attention = options.Attention ?? new SequenceAttention();
        state = OwnWhereWritten(program);
        writtenState = [.. state.Where((_, i) => program.Manifest.State[i].IsWritten).Select(s => s.Storage).Distinct()];
    }

    /// <summary>The number of outputs.</summary>
    public int OutputCount => program.Manifest.Entries[0].Outputs.Length;

    /// <summary>
    /// The tensor of a name as calls so far have left it; one that calls change shows later ones too. Mapped weights stay mapped as long
    /// as it is there.
    /// </summary>
    /// <exception cref="KeyNotFoundException">The program has none of that name.</exception>
    /// <exception cref="InvalidOperationException">A call is in progress.</exception>
    /// <exception cref="ObjectDisposedException">The session is disposed.</exception>
    public Tensor StateOf(string name)
    {
        gate.BeginRead(this);
        try
        {
            for (var i = 0; i < state.Length; i++)
            {
                if (program.Manifest.State[i].Name == name)
                {
                    state[i].Storage.Lend();
                    return state[i];
                }
            }
            throw new KeyNotFoundException($"The program '{program.Manifest.Name}' has no '{name}'.");
        }
        finally
        {
            EndRead();
        }
    }

    /// <summary>Bytes of memory that this session holds for calls.</summary>
    public long ArenaLength => entries.Sum(e => e?.ArenaLength ?? 0);

    /// <summary>Whether this is a session of a program.</summary>
    internal bool IsOf(CompiledProgram other) => program == other;

    /// <summary>Runs a call. Its results stay in the session's memory until the next one.</summary>
    /// <param name="inputs">In the order of <see cref="ProgramManifest.Inputs"/>; tensors are read in place.</param>
    /// <exception cref="InputException">They do not fit. Nothing has run.</exception>
    /// <exception cref="SizeOutOfRangeException">No entry serves the size (R7). Nothing has run.</exception>
    /// <exception cref="CallFailedException">An operator met a value that it can't take.</exception>
    /// <exception cref="InsufficientMemoryException">A tensor would be larger than any that this process can hold.</exception>
    /// <exception cref="InvalidOperationException">The session is in a call already. Nothing has run.</exception>
    /// <exception cref="ObjectDisposedException">The session, or the threads that it runs on, are disposed.</exception>
    /// <remarks>What a callback throws, as the host's attention, is passed on. The session can be used again after any exception.</remarks>
    public void Run(params ReadOnlySpan<CallValue> inputs)
    {
        gate.BeginCall(this);
        try
        {
            Call(inputs);
        }
        finally
        {
            EndCall();
        }
    }

    /// <summary>Runs a call and copies its results.</summary>
    /// <param name="inputs">
    /// By name. A tensor of one element may stand for a number; arguments that were fixed at export may be repeated.
    /// </param>
    /// <inheritdoc cref="Run(ReadOnlySpan{CallValue})"/>
    public CallResults Run(IReadOnlyDictionary<string, CallValue> inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        return RunAndCopy(NamedInputs.InOrder(program.Manifest, inputs));
    }

    /// <summary>Runs a call and copies its results, before anyone else can use the session.</summary>
    internal CallResults RunAndCopy(ReadOnlySpan<CallValue> inputs)
    {
        gate.BeginCall(this);
        try
        {
            Call(inputs);
            var results = new CallValue[OutputCount];
            for (var i = 0; i < results.Length; i++)
            {
                var value = Result(i);
                results[i] = value.Tensor is { } tensor ? tensor.Clone() : value;
            }
            return new CallResults(results, program.Manifest.OutputNames);
        }
        finally
        {
            EndCall();
        }
    }

    private void Call(ReadOnlySpan<CallValue> inputs)
    {
        last = -1;
        var marks = options.Marks;
        marks?.Begin();
        using var activity = PiecewiseTelemetry.Activities.StartActivity("piecewise.run");
        var started = PiecewiseTelemetry.RunDuration.Enabled ? Stopwatch.GetTimestamp() : 0;
        var (index, memory) = Begin(inputs);
        var entry = program.Manifest.Entries[index];
        binding.KeepApart(memory, writtenState);
        for (var i = 0; i < entry.Steps.Length; i++)
        {
            marks?.Step(i);
            RunStep(entry.Steps[i], i, memory);
        }
        marks?.Step(entry.Steps.Length);
        Store(entry, memory);
        binding.WriteBack();
        marks?.Step(entry.Steps.Length + 1);
        last = index;
        if (started != 0)
        {
            PiecewiseTelemetry.RunDuration.Record(Stopwatch.GetElapsedTime(started).TotalSeconds,
                new KeyValuePair<string, object?>("entry", new SizeRange(entry.Start, entry.End).ToString()));
        }
    }

    /// <summary>
    /// A result of the last call. A tensor is a view of the session's memory, valid until the next call: clone what is to be kept.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such result.</exception>
    /// <exception cref="InvalidOperationException">There was no call that succeeded, or one is in progress.</exception>
    /// <exception cref="ObjectDisposedException">The session is disposed.</exception>
    public CallValue Output(int index)
    {
        gate.BeginRead(this);
        try
        {
            return Result(index);
        }
        finally
        {
            EndRead();
        }
    }

    // Copied out of mapped weights: results can be read as spans, which keep no mapping.
    private CallValue Result(int index)
    {
        var value = Value(index);
        return value.Tensor is { Storage.IsReadOnly: true } mapped ? mapped.Clone() : value;
    }

    private CallValue Value(int index)
    {
        var (place, memory) = OutputPlace(index);
        return place.Kind switch
        {
            _ when preserved.TryGetValue(index, out var kept) => kept,
            PlaceKind.Int => CallValue.FromInt64(memory.Values[place.Offset]),
            PlaceKind.None => default,
            PlaceKind.Literal => program.Manifest.Literals[place.Index],
            PlaceKind.Number when place.Offset < 0 => binding.Inputs[place.Index],
            PlaceKind.Number => CallValue.FromObject(memory.Loose[place.Index]),
            _ => CallValue.FromTensor(TensorAt(place, memory)),
        };
    }

    /// <summary>Copies a result of the last call, in row-major order; allocates nothing for a contiguous one.</summary>
    /// <returns>How many elements it has.</returns>
    /// <exception cref="ArgumentException">There is no such result, it is of another element type, or longer than the span.</exception>
    /// <exception cref="InvalidOperationException">There was no call that succeeded, or one is in progress.</exception>
    /// <exception cref="ObjectDisposedException">The session is disposed.</exception>
    public int CopyOutput<T>(int index, Span<T> target) where T : unmanaged
    {
        gate.BeginRead(this);
        try
        {
            return Copy(index, target);
        }
        finally
        {
            EndRead();
        }
    }

    private int Copy<T>(int index, Span<T> target) where T : unmanaged
    {
        var (place, memory) = OutputPlace(index);
        if (place is { Kind: PlaceKind.Number, Offset: >= 0 } && memory.Loose[place.Index] is Tensor loose
            && loose.DType == Tensor.DTypeOf<T>() && loose.ElementCount <= target.Length)
        {
            loose.Clone().AsSpan<T>().CopyTo(target);
            return (int)loose.ElementCount;
        }
        if (place.Kind is PlaceKind.Int or PlaceKind.None or PlaceKind.Number or PlaceKind.Literal || Tensor.DTypeOf<T>() != place.DType)
        {
            throw new ArgumentException(
                $"Output {index} is {(place.Shape.IsDefault ? "no tensor" : place.DType.TextName())}, not {typeof(T).Name}.",
                nameof(target));
        }
        long count = 1;
        var contiguous = true;
        for (var d = place.Shape.Length - 1; d >= 0; d--)
        {
            var size = memory.Values[place.Shape[d]];
            contiguous &= size == 1 || memory.Values[place.Strides[d]] == count;
            count *= size;
        }
        if (count > target.Length)
        {
            throw new ArgumentException($"Output {index} has {count} elements, the span {target.Length}.", nameof(target));
        }
        if (preserved.TryGetValue(index, out var kept))
        {
            kept.AsSpan<T>().CopyTo(target);
        }
        else if (contiguous)
        {
            new ReadOnlySpan<T>(Resolve(place, memory), (int)count).CopyTo(target);
        }
        else
        {
            TensorAt(place, memory).Clone().AsSpan<T>().CopyTo(target);
        }
        return (int)count;
    }

    /// <summary>
    /// Ends the session. A call in progress runs to its end, and what the session holds is let go then; its results can't be read any more.
    /// </summary>
    public void Dispose()
    {
        if (gate.End())
        {
            Free();
        }
    }

    private void EndCall()
    {
        if (gate.EndCall())
        {
            Free();
        }
    }

    private void EndRead()
    {
        if (gate.EndRead())
        {
            Free();
        }
    }

    // Once, by whoever was last.
    private void Free()
    {
        foreach (var memory in entries)
        {
            memory?.Dispose();
        }
        foreach (var share in weights)
        {
            share.Dispose();
        }
        options.Ended?.Invoke(this);
    }

    private (ValuePlace Place, EntryMemory Memory) OutputPlace(int index)
    {
        if (last < 0)
        {
            throw new InvalidOperationException("There is no output before a call has succeeded.");
        }
        var outputs = program.Manifest.Entries[last].Outputs;
        return (uint)index < (uint)outputs.Length
            ? (outputs[index], entries[last]!)
            : throw new ArgumentOutOfRangeException(nameof(index), index,
                $"The program '{program.Manifest.Name}' has {outputs.Length} results.");
    }

    // All that is checked before a call runs.
    private (int Entry, EntryMemory Memory) Begin(ReadOnlySpan<CallValue> inputs)
    {
        try
        {
            binding.Bind(inputs);
            var symbol = program.Manifest.DispatchSymbol;
            var index = symbol < 0 ? 0 : program.Dispatch.Find(binding.Symbols[symbol]);
            var memory = entries[index] ??= new EntryMemory(program.Manifest, program.Manifest.Entries[index], options);
            return memory.Begin(binding.Symbols) is { } broken
                ? throw new InputException(broken.Problem(program.Manifest.Symbols, binding.Symbols))
                : (index, memory);
        }
        catch (ArithmeticException e)
        {
            throw new InputException($"The program '{program.Manifest.Name}' can't be called with inputs of these sizes: {e.Message}", e);
        }
    }

    // What a step has determined; the steps after it were compiled for sizes in the program's ranges that meet its conditions.
    private void Continue(StepManifest step, int index, object?[] results, EntryMemory memory)
    {
        var manifest = program.Manifest;
        foreach (var symbol in step.NewSymbols)
        {
            var value = symbol.Dim < 0 ? (long)results[symbol.Result]! : ((Tensor)results[symbol.Result]!).Shape[symbol.Dim];
            var range = manifest.Guards.Ranges[symbol.Symbol];
            if (value < range.Min || value > range.Max)
            {
                throw new CallFailedException(
                    $"{step.Name}: {manifest.Symbols[symbol.Symbol]} is {value}; "
                    + $"the program was exported for {new SizeRange(Math.Max(range.Min, 0), range.Max)}. [R7]");
            }
            binding.Symbols[symbol.Symbol] = value;
        }
        try
        {
            if (memory.Continue(index, binding.Symbols) is { } broken)
            {
                throw new CallFailedException($"{step.Name}: {broken.Problem(manifest.Symbols, binding.Symbols)}");
            }
        }
        catch (ArithmeticException e)
        {
            throw new CallFailedException($"{step.Name}: the sizes that it made are too large: {e.Message}", e);
        }
        for (var i = 0; i < results.Length; i++)
        {
            RequireFit(step, i, results[i], memory);
        }
    }

    private static void RequireFit(StepManifest step, int index, object? result, EntryMemory memory)
    {
        var place = step.Results[index];
        if (place.Kind == PlaceKind.Int && (result is not long number || number != memory.Values[place.Offset]))
        {
            throw new CallFailedException(
                $"{step.Name}: result {index} is {result}, which is {memory.Values[place.Offset]} by the program's types.");
        }
        if (place.Kind != PlaceKind.Loose)
        {
            return;
        }
        var tensor = result as Tensor;
        var fits = tensor is not null && tensor.DType == place.DType && tensor.Rank == place.Shape.Length;
        for (var d = 0; fits && d < place.Shape.Length; d++)
        {
            fits = tensor!.Shape[d] == memory.Values[place.Shape[d]];
        }
        if (!fits)
        {
            throw new CallFailedException(
                $"{step.Name}: result {index} is {result}, which "
                + $"does not have the sizes [{string.Join(", ", place.Shape.Select(r => memory.Values[r]))}] of the program's types.");
        }
    }

    private void RunStep(StepManifest step, int index, EntryMemory memory)
    {
        switch (step.Kind)
        {
            case StepKind.Code:
                for (var i = 0; i < step.Arguments.Length; i++)
                {
                    memory.Pointers[i] = Resolve(step.Arguments[i], memory);
                }
                for (var i = 0; i < step.Sizes.Length; i++)
                {
                    memory.Sizes[i] = memory.Values[step.Sizes[i]];
                }
                RunCode(step, memory);
                break;
            case StepKind.Attention:
                Attend(step, memory);
                break;
            default:
                Interpret(step, index, memory);
                break;
        }
    }

    private void RunCode(StepManifest step, EntryMemory memory)
    {
        try
        {
            program.Code.Run(
                step.Number, context, memory.Pointers, memory.Sizes, step.Scratch < 0 ? null : memory.BufferPointer(step.Scratch));
        }
        catch (KernelException e)
        {
            throw new CallFailedException($"{step.Name}: {context.Call} failed: {e.Message}", e);
        }
        catch (OutOfMemoryException e)
        {
            throw new CallFailedException($"{step.Name}: {context.Call} failed: {e.Message}", e);
        }
        catch (ArithmeticException e)
        {
            // In loops, which hold several operators.
            throw new CallFailedException($"{step.Name} failed: {e.Message} The mode 'lowered' names the operator.", e);
        }
    }

    private void Attend(StepManifest step, EntryMemory memory)
    {
        var (query, key, value, sinks, result) =
            (step.Arguments[0], step.Arguments[1], step.Arguments[2], step.Arguments[3], step.Arguments[4]);
        var values = memory.Values;
        var task = new AttentionTask
        {
            Call = default,
            Layer = step.Number,
            QueryMemory = MemoryOf(query, memory),
            KeyMemory = MemoryOf(key, memory),
            ValueMemory = MemoryOf(value, memory),
            SinksMemory = sinks.Kind == PlaceKind.None ? null : MemoryOf(sinks, memory),
            ResultMemory = MemoryOf(result, memory),
        };
        // Filled where it lies: it is large, and there is a task for each layer of each call.
        ref var call = ref task.Call;
        Fill(ref call.Query, query, memory);
        Fill(ref call.Key, key, memory);
        Fill(ref call.Value, value, memory);
        if (sinks.Kind != PlaceKind.None)
        {
            Fill(ref call.Sinks, sinks, memory);
        }
        Fill(ref call.Result, result, memory);
        call.Batch = 1;
        call.Queries = (nint)values[query.Shape[0]];
        call.Heads = (nint)values[query.Shape[1]];
        call.Size = (nint)values[query.Shape[2]];
        call.Keys = (nint)values[key.Shape[0]];
        call.KeyHeads = (nint)values[key.Shape[1]];
        call.ValueSize = (nint)values[value.Shape[2]];
        call.Rules = step.Attention!.Value;
        attention.Attend(workers, task);
    }

    // [tokens, heads, elements], or [heads].
    private void Fill(ref AttentionOperand operand, ValuePlace place, EntryMemory memory)
    {
        var (values, strides) = (memory.Values, place.Strides);
        operand.First = Resolve(place, memory);
        operand.DType = place.DType;
        if (strides.Length == 1)
        {
            operand.Strides.Head = (nint)values[strides[0]];
            return;
        }
        operand.Strides.Token = (nint)values[strides[0]];
        operand.Strides.Head = (nint)values[strides[1]];
        operand.Strides.Element = (nint)values[strides[2]];
    }

    private void Interpret(StepManifest step, int index, EntryMemory memory)
    {
        if (interpreted is null)
        {
            throw new InvalidOperationException($"The step {step.Name} is interpreted, and the program was loaded without an interpreter.");
        }
        var inputs = new object?[step.Arguments.Length];
        for (var i = 0; i < inputs.Length; i++)
        {
            var place = step.Arguments[i];
            inputs[i] = place.Kind switch
            {
                PlaceKind.Int => memory.Values[place.Offset],
                PlaceKind.None => null,
                PlaceKind.Number => place.Offset < 0 ? binding.Inputs[place.Index].ToObject() : memory.Loose[place.Index],
                PlaceKind.State => StateAt(place, memory),
                _ => TensorAt(place, memory),
            };
        }
        var results = interpreted.Interpret(step.Number, inputs);
        Continue(step, index, results, memory);
        for (var i = 0; i < results.Length; i++)
        {
            var place = step.Results[i];
            if (place.Kind == PlaceKind.Loose)
            {
                memory.Loose[place.Index] = WithStrides(Checked(results[i] as Tensor, place, step, memory), place, memory);
            }
            else if (place.Kind == PlaceKind.Number)
            {
                memory.Loose[place.Index] = results[i];
            }
        }
    }

    // The steps after it were compiled for a tensor of that type, and believe it.
    private static Tensor Checked(Tensor? tensor, ValuePlace place, StepManifest step, EntryMemory memory)
    {
        var fits = tensor is not null && tensor.DType == place.DType && tensor.Rank == place.Shape.Length;
        for (var d = 0; fits && d < place.Shape.Length; d++)
        {
            fits = tensor!.Shape[d] == memory.Values[place.Shape[d]];
        }
        if (!fits)
        {
            var shape = string.Join(", ", place.Shape.Select(row => memory.Values[row]));
            throw new CallFailedException($"{step.Name} gave {tensor?.ToString() ?? "no tensor"}, not {place.DType.TextName()}[{shape}].");
        }
        return tensor!;
    }

    // The steps after it were compiled for the strides of the result's type.
    private static Tensor WithStrides(Tensor tensor, ValuePlace place, EntryMemory memory)
    {
        var strides = new long[tensor.Rank];
        var same = true;
        for (var d = 0; d < strides.Length; d++)
        {
            strides[d] = memory.Values[place.Strides[d]];
            same &= strides[d] == tensor.Strides[d] || tensor.Shape[d] == 1;
        }
        if (same || tensor.ElementCount == 0)
        {
            return tensor;
        }
        var copy = Tensor.ZerosStrided(tensor.DType, tensor.Shape, strides);
        copy.CopyFrom(tensor);
        return copy;
    }

    private byte* Resolve(ValuePlace place, EntryMemory memory) => place.Kind switch
    {
        PlaceKind.Buffer => memory.BufferPointer(place.Index) + memory.Values[place.Offset],
        PlaceKind.State => state[place.Index].Pointer + memory.Values[place.Offset],
        PlaceKind.Input => binding.PointerOf(place.Index) + memory.Values[place.Offset],
        PlaceKind.Loose => ((Tensor)memory.Loose[place.Index]!).Pointer + memory.Values[place.Offset],
        _ => null,
    };

    private Tensor TensorAt(ValuePlace place, EntryMemory memory)
    {
        var (shape, strides) = (new long[place.Shape.Length], new long[place.Shape.Length]);
        for (var d = 0; d < shape.Length; d++)
        {
            shape[d] = memory.Values[place.Shape[d]];
            strides[d] = memory.Values[place.Strides[d]];
        }
        try
        {
            var extent = Layout.Extent(shape, strides);
            var whole = MemoryOf(place, memory);
            var storage = whole.Part(extent == 0 ? whole.Pointer : Resolve(place, memory), checked(extent * place.DType.Size()));
            return new Tensor(storage, place.DType, shape, strides, 0);
        }
        catch (Exception e) when (e is ArgumentException or ArithmeticException)
        {
            // A view may repeat elements until no number counts them.
            throw new CallFailedException(
                $"A value of the sizes [{string.Join(", ", shape)}] with strides [{string.Join(", ", strides)}] can't be shown to the "
                + $"interpreter: {e.Message}", e);
        }
    }

    // A buffer as a whole is its tensor itself: a graph as imported sees what else lies in the storage.
    private Tensor StateAt(ValuePlace place, EntryMemory memory)
    {
        var whole = state[place.Index];
        // Operators and hosts may keep what they are given.
        whole.Storage.Lend();
        var tensor = TensorAt(place, memory);
        var isWhole = tensor.Pointer == whole.Pointer && tensor.Shape.SequenceEqual(whole.Shape)
            && tensor.Strides.SequenceEqual(whole.Strides);
        return isWhole ? whole : tensor;
    }

    // The memory that a tensor lies in.
    private Storage MemoryOf(ValuePlace place, EntryMemory memory) => place.Kind switch
    {
        PlaceKind.Buffer => memory.MemoryOf(place.Index),
        PlaceKind.State => state[place.Index].Storage,
        PlaceKind.Input => binding.TensorOf(place.Index).Storage,
        _ => ((Tensor)memory.Loose[place.Index]!).Storage,
    };

    // What a call changes in inputs and buffers. The usual case costs nothing: the code wrote it in place.
    private void Store(EntryManifest entry, EntryMemory memory)
    {
        preserved.Clear();
        List<(Tensor Value, ValuePlace Target)>? staged = null;
        foreach (var (value, target) in entry.Mutations)
        {
            if (Resolve(value, memory) == Resolve(target, memory) && SameLayout(value, target, memory))
            {
                continue;
            }
            // Results and new values that show what is overwritten next are copied before it is. Not those of a graph that is one step: in
            // the graph as imported a view of what is replaced shows the new value.
            for (var i = 0; i < entry.Outputs.Length; i++)
            {
                if (entry.Outputs[i].Kind == target.Kind && entry.Outputs[i].Index == target.Index)
                {
                    preserved.TryAdd(i, TensorAt(entry.Outputs[i], memory).Clone());
                }
            }
            var source = TensorAt(value, memory);
            (staged ??= []).Add((value.Kind == PlaceKind.Buffer ? source : source.Clone(), target));
        }
        if (staged is null)
        {
            return;
        }
        foreach (var (value, target) in staged)
        {
            TensorAt(target, memory).CopyFrom(value);
        }
    }

    private static bool SameLayout(ValuePlace a, ValuePlace b, EntryMemory memory)
    {
        for (var d = 0; d < a.Strides.Length; d++)
        {
            if (memory.Values[a.Strides[d]] != memory.Values[b.Strides[d]] && memory.Values[a.Shape[d]] > 1)
            {
                return false;
            }
        }
        return true;
    }

    // Tensors that share a storage with a written one must go on sharing it, so storages are copied, not tensors.
    private static Tensor[] OwnWhereWritten(CompiledProgram program)
    {
        Tensor[] result = [.. program.State];
        var copies = new Dictionary<Storage, Storage>();
        for (var i = 0; i < result.Length; i++)
        {
            if (program.Manifest.State[i].IsWritten && !copies.ContainsKey(result[i].Storage))
            {
                var storage = result[i].Storage;
                var copy = Storage.Allocate(storage.ByteLength);
                Buffer.MemoryCopy(storage.Pointer, copy.Pointer, copy.ByteLength, storage.ByteLength);
                copies.Add(storage, copy);
            }
        }
        for (var i = 0; i < result.Length; i++)
        {
            if (copies.TryGetValue(result[i].Storage, out var copy))
            {
                result[i] = new Tensor(copy, result[i].DType, result[i].Shape, result[i].Strides, result[i].Offset);
            }
        }
        return result;
    }
}
