using Piecewise.Graphs;
using Piecewise.Operators;
using Piecewise.Runtime;
using Piecewise.Tensors;
using Piecewise.Tensors.Fast;

namespace Piecewise.Compiler.Build;

/// <summary>The attention of a session, for the parts of its program that are interpreted.</summary>
internal sealed unsafe class InterpretedAttention(ITokenAttention attention) : IAttentionHost
{
    /// <summary>An interpreter whose attention is that of a session; null: the tokens of a call are one sequence.</summary>
    public static Interpreter Interpreter(ITokenAttention? attention) => attention switch
    {
        null => new Interpreter(),
        IAttentionHost host => new Interpreter().With(host),
        _ => new Interpreter().With<IAttentionHost>(new InterpretedAttention(attention)),
    };

    public Tensor Attend(AttentionCall call)
    {
        ArgumentNullException.ThrowIfNull(call);
        var (query, key, value, sinks) = (call.Query.Contiguous(), call.Key.Contiguous(), call.Value.Contiguous(), call.Sinks?.Contiguous());
        var result = Tensor.Zeros(query.DType, query.Shape[0], query.Shape[1], value.Shape[2]);
        attention.Attend(Workers.Alone, new AttentionTask
        {
            Query = query.Pointer,
            Key = key.Pointer,
            Value = value.Pointer,
            Sinks = sinks is null ? null : sinks.Pointer,
            Result = result.Pointer,
            QueryMemory = query.Storage,
            KeyMemory = key.Storage,
            ValueMemory = value.Storage,
            SinksMemory = sinks?.Storage,
            ResultMemory = result.Storage,
            DType = query.DType,
            Layer = call.Layer,
            Tokens = query.Shape[0],
            Heads = query.Shape[1],
            KeyHeads = key.Shape[1],
            Size = query.Shape[2],
            ValueSize = value.Shape[2],
            QueryStrides = new TokenStrides(query.Strides[0], query.Strides[1]),
            KeyStrides = new TokenStrides(key.Strides[0], key.Strides[1]),
            ValueStrides = new TokenStrides(value.Strides[0], value.Strides[1]),
            Rules = new AttentionRules(call.Scale, call.Window, call.Softcap),
        });
        GC.KeepAlive(query);
        GC.KeepAlive(key);
        GC.KeepAlive(value);
        GC.KeepAlive(sinks);
        return result;
    }
}
