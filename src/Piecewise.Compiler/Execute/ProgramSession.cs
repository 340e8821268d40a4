using System.Collections.Immutable;
using System.Diagnostics;
using Piecewise.Compiler.Import;
using Piecewise.Graphs;
using Piecewise.Runtime;
using Piecewise.Tensors;

namespace Piecewise.Compiler.Execute;

/// <summary>
/// One use of a program: its own copies of the buffers that calls change, and the host's services. Sessions of one program are
/// independent of each other; one session serves one call at a time.
/// </summary>
public sealed class ProgramSession
{
    private readonly Graph graph;
    private readonly Interpreter interpreter;
    private readonly Dictionary<string, Tensor> state;

    /// <param name="program">The program, for its state and its calling convention.</param>
    /// <param name="graph">What runs: the imported graph, the functional one, or the stitch graph of its pieces.</param>
    /// <param name="interpreter">Runs it; holds the host's services.</param>
    public ProgramSession(ExportedProgram program, Graph graph, Interpreter? interpreter = null)
    {
        ArgumentNullException.ThrowIfNull(program);
        ArgumentNullException.ThrowIfNull(graph);
        this.graph = graph;
        this.interpreter = interpreter ?? new Interpreter();
        Binder = new InputBinder(program);
        Entries = ProgramEntries.Of(program);
        state = new Dictionary<string, Tensor>(program.State, StringComparer.Ordinal);
        if (graph.Stage == Stage.Imported)
        {
            // In-place operators write the buffers themselves; tied buffers must stay tied, so storages are copied, not tensors.
            CopyBuffers();
        }
    }

    public InputBinder Binder { get; }

    /// <summary>What a call is dispatched by.</summary>
    public ProgramEntries Entries { get; }

    /// <summary>The state as calls so far have left it.</summary>
    public IReadOnlyDictionary<string, Tensor> State => state;

    /// <summary>Checks the inputs, runs, stores what the call changed, and returns the program's outputs in flattened order.</summary>
    /// <exception cref="InputException">The inputs do not fit; nothing has run.</exception>
    /// <exception cref="EvaluationException">A node failed; the state is as before the call unless the graph is the imported one.</exception>
    public ImmutableArray<Value> Run(IReadOnlyDictionary<string, Value> inputs)
    {
        var entry = Entries.Find(Binder.Bind(inputs));
        using var activity = PiecewiseTelemetry.Activities.StartActivity("piecewise.run");
        var started = Stopwatch.GetTimestamp();
        var arguments = ImmutableArray.CreateBuilder<Value>();
        foreach (var input in graph.Inputs)
        {
            arguments.Add(input.Input!.Kind == InputKind.User ? inputs[input.Input.Target] : state[input.Input.Target]);
        }
        var results = interpreter.Run(graph, arguments.ToImmutable());
        var outputs = ImmutableArray.CreateBuilder<Value>();
        for (var i = 0; i < results.Length; i++)
        {
            var spec = graph.Output!.Outputs[i];
            switch (spec.Kind)
            {
                case OutputKind.BufferMutation:
                    // The new value may be a view of something that a later call overwrites.
                    state[spec.Target] = results[i].Tensor.Clone();
                    break;
                case OutputKind.InputMutation:
                    Interpreter.WriteInto(inputs[spec.Target].Tensor, results[i].Tensor);
                    break;
                default:
                    outputs.Add(results[i]);
                    break;
            }
        }
        if (PiecewiseTelemetry.RunDuration.Enabled)
        {
            PiecewiseTelemetry.RunDuration.Record(Stopwatch.GetElapsedTime(started).TotalSeconds, new KeyValuePair<string, object?>("entry", entry.ToString()));
        }
        return outputs.ToImmutable();
    }

    private void CopyBuffers()
    {
        var copies = new Dictionary<Storage, Storage>();
        foreach (var name in graph.Inputs.Where(i => i.Input!.Kind != InputKind.User && IsWritten(i)).Select(i => i.Input!.Target))
        {
            var tensor = state[name];
            foreach (var twin in state.Where(s => s.Value.Storage == tensor.Storage).Select(s => s.Key).ToArray())
            {
                state[twin] = new Tensor(Copy(state[twin].Storage), state[twin].DType, state[twin].Shape, state[twin].Strides, state[twin].Offset);
            }
        }

        unsafe Storage Copy(Storage storage)
        {
            if (!copies.TryGetValue(storage, out var copy))
            {
                copy = Storage.Allocate(storage.ByteLength);
                Buffer.MemoryCopy(storage.Pointer, copy.Pointer, copy.ByteLength, storage.ByteLength);
                copies.Add(storage, copy);
                copies.Add(copy, copy);
            }
            return copy;
        }
    }

    // Whether a write can reach the input: directly, or through anything that may be a view of it.
    private static bool IsWritten(Node input)
    {
        var seen = new HashSet<Node>();
        var pending = new Stack<Node>([input]);
        while (pending.TryPop(out var node))
        {
            foreach (var user in node.Users.Where(u => u.Operator is not null))
            {
                if (user.Operator!.Schema.HasWrites && user.Operator.Schema.WrittenArguments.Any(i => user.Arguments[i].Nodes.Contains(node)))
                {
                    return true;
                }
                if (user.Operator.Schema.Results.Any(r => r.AliasSet is not null) && seen.Add(user))
                {
                    pending.Push(user);
                }
            }
        }
        return false;
    }
}
