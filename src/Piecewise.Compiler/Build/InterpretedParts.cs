using System.Collections.Immutable;
using Piecewise.Graphs;
using Piecewise.Runtime;
using Piecewise.Tensors;

namespace Piecewise.Compiler.Build;

/// <summary>Runs the parts of a program that have no code, by the operators' reference kernels.</summary>
/// <param name="calls">By code: its reference calls.</param>
/// <param name="graphs">The interpreted graphs.</param>
/// <param name="interpreter">Holds the host's services.</param>
internal sealed unsafe class InterpretedParts(
    ImmutableArray<ImmutableArray<ReferenceCall>> calls, ImmutableArray<Graph> graphs, Interpreter interpreter) : IInterpretedParts
{
    /// <summary>An interpreter with what the session's host gives.</summary>
    public static Interpreter InterpreterOf(SessionServices services) =>
        new Interpreter().With(services.Attention).With(services.Random).With(services.Ranks);

    public void Call(int piece, int call, void** tensors, long* sizes)
    {
        var reference = calls[piece][call];
        var symbols = new Dictionary<string, long>(StringComparer.Ordinal);
        for (var i = 0; i < reference.Symbols.Length; i++)
        {
            symbols.Add(reference.Symbols[i], sizes[i]);
        }
        var inputs = ImmutableArray.CreateBuilder<Value>();
        List<(Tensor Copy, Tensor Original)>? written = null;
        var next = 0;
        foreach (var input in reference.Graph.Inputs)
        {
            if (input.Type is not TensorType type)
            {
                inputs.Add(((SymIntType)input.Type).Value.Evaluate(symbols));
                continue;
            }
            var tensor = View(tensors[next++], type, symbols);
            if (reference.IsOfApplication)
            {
                // An application's own operator may keep what it is given, and nothing keeps this memory.
                var copy = CopyOf(tensor);
                if (reference.Written.Contains(input))
                {
                    (written ??= []).Add((copy, tensor));
                }
                tensor = copy;
            }
            inputs.Add(tensor);
        }
        var result = Run(reference.Graph, inputs.ToImmutable())[0];
        foreach (var (copy, original) in written ?? [])
        {
            original.CopyFrom(copy);
        }
        var results = reference.Graph.Output!.Arguments[0].Type is TupleType ? result.Items : [result];
        for (var i = 0; i < reference.Results.Length; i++)
        {
            if (reference.Results[i] is { } type)
            {
                var target = View(tensors[next++], type, symbols);
                if (!target.Shape.SequenceEqual(results[i].Tensor.Shape))
                {
                    // Only data decides it, and the program says that it is a size of the inputs.
                    throw new CallFailedException(
                        $"%{reference.Graph.Nodes.Last(n => n.Kind == NodeKind.Call).Name}: result {i} is {results[i].Tensor}, "
                        + "which does not have "
                        + $"the sizes [{string.Join(", ", target.Shape.ToArray())}] of the program's types.");
                }
                target.CopyFrom(results[i].Tensor);
            }
        }
    }

    public object?[] Interpret(int graph, object?[] inputs) =>
        [.. Run(graphs[graph], [.. inputs.Select(i => CallValue.FromObject(i).ToValue())]).Select(r => CallValues.Of(r).ToObject())];

    private ImmutableArray<Value> Run(Graph graph, ImmutableArray<Value> inputs)
    {
        try
        {
            return interpreter.Run(graph, inputs);
        }
        catch (EvaluationException e)
        {
            throw new CallFailedException(e.Message, e);
        }
    }

    private static Tensor CopyOf(Tensor view)
    {
        var copy = Tensor.ZerosStrided(view.DType, view.Shape, view.Strides);
        copy.CopyFrom(view);
        return copy;
    }

    private Tensor View(void* first, TensorType type, Dictionary<string, long> symbols)
    {
        long[] shape = [.. type.Shape.Select(s => s.Evaluate(symbols))];
        long[] strides = [.. type.Strides.Select(s => s.Evaluate(symbols))];
        return new Tensor(Storage.Borrow(this, (byte*)first, Layout.Extent(shape, strides) * type.DType.Size(), isReadOnly: false),
            type.DType, shape, strides, 0);
    }
}
