using System.Collections.Immutable;
using Piecewise.Compiler;
using Piecewise.Compiler.Execute;
using Piecewise.Compiler.Import;
using Piecewise.Graphs;
using Piecewise.Runtime;
using Piecewise.Tensors;

namespace Piecewise.Fuzz;

/// <summary>One program in one of the ways in which it runs, with a session.</summary>
internal sealed class ProgramMode : IDisposable
{
    private readonly ExportedProgram program;
    private readonly ProgramSession? session;
    private readonly CompiledSession? compiled;
    private readonly InputBinder binder;

    private ProgramMode(string name, ExportedProgram program, ProgramSession? session, CompiledSession? compiled)
    {
        Name = name;
        this.program = program;
        this.session = session;
        this.compiled = compiled;
        binder = session?.Binder ?? new InputBinder(program);
    }

    /// <summary>The names of all modes: <c>direct</c> is the compiled program as applications call it.</summary>
    public static ImmutableArray<string> Names { get; } = ["imported", "interpret", "split", "lowered", "direct", "compiled"];

    public string Name { get; }

    /// <summary>Prepares a program for a mode.</summary>
    public static ProgramMode Start(string name, PreparedProgram prepared)
    {
        if (name == "direct")
        {
            var compilation = prepared.Compilation;
            return new ProgramMode(name, prepared.Program, null, compilation.Program.StartSession(new SessionOptions { Workers = compilation.Workers }));
        }
        var mode = name switch
        {
            "imported" => RunMode.Imported,
            "interpret" => RunMode.Interpret,
            "split" => RunMode.Split,
            "lowered" => RunMode.Lowered,
            _ => RunMode.Compiled,
        };
        return new ProgramMode(name, prepared.Program, prepared.StartSession(mode), null);
    }

    /// <summary>Makes a call on copies of the inputs.</summary>
    public Outcome Run(IReadOnlyDictionary<string, Value> inputs)
    {
        var given = inputs.ToDictionary(i => i.Key, i => i.Value.IsTensor ? Copy(i.Value.Tensor) : i.Value, StringComparer.Ordinal);
        try
        {
            var results = session is not null ? session.Run(given) : RunCompiled(given);
            var values = ImmutableArray.CreateBuilder<(string, Value)>();
            for (var i = 0; i < results.Length; i++)
            {
                values.Add(($"output {i}", results[i]));
            }
            values.AddRange(given.Select(i => ($"input {i.Key} at the end", i.Value)));
            foreach (var name in program.State.Keys)
            {
                values.Add(($"state {name} at the end", session is null ? compiled!.StateOf(name).Clone() : session.State[name]));
            }
            return new Outcome(Ending.Returned, values.ToImmutable(), null);
        }
        catch (Exception e)
        {
            return new Outcome(Documented.EndingOf(e), [], e);
        }
    }

    public void Dispose() => compiled?.Dispose();

    private ImmutableArray<Value> RunCompiled(Dictionary<string, Value> given)
    {
        compiled!.Run([.. binder.Inputs.Select(i => ToCall(given[i.Name]))]);
        return [.. Enumerable.Range(0, compiled.OutputCount).Select(i => FromCall(compiled.Output(i)))];
    }

    private static CallValue ToCall(Value value) => value.IsTensor ? value.Tensor
        : value.Scalar.IsFloat ? CallValue.FromDouble(value.Scalar.ToDouble())
        : value.Scalar.IsBool ? CallValue.FromBoolean(value.Scalar.ToBool())
        : value.Scalar.ToInt64();

    private static Value FromCall(CallValue value) => value.ToObject() switch
    {
        Tensor tensor => tensor.Clone(),
        long number => number,
        double number => number,
        bool flag => flag,
        _ => Value.None,
    };

    // The same layout over a copy of the whole storage.
    private static unsafe Value Copy(Tensor tensor)
    {
        var storage = Storage.Allocate(tensor.Storage.ByteLength);
        Buffer.MemoryCopy(tensor.Storage.Pointer, storage.Pointer, storage.ByteLength, storage.ByteLength);
        GC.KeepAlive(tensor);
        return new Tensor(storage, tensor.DType, tensor.Shape, tensor.Strides, tensor.Offset);
    }
}
