using System.Collections.Immutable;
using Piecewise.Compiler.Build;
using Piecewise.Graphs;
using Piecewise.Operators;
using Piecewise.Runtime;
using Piecewise.Tensors;
using Piecewise.Tensors.Fast;

namespace Piecewise.Compiler.Execute;

/// <summary>The calls of a session by generated code.</summary>
internal sealed class CompiledRun
{
    private readonly CompiledSession session;
    private readonly ImmutableArray<ProgramInput> inputs;
    private readonly ImmutableArray<ProgramState> state;

    public CompiledRun(Compilation compilation, Interpreter interpreter)
    {
        inputs = compilation.Program.Manifest.Inputs;
        state = compilation.Program.Manifest.State;
        session = compilation.Program.StartSession(new SessionOptions
        {
            Workers = compilation.Workers,
            Attention = interpreter.Service<ITokenAttention>() ?? (interpreter.Service<IAttentionHost>() is { } host ? new TensorAttention(host) : null),
            Interpreted = compilation.Interpreted(interpreter),
        });
    }

    public IReadOnlyDictionary<string, Tensor> State => state.ToDictionary(s => s.Name, s => session.StateOf(s.Name), StringComparer.Ordinal);

    public ImmutableArray<Value> Run(IReadOnlyDictionary<string, Value> values)
    {
        // Results lie in the session's memory; callers of this way keep theirs.
        var results = session.RunAndCopy([.. inputs.Select(i => CallValue.FromObject(InterpretedParts.ToObject(values[i.Name])))]);
        return [.. results.Select(r => InterpretedParts.FromObject(r.ToObject()))];
    }

    /// <summary>A host that takes tensors.</summary>
    private sealed class TensorAttention(IAttentionHost host) : ITokenAttention
    {
        public void Attend(Workers workers, in AttentionTask task)
        {
            var call = new AttentionCall(
                task.QueryTensor(this), task.KeyTensor(this), task.ValueTensor(this), task.Layer, task.Rules.Scale, task.Rules.Window, task.Rules.Softcap, task.SinksTensor(this));
            task.ResultTensor(this).CopyFrom(host.Attend(call));
        }
    }
}
