using System.Collections.Immutable;
using Piecewise.Compiler.Passes;
using Piecewise.Compiler.Patterns;
using Piecewise.Graphs;

namespace Piecewise.Compiler.Fuse;

/// <summary>
/// An op and the conversion of its first result to 8 bits → one op, named after both. What the op returns besides stays.
/// </summary>
internal static class QuantizeFusion
{
    /// <summary>Fuses one call, if its result is converted.</summary>
    /// <param name="context">The piece.</param>
    /// <param name="producer">The call.</param>
    /// <param name="tensors">How many of the producer's arguments come before those of the conversion in the fused op.</param>
    public static void Fuse(PassContext context, Node producer, int tensors)
    {
        var value = producer.Type is TupleType ? producer.Items(0).FirstOrDefault() : producer;
        if (value is null)
        {
            return;
        }
        var quantized = QuantizedValue.Read(value, out var objection);
        var rule = $"{producer.Operator!.Schema.BaseName} + {quantized?.Form ?? "quantize"}";
        if (quantized?.ScaleAfter(producer) is { } late)
        {
            objection = $"the scale %{late.Name} is computed after %{producer.Name}";
        }
        if (objection is not null)
        {
            context.Remark(rule, producer, objection);
            return;
        }
        if (quantized is null || !context.MayRewrite(rule, quantized.Calls[0]))
        {
            return;
        }
        ImmutableArray<NodeType> kept = producer.Type is TupleType { Items: var items } ? items[1..] : [];
        ImmutableArray<NodeType> types = [.. quantized.Types, .. kept];
        var fused = context.Fused(
            producer, quantized.Calls[0], KnownOps.WithQuantization(producer.Operator.Name, quantized.Calls[0].Operator!.Name),
            types.Length == 1 ? types[0]
                : new TupleType(types), [.. producer.Arguments[..tensors], .. quantized.Arguments, .. producer.Arguments[tensors..]]);
        var results = new Node?[types.Length];
        foreach (var call in quantized.Calls)
        {
            var isFirst = call == quantized.Calls[0];
            if (call.Type is TupleType)
            {
                for (var i = 0; i < 2; i++)
                {
                    foreach (var item in call.Items(i).ToArray())
                    {
                        item.ReplaceAllUsesWith(QuantizedValue.Own(context, item, Result(i), isFirst));
                        context.Graph.Erase(item);
                    }
                }
                context.EraseUnused(call);
            }
            else
            {
                context.Replace(call, QuantizedValue.Own(context, call, Result(0), isFirst));
            }
        }
        for (var i = 0; i < kept.Length && !producer.IsErased; i++)
        {
            foreach (var item in producer.Items(i + 1).ToArray())
            {
                context.Replace(item, Result(quantized.Types.Length + i));
            }
        }

        Node Result(int index) => types.Length == 1 ? fused : results[index] ??= context.Item(producer, fused, index);
    }
}
