using System.Collections.Immutable;
using Piecewise.Compiler;
using Piecewise.Compiler.Build;
using Piecewise.Graphs;
using Piecewise.Import;
using Piecewise.Runtime;
using Piecewise.Tensors;

namespace Piecewise.Fuzz;

/// <summary>One program in one of the ways in which it runs, with a session.</summary>
internal sealed class ProgramMode : IDisposable
{
    private readonly PreparedProgram prepared;
    private readonly ExportedProgram program;
    private CompiledSession session;
    private Compilation? blocks;

    private ProgramMode(string name, PreparedProgram prepared)
    {
        Name = name;
        this.prepared = prepared;
        program = prepared.Program;
        session = StartSession();
    }

    /// <summary>
    /// The names of all modes: <c>direct</c> is the compiled program as applications call it, <c>blocks</c> the one whose pieces
    /// run as they are described.
    /// </summary>
    public static ImmutableArray<string> Names { get; } = ["imported", "interpret", "split", "lowered", "direct", "compiled", "blocks"];

    public string Name { get; }

    /// <summary>Prepares a program for a mode.</summary>
    public static ProgramMode Start(string name, PreparedProgram prepared) => new(name, prepared);

    /// <summary>Begins a new session: buffers are as in the file again.</summary>
    public void Restart()
    {
        session.Dispose();
        session = StartSession();
    }

    /// <summary>A result of the last call that has the shape of a tensor: its number, and a copy; null where there is none.</summary>
    public (int Index, Value Copy)? ResultLike(Tensor tensor)
    {
        for (var i = 0; i < session.OutputCount; i++)
        {
            if (session.Output(i).Tensor is { } result && result.DType == tensor.DType && result.Shape.SequenceEqual(tensor.Shape))
            {
                return (i, result.Clone());
            }
        }
        return null;
    }

    /// <summary>Makes a call on copies of the inputs.</summary>
    /// <param name="inputs">By name.</param>
    /// <param name="results">By input: the result of the last call that is given in its place, where it lies.</param>
    public Outcome Run(IReadOnlyDictionary<string, Value> inputs, IReadOnlyDictionary<string, int>? results = null)
    {
        var given = inputs.ToDictionary(i => i.Key, i => i.Value.IsTensor ? Copy(i.Value.Tensor) : i.Value, StringComparer.Ordinal);
        if (IsDirect && results is not null)
        {
            foreach (var (name, index) in results)
            {
                given[name] = session.Output(index).Tensor!;
            }
        }
        try
        {
            var made = IsDirect ? RunInPlace(given) : RunByName(given);
            var values = ImmutableArray.CreateBuilder<(string, Value)>();
            for (var i = 0; i < made.Length; i++)
            {
                values.Add(($"output {i}", made[i]));
            }
            // Memory of the session's own is its to overwrite.
            values.AddRange(given.Where(i => results?.ContainsKey(i.Key) is not true).Select(i => ($"input {i.Key} at the end", i.Value)));
            foreach (var name in program.State.Keys)
            {
                values.Add(($"state {name} at the end", session.StateOf(name).Clone()));
            }
            return new Outcome(Ending.Returned, values.ToImmutable(), null);
        }
        catch (Exception e)
        {
            return new Outcome(Documented.EndingOf(e), [], e);
        }
    }

    public void Dispose() => session.Dispose();

    private bool IsDirect => Name == "direct";

    private CompiledSession StartSession()
    {
        if (Name == "blocks")
        {
            blocks ??= ProgramCompiler.Run(program, prepared.Lowered, new CodeOptions { Backend = "direct", Team = prepared.Workers.Team });
            return blocks.Program.StartSession(new SessionOptions { Workers = blocks.Workers, Seed = 0 });
        }
        return prepared.StartSession(Name switch
        {
            "imported" => RunMode.Imported,
            "interpret" => RunMode.Interpret,
            "split" => RunMode.Split,
            "lowered" => RunMode.Lowered,
            _ => RunMode.Compiled,
        }, new SessionOptions { Workers = prepared.Workers, Seed = 0 });
    }

    private ImmutableArray<Value> RunInPlace(Dictionary<string, Value> given)
    {
        session.Run([.. prepared.Executable(RunMode.Compiled).Manifest.Inputs.Select(i => CallValues.Of(given[i.Name]))]);
        return [.. Enumerable.Range(0, session.OutputCount).Select(i => session.Output(i))
            .Select(r => r.Tensor is { } t ? t.Clone() : r.ToValue())];
    }

    private ImmutableArray<Value> RunByName(Dictionary<string, Value> given) =>
        [.. session.Run(given.ToDictionary(i => i.Key, i => CallValues.Of(i.Value), StringComparer.Ordinal)).Select(r => r.ToValue())];

    // The same layout over a copy of the whole storage.
    private static unsafe Value Copy(Tensor tensor)
    {
        var storage = Storage.Allocate(tensor.Storage.ByteLength);
        Buffer.MemoryCopy(tensor.Storage.Pointer, storage.Pointer, storage.ByteLength, storage.ByteLength);
        GC.KeepAlive(tensor);
        return new Tensor(storage, tensor.DType, tensor.Shape, tensor.Strides, tensor.Offset);
    }
}
