using System.Collections.Immutable;
using System.Diagnostics;
using Piecewise.Compiler.Entries;
using Piecewise.Graphs;
using Piecewise.Import;
using Piecewise.Operators;
using Piecewise.Runtime;
using Piecewise.Tensors;

namespace Piecewise.Compiler.Execute;

/// <summary>
/// One use of a program: its own copies of the buffers that calls change, and the host's services. Sessions of one program are independent
/// of each other; one session serves one call at a time, and a second thread meets an <see cref="InvalidOperationException"/>. A session
/// goes on where its program is disposed.
/// </summary>
public sealed class ProgramSession
{
    private readonly ExecutableProgram executable;
    private readonly Interpreter interpreter;
    private readonly CompiledRun? compiled;
    private readonly Dictionary<string, Tensor> state;
    // All names of the tensor of a name.
    private readonly ILookup<string, string> names;
    // User inputs that nodes write in place, and those that a mutation output replaces.
    private readonly HashSet<string> writtenInputs;
    private readonly HashSet<string> replacedInputs;
    // User inputs whose storage nodes see, which only an imported graph does.
    private readonly HashSet<string> seenInputs;
    // State that nodes write in place.
    private readonly string[] writtenState;
    private CallGate gate;

    /// <param name="program">The program, for its state and its calling convention.</param>
    /// <param name="graph">What runs: the imported graph, the functional one, or the stitch graph of its pieces.</param>
    /// <param name="interpreter">Runs it; holds the host's services.</param>
    public ProgramSession(ExportedProgram program, Graph graph, Interpreter? interpreter = null)
        : this(program, ExecutableProgram.Of(program, graph), interpreter)
    {
    }

    /// <param name="program">The program, for its state and its calling convention.</param>
    /// <param name="executable">What runs: a graph for each entry.</param>
    /// <param name="interpreter">Runs it; holds the host's services.</param>
    /// <exception cref="ObjectDisposedException">The program is disposed.</exception>
    public ProgramSession(ExportedProgram program, ExecutableProgram executable, Interpreter? interpreter = null)
    {
        ArgumentNullException.ThrowIfNull(program);
        ArgumentNullException.ThrowIfNull(executable);
        // The session's own tensors keep the file mapped from here on.
        using var share = program.Retain();
        program.Lend();
        this.executable = executable;
        this.interpreter = interpreter ?? new Interpreter();
        Binder = new InputBinder(program);
        // Inputs are written alike in all entries, or in none: what differs is how.
        var written = executable.Graphs.SelectMany(InputWrites.Of).Select(i => i.Input!).Distinct().ToArray();
        var outputs = executable.Graphs[0].Output!.Outputs;
        if (executable.Compilation is { } compilation)
        {
            compiled = new CompiledRun(compilation, this.interpreter);
        }
        var replaced = outputs.Where(o => o.Kind == OutputKind.BufferMutation).Select(o => o.Target).ToArray();
        state = Separate(program.State.Concat(executable.Constants), written.Where(i => i.Kind != InputKind.User).Select(i => i.Target).Concat(replaced));
        names = NamesOf(program.State, replaced);
        writtenInputs = [.. written.Where(i => i.Kind == InputKind.User).Select(i => i.Target)];
        var imported = executable.Graphs.Where(g => g.Stage == Stage.Imported);
        seenInputs = [.. imported.SelectMany(SharedMemory.SeenIn).Select(i => i.Input!.Target)];
        writtenState = [.. written.Where(i => i.Kind != InputKind.User).Select(i => i.Target)];
        replacedInputs = [.. outputs.Where(o => o.Kind == OutputKind.InputMutation).Select(o => o.Target)];
    }

    public InputBinder Binder { get; }

    /// <summary>What a call is dispatched by.</summary>
    public EntryPlan Entries => executable.Entries;

    /// <summary>The state as calls so far have left it.</summary>
    /// <exception cref="InvalidOperationException">A call is in progress.</exception>
    public IReadOnlyDictionary<string, Tensor> State
    {
        get
        {
            gate.BeginRead(this);
            try
            {
                return compiled?.State ?? new Dictionary<string, Tensor>(state, StringComparer.Ordinal);
            }
            finally
            {
                gate.EndRead();
            }
        }
    }

    /// <summary>Checks the inputs, runs, stores what the call changed, and returns the program's outputs in flattened order.</summary>
    /// <exception cref="InputException">The inputs do not fit; nothing has run.</exception>
    /// <exception cref="EvaluationException">A node failed; the state is as before the call unless nodes write it in place.</exception>
    /// <exception cref="CallFailedException">The same, in compiled code.</exception>
    /// <exception cref="InsufficientMemoryException">A tensor would be larger than any that this process can hold.</exception>
    /// <exception cref="InvalidOperationException">The session is in a call already. Nothing has run.</exception>
    public ImmutableArray<Value> Run(IReadOnlyDictionary<string, Value> inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        gate.BeginCall(this);
        try
        {
            return Call(inputs);
        }
        finally
        {
            gate.EndCall();
        }
    }

    private ImmutableArray<Value> Call(IReadOnlyDictionary<string, Value> inputs)
    {
        var symbols = Binder.Bind(inputs);
        CheckWritten(inputs);
        var entry = Entries.Size.Symbol is { } symbol && symbols.TryGetValue(symbol, out var size) ? Entries.Dispatch.Find(size) : 0;
        if (compiled is not null)
        {
            return compiled.Run(inputs);
        }
        Binder.Require(symbols, executable.Graphs[entry]);
        using var activity = PiecewiseTelemetry.Activities.StartActivity("piecewise.run");
        var started = Stopwatch.GetTimestamp();
        var outputs = RunGraph(executable.Graphs[entry], inputs, symbols);
        if (PiecewiseTelemetry.RunDuration.Enabled)
        {
            PiecewiseTelemetry.RunDuration.Record(Stopwatch.GetElapsedTime(started).TotalSeconds, new KeyValuePair<string, object?>("entry", Entries.Entries[entry].ToString()));
        }
        return outputs;
    }

    private ImmutableArray<Value> RunGraph(Graph graph, IReadOnlyDictionary<string, Value> inputs, IReadOnlyDictionary<string, long> symbols)
    {
        var arguments = ImmutableArray.CreateBuilder<Value>();
        var copies = new List<(Tensor Copy, Tensor Original)>();
        foreach (var input in graph.Inputs)
        {
            var target = input.Input!.Target;
            if (input.Input.Kind != InputKind.User)
            {
                arguments.Add(state[target]);
                continue;
            }
            var value = inputs[target];
            if (value.IsTensor && SharesState(value.Tensor))
            {
                // A buffer of this session that was passed back to it is read as it was when the call began, as by compiled code.
                value = CopyOf(value.Tensor);
            }
            if (value.IsTensor && Fit(target, value.Tensor, (TensorType)input.Type, symbols) is var fitted && fitted != value.Tensor)
            {
                if (writtenInputs.Contains(target))
                {
                    copies.Add((fitted, value.Tensor));
                }
                value = fitted;
            }
            arguments.Add(value);
        }
        var results = interpreter.Run(graph, arguments.ToImmutable());
        foreach (var (copy, original) in copies)
        {
            original.CopyFrom(copy);
        }
        return Store(graph, results, inputs);
    }

    private Tensor Fit(string input, Tensor tensor, TensorType type, IReadOnlyDictionary<string, long> symbols)
    {
        Tensor fitted;
        try
        {
            fitted = InputLayout.Fit(tensor, type, symbols);
        }
        catch (ArithmeticException e)
        {
            throw new InputException($"The program wants the input '{input}' as {type}, which no memory can hold: {e.Message}", e);
        }
        return seenInputs.Contains(input) ? InputLayout.Alone(fitted) : fitted;
    }

    private ImmutableArray<Value> Store(Graph graph, ImmutableArray<Value> results, IReadOnlyDictionary<string, Value> inputs)
    {
        var outputs = ImmutableArray.CreateBuilder<Value>();
        var specs = graph.Output!.Outputs;
        // The new value may be a view of what is overwritten next: copies first.
        var mutations = new List<(OutputSpec Spec, Tensor Value)>();
        for (var i = 0; i < results.Length; i++)
        {
            if (specs[i].Kind == OutputKind.User)
            {
                // Copied out of mapped weights: results can be read as spans, which keep no mapping.
                outputs.Add(results[i] is { IsTensor: true, Tensor.Storage.IsReadOnly: true } ? results[i].Tensor.Clone() : results[i]);
            }
            else
            {
                mutations.Add((specs[i], results[i].Tensor.Clone()));
            }
        }
        foreach (var (spec, value) in mutations)
        {
            if (spec.Kind == OutputKind.BufferMutation)
            {
                // A later call counts on the strides that the program was exported with.
                var old = state[spec.Target];
                if (!Overlap.RepeatsElements(old))
                {
                    // Whatever else lies in the same memory shows it, as in PyTorch.
                    old.CopyFrom(value);
                    continue;
                }
                var keeps = old.Strides.SequenceEqual(value.Strides) || old.Strides.Contains(0);
                var kept = keeps ? value : MemoryFormats.Copy(value, value.DType, old.Strides);
                foreach (var name in names[spec.Target])
                {
                    state[name] = kept;
                }
            }
            else
            {
                Interpreter.WriteInto(inputs[spec.Target].Tensor, value);
            }
        }
        return outputs.ToImmutable();
    }

    // The conditions of compiled calls, too.
    private void CheckWritten(IReadOnlyDictionary<string, Value> inputs)
    {
        var problems = new List<string>();
        string[] written = [.. writtenInputs.Union(replacedInputs).Where(name => inputs[name].IsTensor).Order(StringComparer.Ordinal)];
        foreach (var name in written)
        {
            var target = inputs[name].Tensor;
            if (target.Storage.IsReadOnly)
            {
                problems.Add($"The program writes its input '{name}', which lies in read-only memory; pass a copy.");
            }
            if (Overlap.RepeatsElements(target))
            {
                problems.Add(
                    $"The program writes its input '{name}', which shows one element in several places (strides of 0); pass a copy.");
            }
            if (SharesState(target))
            {
                problems.Add(
                    $"The program writes its input '{name}', which is a result or a buffer of this session that the same call writes; "
                    + "pass a copy.");
            }
            foreach (var (other, value) in inputs)
            {
                if (other != name && value.IsTensor && !(written.Contains(other) && string.CompareOrdinal(other, name) < 0)
                    && Overlap.May(target, value.Tensor))
                {
                    problems.Add(
                        $"The program writes its input '{name}', which shares memory with the input '{other}'; "
                        + "pass a copy of one of them.");
                }
            }
        }
        if (problems.Count > 0)
        {
            throw new InputException(problems);
        }
    }

    private bool SharesState(Tensor tensor) => Array.Exists(writtenState, name => Overlap.OfStorages(tensor.Storage, state[name].Storage));

    private static Tensor CopyOf(Tensor tensor)
    {
        var copy = Tensor.ZerosStrided(tensor.DType, tensor.Shape, tensor.Strides);
        copy.CopyFrom(tensor);
        return copy;
    }

    private static ILookup<string, string> NamesOf(IReadOnlyDictionary<string, Tensor> given, IEnumerable<string> replaced) => replaced
        .SelectMany(target => given.Where(s => SharedMemory.IsSame(s.Value, given[target])).Select(s => (target, s.Key)))
        .ToLookup(p => p.target, p => p.Key, StringComparer.Ordinal);

    // Tensors that share a storage with a written one must go on sharing it, so storages are copied, not tensors.
    private static unsafe Dictionary<string, Tensor> Separate(IEnumerable<KeyValuePair<string, Tensor>> given, IEnumerable<string> written)
    {
        var result = new Dictionary<string, Tensor>(given, StringComparer.Ordinal);
        foreach (var storage in written.Select(name => result[name].Storage).Distinct().ToArray())
        {
            var copy = Storage.Allocate(storage.ByteLength);
            Buffer.MemoryCopy(storage.Pointer, copy.Pointer, copy.ByteLength, storage.ByteLength);
            foreach (var (name, tensor) in result.Where(s => s.Value.Storage == storage).ToArray())
            {
                result[name] = new Tensor(copy, tensor.DType, tensor.Shape, tensor.Strides, tensor.Offset);
            }
        }
        return result;
    }
}
