using System.Collections.Immutable;
using Piecewise.Compiler.Schedule;
using Piecewise.Graphs;
using Piecewise.Runtime;
using Piecewise.Tensors;

namespace Piecewise.Compiler.Tests.Emit;

/// <summary>Makes the reference calls of one piece over the memory that its code hands out.</summary>
internal sealed unsafe class ReferenceRunner(ScheduledPiece piece, IReadOnlyDictionary<string, long> sizes, Interpreter interpreter)
    : IInterpretedParts
{
    public void Call(int number, int call, void** tensors, long* values)
    {
        var item = piece.ReferenceCalls[call];
        ImmutableArray<TensorPlace> places = [.. item.Arguments, .. item.Results.OfType<TensorPlace>()];
        var views = places.Select((p, i) => View(p, (byte*)tensors[i])).ToList();
        var next = 0;
        var arguments = item.Node.Arguments.Select(a => Resolve(a, views, ref next)).ToImmutableArray();
        var result = item.Node.Operator!.Evaluate(new EvaluationContext(item.Node.Operator, arguments, interpreter));
        var made = item.Results.Length == 1 && !result.IsList ? [result] : result.IsList ? result.Items : [];
        for (var i = 0; i < item.Results.Length; i++)
        {
            if (item.Results[i] is not null)
            {
                views[next++].CopyFrom(made[i].Tensor);
            }
        }
    }

    public object?[] Interpret(int graph, object?[] inputs) =>
        throw new NotSupportedException("One piece has no parts that are interpreted.");

    private Tensor View(TensorPlace place, byte* pointer)
    {
        long[] shape = [.. place.Type.Shape.Select(s => s.Evaluate(sizes))];
        long[] strides = [.. place.Type.Strides.Select(s => s.Evaluate(sizes))];
        var extent = shape.Contains(0) ? 0 : 1 + shape.Zip(strides, (n, s) => (n - 1) * s).Sum();
        return new Tensor(Storage.Borrow(this, pointer, extent * place.Type.DType.Size(), isReadOnly: false), place.Type.DType, shape,
            strides, 0);
    }

    private Value Resolve(Argument argument, List<Tensor> views, ref int next)
    {
        switch (argument)
        {
            case NodeArgument { Node.Type: TensorType }:
                return views[next++];
            case NodeArgument { Node.Type: SymIntType { Value: var size } }:
                return size.Evaluate(sizes);
            case NodeArgument { Node.Type: SymBoolType { Value: { } condition } }:
                return condition.Evaluate(sizes);
            case ListArgument { Items: var items }:
                var list = ImmutableArray.CreateBuilder<Value>();
                foreach (var item in items)
                {
                    list.Add(Resolve(item, views, ref next));
                }
                return list.ToImmutable();
            default:
                return Value.FromLiteral(argument);
        }
    }
}
